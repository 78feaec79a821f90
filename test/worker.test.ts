import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { pino } from 'pino';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Lease } from '../inference/lease.ts';
import type { Painter, Painting, PaintOptions } from '../inference/painter.ts';
import { readParameters } from '../inference/png.ts';
import { progressReporter } from '../inference/progress.ts';
import { Queue } from '../inference/queue.ts';
import { Worker } from '../inference/worker.ts';
import { Fault } from '../prisma/fault.ts';
import type { ImageRequest } from '../prisma/image-request.ts';
import { ATTEMPTS_MAX, LEASE_MS } from '../prisma/job.ts';
import { Listener } from '../prisma/listener.ts';
import { PROGRESS_CHANNEL } from '../prisma/notifications.ts';
import { provenance } from '../prisma/outcome.ts';
import { type FreshDatabase, freshDatabase } from './database.ts';
import { apple, insertJob } from './new-job.ts';
import { until } from './until.ts';

const MODEL_HASH = 'c'.repeat(64);
const log = pino({ level: 'silent' });

type Paint = (request: ImageRequest, options: PaintOptions) => Promise<Painting>;

/** Paints every picture in one colour, after its steps. */
const plain: Paint = async (request, { onStep }) => {
  for (let step = 1; step <= request.steps; step += 1) onStep(step, request.steps);
  const { width, height, count, seed } = request;
  const images = Array.from({ length: count }, (_, slot) => ({
    slot,
    seed: seed + slot,
    variationSeed: null,
    width,
    height,
    pixels: new Uint8Array(width * height * 3).fill(seed + slot),
    isFlagged: null,
  }));
  return { images, modelHash: MODEL_HASH, rowsMax: 2, unetMs: 1, sessionMs: 1, notices: [] };
};

/** Paints until it is told to stop. */
const endless: Paint = (_request, { signal }) =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

const failing =
  (error: Error): Paint =>
  () =>
    Promise.reject(error);

/** A worker of this process around a painter that does as the test says; it is stopped when the test ends. */
function startWorker(db: FreshDatabase, paint: Paint, { jobsMax = 4 } = {}): Worker {
  const painter: Painter = {
    models: [],
    refusedModels: [],
    openModels: [],
    device: 'cpu',
    jobsMax,
    paint,
    close: () => Promise.resolve(),
    ended: Promise.resolve(),
  };
  const worker = new Worker({
    queue: new Queue(db.database, randomUUID(), ['emoji']),
    painter,
    runtime: { easel: '1.2.3', node: '20', onnxruntime: '1' },
    progressOf: progressReporter(db.database, log),
    log,
  });
  onTestFinished(() => worker.stop(AbortSignal.abort()));
  return worker;
}

interface Stored {
  png: Uint8Array<ArrayBuffer>;
  mask: Uint8Array<ArrayBuffer> | null;
}

const rawOf = (width: number, height: number, channels: 1 | 3) => ({ raw: { width, height, channels } });

/** A PNG as the bot stores it: RGB, or grey for a mask. */
const pngOf = async (pixels: Uint8Array, width: number, height: number, channels: 1 | 3) =>
  Uint8Array.from(
    await sharp(pixels, rawOf(width, height, channels))
      .toColourspace(channels === 1 ? 'b-w' : 'srgb')
      .png()
      .toBuffer(),
  );

const stored = async (png: Uint8Array | Promise<Uint8Array>, mask?: Promise<Uint8Array>): Promise<Stored> => ({
  png: Uint8Array.from(await png),
  mask: mask === undefined ? null : Uint8Array.from(await mask),
});

const plainPixels = new Uint8Array(96 * 96 * 3).fill(128);

const row = async ({ query }: FreshDatabase, id: string) => (await query('SELECT * FROM job WHERE id = $1', [id]))[0];

const inState = (db: FreshDatabase, id: string, state: string) =>
  until(`the job is ${state}`, async () => {
    const job = await row(db, id);
    return job?.state === state && job;
  });

