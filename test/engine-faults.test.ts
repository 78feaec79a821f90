import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { forbidTelemetry } from '../inference/engine/config.ts';
import { parseDevice } from '../inference/engine/device.ts';
import { Engine, type EngineOptions } from '../inference/engine/engine.ts';
import type { EnginePainting } from '../inference/engine/job.ts';
import { readCatalogue } from '../inference/models/catalogue.ts';
import type { Model } from '../inference/models/model.ts';
import type { ImageRequest } from '../prisma/image-request.ts';
import { type BeforeUnetCall, failingDevice, OUT_OF_MEMORY } from './failing-device.ts';
import { writeTinyModel } from './tiny-model.ts';

let directory: string;
let model: Model;

beforeAll(async () => {
  forbidTelemetry();
  directory = mkdtempSync(join(tmpdir(), 'easel-faults-'));
  writeTinyModel(join(directory, 'tiny'));
  const { models } = await readCatalogue(directory, ['DPMSolverMultistep', 'EulerAncestralDiscrete']);
  model = models[0]?.model ?? expect.fail();
});
afterAll(() => rmSync(directory, { recursive: true }));

/** An engine whose device has eight rows in a call, as far as `before` lets it. */
function engineOn(before: BeforeUnetCall, options: Partial<EngineOptions> = {}): Engine {
  const engine = new Engine({
    ...options,
    device: parseDevice('cpu', 1),
    rowsMax: 8,
    jobsMax: 8,
    modelsMax: 1,
    memoryBytes: null,
    onOpen: () => undefined,
    onSpeed: () => undefined,
    createSession: failingDevice(before),
  });
  onTestFinished(() => engine.close());
  return engine;
}

const tiny: ImageRequest = {
  prompt: 'a',
  negativePrompt: '',
  count: 1,
  seed: 7,
  variation: null,
  steps: 2,
  guidanceScale: 3,
  guidanceRescale: 0,
  guidanceEnd: 1,
  prompts: null,
  tile: false,
  imageToImage: null,
  scheduler: 'DPMSolverMultistep',
  width: 8,
  height: 8,
  model: 'tiny',
  modelHash: null,
  noise: 'cuda',
};

const paint = (engine: Engine, request: Partial<ImageRequest>): Promise<EnginePainting> =>
  engine.paint(
    model,
    { ...tiny, ...request },
    { priority: 0, signal: new AbortController().signal, onStep: () => undefined },
  );

/** SHA-256 of each image's pixels. */
const pixels = ({ images }: EnginePainting): string[] =>
  images.map((image) => createHash('sha256').update(image.pixels).digest('hex'));

describe('a device that runs out of memory', () => {
  /** Two people's requests, which fill calls of eight rows together; one draws noise at every step. */
  const requests: Partial<ImageRequest>[] = [
    { count: 3, steps: 6 },
    { count: 2, steps: 4, scheduler: 'EulerAncestralDiscrete', seed: 3 },
  ];
  const paintAll = (engine: Engine) => Promise.all(requests.map((request) => paint(engine, request)));

  it('in the middle of paintings repeats the step with half the rows, and the pixels are the same', async () => {
    const undisturbed = await paintAll(engineOn(() => undefined));
    const calls: number[] = [];
    let rowsThatFit = 8;
    const disturbed = await paintAll(
      engineOn((rows) => {
        if (calls.length === 3) rowsThatFit = 4; // another program has taken the rest
        calls.push(rows);
        if (rows > rowsThatFit) throw new Error(OUT_OF_MEMORY);
      }),
    );
    expect(disturbed.map(pixels)).toEqual(undisturbed.map(pixels));
    expect(calls.slice(0, 3).some((rows) => rows > 4)).toBe(true);
    const failed = calls.filter((rows, call) => call >= 3 && rows > 4);
    expect(failed).toHaveLength(1); // it is remembered: no later call is too large
    // Of the rows that were asked for, those of the failed call alone were computed twice.
    const rowsOf = 2 * (3 * 6 + 2 * 4);
    expect(calls.reduce((sum, rows) => sum + rows, 0) - (failed[0] ?? 0)).toBe(rowsOf);
  });

  it('is asked for fewer rows again and again until they fit', async () => {
    const calls: number[] = [];
    const painting = await paint(
      engineOn((rows) => {
        calls.push(rows);
        if (rows > 2) throw new Error(OUT_OF_MEMORY);
      }),
      { count: 4 },
    );
    expect(calls.slice(0, 3)).toEqual([8, 4, 2]);
    expect(painting.images).toHaveLength(4);
    expect(painting.rowsMax).toBe(2);
  });

  it('even for one picture fails that job, with what it said, and paints the next', async () => {
    const engine = engineOn((rows) => {
      if (rows > 1) throw new Error(OUT_OF_MEMORY);
    });
    await expect(paint(engine, {})).rejects.toMatchObject({
      code: 'out_of_memory',
      message: expect.stringContaining(OUT_OF_MEMORY),
    });
    expect((await paint(engine, { guidanceScale: 1 })).images).toHaveLength(1);
  });
});

describe('a device that fails a call for any other reason', () => {
  it('fails the jobs that were in it, and paints the next', async () => {
    let failures = 1;
    const engine = engineOn(() => {
      failures -= 1;
      if (failures >= 0) throw new Error('Non-zero status code returned while running Conv node');
    });
    await expect(paint(engine, {})).rejects.toMatchObject({ code: 'device_failed' });
    expect((await paint(engine, {})).images).toHaveLength(1);
  });
});

describe('what waits for the engine’s thread', () => {
  it('is let in before the next call, so that no more rows are spent on a cancelled job', async () => {
    const abort = new AbortController();
    let calls = 0;
    let isWaiting = false;
    const before = () => {
      calls += 1;
      if (calls !== 3) return;
      isWaiting = true;
      // Not in the turn that onnxruntime takes itself, within run(), but in the next.
      setImmediate(() => setImmediate(() => abort.abort(new Error('cancelled'))));
    };
    const engine = engineOn(before, { hasMessages: () => isWaiting });
    const options = { priority: 0, signal: abort.signal, onStep: () => undefined };
    await expect(engine.paint(model, { ...tiny, steps: 20 }, options)).rejects.toThrow('cancelled');
    expect(calls).toBe(3);
  });
});
