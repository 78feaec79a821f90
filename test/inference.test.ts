import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ImageRequest } from '../prisma/image-request.ts';
import { LEASE_MS } from '../prisma/job.ts';
import { Listener } from '../prisma/listener.ts';
import { PROGRESS_CHANNEL } from '../prisma/notifications.ts';
import { type FreshDatabase, freshDatabase } from './database.ts';
import { type RunningProgram, start } from './easel.ts';
import { insertJob } from './new-job.ts';
import { until } from './until.ts';

const MAIN = new URL('../inference/main.ts', import.meta.url);

const startInference = ({ url }: FreshDatabase): Promise<RunningProgram> => start(MAIN, { DATABASE_URL: url });

/** Painted in a few seconds: long enough to be met in the middle. */
const long: Partial<ImageRequest> = { steps: 300, guidanceScale: 1, scheduler: 'EulerDiscrete' };

/** Inserts a job and resolves with its id when somebody has made a step of it. */
async function midway(db: FreshDatabase, request: Partial<ImageRequest>): Promise<string> {
  const stepped = new AbortController();
  const over = once(stepped.signal, 'abort');
  const listener = await new Promise<Listener>((resolve) => {
    const channels = { [PROGRESS_CHANNEL]: () => stepped.abort() };
    const opened: Listener = new Listener({ url: db.url, channels, onConnected: () => resolve(opened) });
  });
  const id = await insertJob(db, { request });
  await over;
  await listener.close();
  return id;
}

const job = async ({ query }: FreshDatabase, id: string) => (await query('SELECT * FROM job WHERE id = $1', [id]))[0];

/** How a process ended; it must do so by itself. */
async function exitCode(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}

/** Starts the process where it cannot become ready. */
function startInVain(env: Record<string, string>): { child: ChildProcess; output: () => string } {
  const child = fork(MAIN, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, ...env },
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  return { child, output: () => output };
}

describe('the inference process', () => {
  it('a job whose worker dies is painted by the next one', async () => {
    const db = await freshDatabase();
    const first = await startInference(db);
    const id = await midway(db, long);
    await first.kill();
    const killedAtMs = performance.now();
    expect(await job(db, id)).toMatchObject({ state: 'painting', attempt: 1 });
    await startInference(db);
    await until('the job is ready', async () => (await job(db, id))?.state === 'ready', 15_000);
    expect(await job(db, id)).toMatchObject({ apology: null, attempt: 2 });
    expect(await db.query('SELECT id FROM image WHERE job_id = $1', [id])).toHaveLength(1);
    const waitedMs = Math.round(performance.now() - killedAtMs);
    console.log(`painted ${waitedMs} ms after the kill; the lease alone lasts ${LEASE_MS}`);
  });

  it('told to stop, it finishes what it paints and leaves the list of workers', async () => {
    const db = await freshDatabase();
    const inference = await startInference(db);
    expect(await db.query('SELECT device FROM worker')).toEqual([{ device: 'cpu' }]);
    const id = await midway(db, { ...long, steps: 100 });
    inference.process.kill('SIGINT'); // a terminal tells everybody,
    inference.process.kill('SIGTERM'); // and the launcher tells us once more
    expect(await exitCode(inference.process)).toBe(0);
    expect(await job(db, id)).toMatchObject({ state: 'ready', apology: null });
    expect(await db.query('SELECT id FROM worker')).toEqual([]);
  });

  it('told twice, it gives back what it paints at once', async () => {
    const db = await freshDatabase();
    const inference = await startInference(db);
    const id = await midway(db, long);
    inference.process.kill('SIGTERM');
    await until('the first was heard', () => inference.output().includes('stopping'));
    inference.process.kill('SIGTERM');
    expect(await exitCode(inference.process)).toBe(0);
    expect(await job(db, id)).toMatchObject({ state: 'accepted', attempt: 0 });
  });

  it('ends when the process that started it is gone', async () => {
    const inference = await startInference(await freshDatabase());
    inference.process.disconnect();
    expect(await exitCode(inference.process)).toBe(0);
  });

  it('says what is wrong with its configuration in one line, and asks not to be started again', async () => {
    const { child, output } = startInVain({ DATABASE_URL: 'mysql://secret', LOG_LEVEL: 'loud' });
    expect(await exitCode(child)).toBe(78);
    const [line, ...more] = output().trim().split('\n');
    expect(more).toEqual([]);
    expect(line).toMatch(/DATABASE_URL: must be a postgresql:.*LOG_LEVEL: /);
    expect(line).not.toContain('secret');
  });

  it('refuses a folder without models', async () => {
    const { url } = await freshDatabase();
    const folder = mkdtempSync(join(tmpdir(), 'easel-no-models-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const { child, output } = startInVain({ DATABASE_URL: url, EASEL_MODELS_DIR: folder });
    expect(await exitCode(child)).toBe(78);
    expect(output()).toContain(`Expected a model in ${folder}`);
  });

  it('refuses a device that it was told to use and cannot, before it asks for anything else', async () => {
    const { child, output } = startInVain({
      DATABASE_URL: 'postgresql://easel:secret@127.0.0.1:1/easel',
      EASEL_DEVICE: 'webgpu',
      VK_DRIVER_FILES: '/nowhere.json',
    });
    expect(await exitCode(child)).toBe(78);
    expect(output()).toContain('The device webgpu cannot be used: ');
  });

  it('waits for a database that is away, says so once, and can be stopped meanwhile', async () => {
    const { child, output } = startInVain({ DATABASE_URL: 'postgresql://easel:secret@127.0.0.1:1/easel' });
    await until('it says what it waits for', () => output().includes('Postgres at 127.0.0.1:1 cannot be used'));
    expect(output()).not.toContain('secret');
    child.kill('SIGTERM');
    expect(await exitCode(child)).toBe(0);
  });
});