describe('a worker', () => {
  it('stores each picture with its seed, its hash and how it was painted', async () => {
    const db = await freshDatabase();
    const id = await insertJob(db, { request: { count: 2, seed: 7 } });
    await startWorker(db, plain).pull();
    await inState(db, id, 'ready');
    const job = await db.database.job.findUniqueOrThrow({
      where: { id },
      include: { images: { orderBy: { slot: 'asc' } } },
    });
    expect(job.images.map(({ slot, seed, width, height }) => ({ slot, seed, width, height }))).toEqual([
      { slot: 0, seed: 7n, width: 96, height: 96 },
      { slot: 1, seed: 8n, width: 96, height: 96 },
    ]);
    for (const { png, pixelSha256, parameters } of job.images) {
      const pixels = await sharp(png).raw().toBuffer();
      expect(createHash('sha256').update(pixels).digest('hex')).toBe(pixelSha256);
      expect(readParameters(png)).toBe(parameters);
    }
    expect(job.images[1]?.parameters).toBe(
      'a red apple\nSteps: 4, Sampler: DPM++ 2M, CFG scale: 3, Seed: 8, Size: 96x96, Model hash: cccccccccc, ' +
        'Model: emoji, RNG: NV, Version: Easel 1.2.3',
    );
    expect(provenance.parse(job.provenance)).toMatchObject({
      modelHash: MODEL_HASH,
      device: 'cpu',
      runtime: { easel: '1.2.3' },
    });
  });

  it('tells the painter whose job it is, by which it keeps one person from crowding out others', async () => {
    const db = await freshDatabase();
    const id = await insertJob(db, { userId: '4711', priority: 2 });
    const told: PaintOptions[] = [];
    const paint: Paint = (request, options) => {
      told.push(options);
      return plain(request, options);
    };
    await startWorker(db, paint).pull();
    await inState(db, id, 'ready');
    expect(told).toMatchObject([{ userId: '4711', priority: 2 }]);
  });

  it('leaves places to others once one person has as many pictures in painting as there are places', async () => {
    const db = await freshDatabase();
    const worker = startWorker(db, endless, { jobsMax: 4 });
    for (let job = 0; job < 3; job += 1) await insertJob(db, { userId: 'flooder', request: { count: 2 } });
    await worker.pull();
    const painting = () => db.query(`SELECT user_id FROM job WHERE state = 'painting' ORDER BY created_at`);
    expect(await painting()).toEqual([{ user_id: 'flooder' }, { user_id: 'flooder' }]);
    for (const userId of ['ada', 'bob', 'eve']) await insertJob(db, { userId });
    await worker.pull();
    expect(await painting()).toMatchObject(['flooder', 'flooder', 'ada', 'bob'].map((user_id) => ({ user_id })));
  });

  it('two workers never paint the same job', async () => {
    const db = await freshDatabase();
    const ids = await Promise.all(
      Array.from({ length: 30 }, (_, index) => insertJob(db, { request: { seed: index } })),
    );
    const seeds: number[] = [];
    const counting: Paint = (request, options) => {
      seeds.push(request.seed);
      return plain(request, options);
    };
    const workers = [startWorker(db, counting), startWorker(db, counting)];
    await Promise.all(workers.map((worker) => worker.pull()));
    await until('all jobs are ready', async () => {
      const ready = await db.query(`SELECT id FROM job WHERE state = 'ready'`);
      return ready.length === ids.length;
    });
    expect(seeds.sort((a, b) => a - b)).toEqual(ids.map((_, index) => index));
  });

  it('holds no more jobs than its painter has room for', async () => {
    const db = await freshDatabase();
    for (let job = 0; job < 5; job += 1) await insertJob(db);
    let inside = 0;
    const counting: Paint = (request, options) => {
      inside += 1;
      return endless(request, options);
    };
    const worker = startWorker(db, counting, { jobsMax: 2 });
    await Promise.all([worker.pull(), worker.pull(), worker.pull()]);
    expect(inside).toBe(2);
    expect(await db.query(`SELECT id FROM job WHERE state = 'painting'`)).toHaveLength(2);
  });

  it('a worker that lost its lease stops painting and changes nothing', async () => {
    const db = await freshDatabase();
    const id = await insertJob(db);
    let stopped: unknown;
    const watched: Paint = (request, options) =>
      endless(request, options).catch((reason: unknown) => {
        stopped = reason;
        throw reason;
      });
    await startWorker(db, watched).pull();
    await db.query(`UPDATE job SET lease_until = now() - interval '1 second'`);
    const thief = new Queue(db.database, randomUUID(), ['emoji']);
    expect(await thief.claim()).toMatchObject({ id, attempt: 2 });
    const before = await row(db, id);
    await until('the painting is stopped', () => stopped !== undefined, LEASE_MS);
    expect(stopped).toMatchObject({ code: 'lease_lost' });
    expect(await row(db, id)).toEqual(before);
  });

  it('a lease that cannot be renewed for as long as it lasts is lost', async () => {
    const db = await freshDatabase();
    await insertJob(db);
    const queue = new Queue(db.database, randomUUID(), ['emoji']);
    const job = await queue.claim();
    if (job === null) throw new Error('expected a job to claim');
    const lost = new Fault('lease_lost', 'lost');
    await db.query('ALTER TABLE job RENAME TO job_away');
    const startedAtMs = performance.now();
    const lease = new Lease(queue, job, { lost, log });
    await until('the lease is lost', () => lease.signal.aborted, 2 * LEASE_MS);
    lease.end();
    expect(lease.signal.reason).toBe(lost);
    expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(LEASE_MS);
  });

  it.each([
    ['out_of_memory', true, 'out_of_memory'],
    ['model_unavailable', false, 'model_unavailable'],
    ['something_else', false, 'painting_failed'],
  ])('a fault %s (retryable: %s) becomes the apology %s', async (code, retryable, apology) => {
    const db = await freshDatabase();
    const id = await insertJob(db);
    await startWorker(db, failing(new Fault(code, 'No.', { retryable }))).pull();
    expect(await inState(db, id, 'ready')).toMatchObject({ apology, attempt: 1 });
  });

  it.each([new Fault('device_busy', 'Later.', { retryable: true }), new Fault('engine_stopped', 'The engine died.')])(
    'a fault that need not happen again ($code) costs one attempt',
    async (fault) => {
      const db = await freshDatabase();
      const id = await insertJob(db);
      let calls = 0;
      const unlucky: Paint = (request, options) => {
        calls += 1;
        return calls === 1 ? Promise.reject(fault) : plain(request, options);
      };
      await startWorker(db, unlucky).pull();
      expect(await inState(db, id, 'ready')).toMatchObject({ apology: null, attempt: 2 });
    },
  );

  it('a job that fails whenever it is tried is left alone after its last attempt', async () => {
    const db = await freshDatabase();
    const id = await insertJob(db);
    let calls = 0;
    const hopeless: Paint = () => {
      calls += 1;
      return Promise.reject(new Fault('device_busy', 'Later.', { retryable: true }));
    };
    await startWorker(db, hopeless).pull();
    await until(
      'all attempts are used up',
      async () => calls === ATTEMPTS_MAX && (await row(db, id))?.state === 'accepted',
    );
    expect(await row(db, id)).toMatchObject({ attempt: ATTEMPTS_MAX });
  });

  it.each([
    ['no request at all', `'{"model":"emoji","steps":"many"}'::jsonb`],
    ['dearer than what was accepted', `jsonb_set(request, '{steps}', '1000')`],
  ])('a stored request that is %s is not painted', async (_what, request) => {
    const db = await freshDatabase();
    const id = await insertJob(db);
    await db.query(`UPDATE job SET request = ${request}`);
    await startWorker(db, failing(new Error('was painted'))).pull();
    expect(await inState(db, id, 'ready')).toMatchObject({ apology: 'request_unsupported' });
  });

  it('hands the painter the stored picture and mask of a job that starts from one', async () => {
    const db = await freshDatabase();
    const id = await insertJob(db, { request: { imageToImage: { strength: 0.5 }, width: 16, height: 8 } });
    const pixels = new Uint8Array(16 * 8 * 3).map((_, index) => (index * 7) % 256);
    const mask = new Uint8Array(16 * 8).map((_, index) => (index % 16) * 17);
    const png = await pngOf(pixels, 16, 8, 3);
    await db.database.initialImage.create({ data: { jobId: id, png, mask: await pngOf(mask, 16, 8, 1) } });
    const given: PaintOptions['initImage'][] = [];
    const watched: Paint = (request, options) => {
      given.push(options.initImage);
      return plain(request, options);
    };
    await startWorker(db, watched).pull();
    await inState(db, id, 'ready');
    const [image] = given;
    expect(image).toMatchObject({ width: 16, height: 8 });
    expect(Buffer.compare(image?.pixels ?? Buffer.alloc(0), pixels)).toBe(0);
    expect(Buffer.compare(image?.mask ?? Buffer.alloc(0), mask)).toBe(0);
  });

  it.each([
    ['no picture', null],
    ['a picture of another size', (): Promise<Stored> => stored(pngOf(new Uint8Array(24 * 3), 4, 6, 3))],
    ['a picture that is not RGB', () => stored(pngOf(new Uint8Array(96 * 96), 96, 96, 1))],
    [
      'no PNG',
      () =>
        stored(
          sharp(plainPixels, rawOf(96, 96, 3))
            .jpeg()
            .toBuffer(),
        ),
    ],
    ['half a PNG', async () => stored((await pngOf(plainPixels, 96, 96, 3)).subarray(0, 100))],
    ['a mask of another size', () => stored(pngOf(plainPixels, 96, 96, 3), pngOf(new Uint8Array(24), 4, 6, 1))],
    ['a mask in colours', () => stored(pngOf(plainPixels, 96, 96, 3), pngOf(plainPixels, 96, 96, 3))],
  ])('a job that starts from a picture and has %s stored is apologised for', async (_what, store) => {
    const db = await freshDatabase();
    const id = await insertJob(db, { request: { imageToImage: { strength: 0.5 } } });
    if (store !== null) await db.database.initialImage.create({ data: { jobId: id, ...(await store()) } });
    await startWorker(db, failing(new Error('was painted'))).pull();
    expect(await inState(db, id, 'ready')).toMatchObject({ apology: 'request_unsupported', attempt: 1 });
  });

  it('a picture to start from that the database does not give is asked for again, and never apologised for', async () => {
    const db = await freshDatabase();
    const id = await insertJob(db, { request: { imageToImage: { strength: 0.5 } } });
    await db.query('ALTER TABLE initial_image RENAME TO initial_image_away');
    await startWorker(db, failing(new Error('was painted'))).pull();
    const over = async () => {
      const { state, attempt } = (await row(db, id)) ?? {};
      return state === 'accepted' && attempt === ATTEMPTS_MAX;
    };
    await until('all attempts are used up', over);
    expect(await row(db, id)).toMatchObject({ apology: null });
  });

  it('pictures painted while they cannot be stored are stored afterwards', async () => {
    const db = await freshDatabase();
    const id = await insertJob(db);
    const away: Paint = async (request, options) => {
      await db.database.$executeRaw`ALTER TABLE image RENAME TO image_away`;
      setTimeout(() => void db.database.$executeRaw`ALTER TABLE image_away RENAME TO image`.then(), 700);
      return plain(request, options);
    };
    await startWorker(db, away).pull();
    expect(await inState(db, id, 'ready')).toMatchObject({ apology: null, attempt: 1 });
    expect(await db.query('SELECT id FROM image')).toHaveLength(1);
  });

  it('a worker told to stop finishes what it paints and claims nothing more', async () => {
    const db = await freshDatabase();
    const first = await insertJob(db);
    const second = await insertJob(db);
    const gate = new AbortController();
    const gated: Paint = (request, options) => once(gate.signal, 'abort').then(() => plain(request, options));
    const worker = startWorker(db, gated, { jobsMax: 1 });
    await worker.pull();
    const stopped = worker.stop(new AbortController().signal);
    gate.abort();
    await stopped;
    await worker.pull();
    expect(await row(db, first)).toMatchObject({ state: 'ready' });
    expect(await row(db, second)).toMatchObject({ state: 'accepted', attempt: 0 });
  });

  it('a worker told to stop at once gives its jobs back, and the attempt does not count', async () => {
    const db = await freshDatabase();
    const id = await insertJob(db);
    const worker = startWorker(db, endless);
    await worker.pull();
    await worker.stop(AbortSignal.abort());
    expect(await row(db, id)).toMatchObject({ state: 'accepted', attempt: 0, worker_id: null });
  });

  it('a claim that is on its way when the worker is told to stop is not left behind', async () => {
    const db = await freshDatabase();
    const id = await insertJob(db);
    const worker = startWorker(db, endless);
    const pulled = worker.pull();
    await worker.stop(AbortSignal.abort());
    await pulled;
    expect(await row(db, id)).toMatchObject({ state: 'accepted', attempt: 0, started_at: expect.any(Date) });
  });

  it('progress is told to whoever listens', async () => {
    const db = await freshDatabase();
    const id = await insertJob(db, { request: { ...apple, steps: 2 } });
    const heard: unknown[] = [];
    await new Promise<void>((resolve) => {
      const channels = { [PROGRESS_CHANNEL]: (payload: string) => heard.push(JSON.parse(payload)) };
      const listener = new Listener({ url: db.url, channels, onConnected: resolve });
      onTestFinished(() => listener.close());
    });
    await startWorker(db, plain).pull();
    await until('the last step is told', () => heard.length === 2);
    expect(heard).toEqual([
      { id, step: 1, steps: 2 },
      { id, step: 2, steps: 2 },
    ]);
  });
});
