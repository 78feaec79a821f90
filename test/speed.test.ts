import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startPainter } from '../inference/painter.ts';
import { Registration } from '../inference/registration.ts';
import { SpeedCache } from '../inference/speed-cache.ts';
import { type ModelSpeed, workerSpeed } from '../prisma/worker-speed.ts';
import { freshDatabase } from './database.ts';
import { apple } from './new-job.ts';
import { until } from './until.ts';

const modelsDirectory = fileURLToPath(new URL('../models', import.meta.url));
const speed: ModelSpeed = { curve: [{ rows: 2, ms: 10 }], rowsBest: 2, openMs: 5 };
const HASH = 'a'.repeat(64);

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'easel-speed-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

describe('how fast a model is', () => {
  it('is measured once nobody asks for anything, and again learnt from painting', async () => {
    const heard: [string, ModelSpeed][] = [];
    const painter = await startPainter({
      modelsDirectory,
      threads: 1,
      rowsMax: 4,
      onSpeed: (card, found) => heard.push([card.name, found]),
    });
    onTestFinished(() => painter.close());
    const options = { priority: 0, signal: new AbortController().signal, onStep: () => undefined };
    await painter.paint(apple, options);
    const [model, { curve, rowsBest, openMs }] = await until('a measurement', async () => heard.at(-1) ?? null);
    expect(model).toBe('emoji');
    expect(curve.map(({ rows }) => rows)).toEqual([2, 4]);
    for (const { ms } of curve) expect(ms).toBeGreaterThan(0);
    expect([2, 4]).toContain(rowsBest);
    expect(openMs).toBeGreaterThan(0);
  });

  it('is known after a restart, for the same device, libraries and weights', () => {
    const folder = temporaryFolder();
    new SpeedCache(folder, 'cpu').keep(HASH, speed, (error) => {
      throw error;
    });
    expect(new SpeedCache(folder, 'cpu').find(HASH)).toEqual(speed);
    expect(new SpeedCache(folder, 'cuda:0').find(HASH)).toBeNull();
    expect(new SpeedCache(folder, 'cpu').find('b'.repeat(64))).toBeNull();
  });

  it('is measured anew when the file is damaged, and a full disk stops nothing', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'speed.json'), '{"cpu": {"cur');
    expect(new SpeedCache(folder, 'cpu').find(HASH)).toBeNull();
    const errors: unknown[] = [];
    const blocked = new SpeedCache(join(folder, 'speed.json'), 'cpu');
    blocked.keep(HASH, speed, (error) => errors.push(error));
    expect(errors).toHaveLength(1);
    expect(blocked.find(HASH)).toEqual(speed);
    expect(readFileSync(join(folder, 'speed.json'), 'utf8')).toBe('{"cpu": {"cur');
  });

  it('is told in the worker’s row, beside what is known of other models', async () => {
    const { database, query } = await freshDatabase();
    const id = '00000000-0000-4000-8000-000000000001';
    const registration = new Registration(database, {
      id,
      device: 'cpu',
      runtime: { easel: '', node: '', onnxruntime: '' },
      models: [],
      openModels: [],
    });
    await registration.announce();
    await registration.tellSpeed('emoji', speed);
    await registration.tellSpeed('other', { ...speed, rowsBest: 4 });
    const [row] = await query<{ speed: unknown }>('SELECT speed FROM worker');
    expect(workerSpeed.parse(row?.speed)).toEqual({ emoji: speed, other: { ...speed, rowsBest: 4 } });
  });
});
