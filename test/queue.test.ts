import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type ClaimedJob, Queue, type StoredImage } from '../inference/queue.ts';
import { ATTEMPTS_MAX, LEASE_MS } from '../prisma/job.ts';
import type { Provenance } from '../prisma/outcome.ts';
import { type FreshDatabase, freshDatabase } from './database.ts';
import { apple, insertJob } from './new-job.ts';

const provenance: Provenance = {
  modelHash: 'a'.repeat(64),
  device: 'cpu',
  runtime: { easel: '0.0.0' },
  rowsMax: 2,
  notices: [],
  queuedMs: 1,
  inferenceMs: 2,
  unetMs: 1,
};

const image: StoredImage = {
  slot: 0,
  seed: 4_294_967_295,
  variationSeed: null,
  width: 1,
  height: 1,
  png: Uint8Array.of(1, 2, 3),
  pixelSha256: 'b'.repeat(64),
  isFlagged: null,
  parameters: 'Steps: 1',
};

const worker = ({ database }: FreshDatabase, models = ['emoji']): Queue => new Queue(database, randomUUID(), models);

async function claimed(queue: Queue): Promise<ClaimedJob> {
  const job = await queue.claim();
  if (job === null) throw new Error('expected a job to claim, got none');
  return job;
}

const row = async ({ query }: FreshDatabase, id: string) => (await query('SELECT * FROM job WHERE id = $1', [id]))[0];

const runOutLease = ({ query }: FreshDatabase, id: string) =>
  query(`UPDATE job SET lease_until = now() - interval '1 millisecond' WHERE id = $1`, [id]);

describe('the queue', () => {
  it('a claimed job is leased by the clock of the database', async () => {
    const db = await freshDatabase();
    const id = await insertJob(db);
    const job = await claimed(worker(db));
    expect(job).toMatchObject({ id, attempt: 1, priority: 0, cost: 8, request: apple });
    expect(job.queuedMs).toBeGreaterThan(50_000); // created a minute ago
    const [lease] = await db.query<{ ms: number }>(
      'SELECT extract(epoch FROM (lease_until - now()))::float8 * 1000 AS ms FROM job',
    );
    expect(lease?.ms).toBeGreaterThan(LEASE_MS - 2_000);
    expect(lease?.ms).toBeLessThanOrEqual(LEASE_MS);
  });

  it('nobody claims a job that is leased, and an empty queue gives nothing', async () => {
    const db = await freshDatabase();
    expect(await worker(db).claim()).toBeNull();
    await insertJob(db);
    await claimed(worker(db));
    expect(await worker(db).claim()).toBeNull();
  });

  it('forty claims at once by four workers take forty different jobs', async () => {
    const db = await freshDatabase();
    const ids = await Promise.all(Array.from({ length: 40 }, () => insertJob(db)));
    const workers = Array.from({ length: 4 }, () => worker(db));
    const jobs = await Promise.all(workers.flatMap((queue) => Array.from({ length: 10 }, () => claimed(queue))));
    expect(jobs.map(({ id }) => id).sort()).toEqual(ids.sort());
  });

  it('a claim does not wait for a job that is being claimed at the same moment', async () => {
    const db = await freshDatabase();
    const [first, second] = [await insertJob(db), await insertJob(db)];
    await db.query('BEGIN');
    await db.query('SELECT id FROM job WHERE id = $1 FOR UPDATE', [first]);
    expect(await worker(db).claim()).toMatchObject({ id: second });
    await db.query('ROLLBACK');
  });

  it('goes by priority, then by who has least in painting, then by age', async () => {
    const db = await freshDatabase();
    const [first, second, third] = [
      await insertJob(db, { userId: 'ada' }),
      await insertJob(db, { userId: 'ada' }),
      await insertJob(db, { userId: 'ada' }),
    ];
    const other = await insertJob(db, { userId: 'bob' });
    const urgent = await insertJob(db, { userId: 'cy', priority: 1 });
    const queue = worker(db);
    const order = [];
    for (let job = await queue.claim(); job !== null; job = await queue.claim()) order.push(job.id);
    expect(order).toEqual([urgent, first, other, second, third]);
  });

  it('a worker leaves jobs for models that it does not offer', async () => {
    const db = await freshDatabase();
    const id = await insertJob(db, { request: { model: 'photo' } });
    expect(await worker(db).claim()).toBeNull();
    expect(await worker(db, []).claim()).toBeNull();
    expect(await worker(db, ['emoji', 'photo']).claim()).toMatchObject({ id });
  });

  it('a job that expired is not painted any more', async () => {
    const db = await freshDatabase();
    const id = await insertJob(db);
    await db.query(`UPDATE job SET expires_at = now() - interval '1 second' WHERE id = $1`, [id]);
    expect(await worker(db).claim()).toBeNull();
  });

  it('a job whose lease ran out is claimed again, but not more often than attempts are allowed', async () => {
    const db = await freshDatabase();
    const id = await insertJob(db);
    for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
      expect(await worker(db).claim()).toMatchObject({ id, attempt });
      await runOutLease(db, id);
    }
    expect(await worker(db).claim()).toBeNull();
  });

  it('a renewal keeps the claim and records the step', async () => {
    const db = await freshDatabase();
    const id = await insertJob(db);
    const queue = worker(db);
    const job = await claimed(queue);
    await runOutLease(db, id);
    expect(await queue.renew(job, 3)).toBe(true); // late, but nobody had taken it
    expect(await row(db, id)).toMatchObject({ step: 3, state: 'painting' });
    expect(await worker(db).claim()).toBeNull();
  });

  it('pictures, provenance and state are stored together', async () => {
    const db = await freshDatabase();
    const id = await insertJob(db);
    const queue = worker(db);
    expect(await queue.finish(await claimed(queue), [image, { ...image, slot: 1, variationSeed: 9 }], provenance)).toBe(
      true,
    );
    const job = await db.database.job.findUniqueOrThrow({ where: { id }, include: { images: true } });
    expect(job).toMatchObject({ state: 'ready', apology: null, provenance });
    expect(job.readyAt).toBeInstanceOf(Date);
    expect(job.images.map(({ seed, variationSeed, png }) => [seed, variationSeed, [...png]])).toEqual([
      [4_294_967_295n, null, [1, 2, 3]],
      [4_294_967_295n, 9n, [1, 2, 3]],
    ]);
  });

  it('a picture that cannot be stored leaves the job in painting, without any picture', async () => {
    const db = await freshDatabase();
    const id = await insertJob(db);
    const queue = worker(db);
    const job = await claimed(queue);
    await expect(queue.finish(job, [image, image], provenance)).rejects.toThrow(/unique/i);
    expect(await row(db, id)).toMatchObject({ state: 'painting', provenance: null });
    expect(await db.query('SELECT id FROM image')).toEqual([]);
  });

  it('a worker that lost its lease changes nothing', async () => {
    const db = await freshDatabase();
    const id = await insertJob(db);
    const [late, next] = [worker(db), worker(db)];
    const stale = await claimed(late);
    await runOutLease(db, id);
    await claimed(next);
    const before = await row(db, id);
    expect(await late.renew(stale, 2)).toBe(false);
    expect(await late.finish(stale, [image], provenance)).toBe(false);
    expect(await late.apologise(stale, 'painting_failed')).toBe(false);
    expect(await late.release(stale, { counts: true })).toBe(false);
    expect(await row(db, id)).toEqual(before);
    expect(await db.query('SELECT id FROM image')).toEqual([]);
  });

  it('the same worker’s earlier attempt changes nothing either', async () => {
    const db = await freshDatabase();
    const id = await insertJob(db);
    const queue = worker(db);
    const stale = await claimed(queue);
    await runOutLease(db, id);
    const job = await claimed(queue);
    expect(await queue.renew(stale, 2)).toBe(false);
    expect(await queue.finish(stale, [image], provenance)).toBe(false);
    expect(await queue.apologise(stale, 'painting_failed')).toBe(false);
    expect(await queue.release(stale, { counts: true })).toBe(false);
    expect(await queue.finish(job, [image], provenance)).toBe(true);
  });

  it('an apology is an outcome', async () => {
    const db = await freshDatabase();
    const id = await insertJob(db);
    const queue = worker(db);
    const job = await claimed(queue);
    expect(await queue.apologise(job, 'out_of_memory')).toBe(true);
    expect(await row(db, id)).toMatchObject({ state: 'ready', apology: 'out_of_memory' });
    expect(await queue.finish(job, [image], provenance)).toBe(false);
  });

  it('a released job is claimed again, and the attempt counts only when it was one', async () => {
    const db = await freshDatabase();
    await insertJob(db);
    const [first, second, third] = [worker(db), worker(db), worker(db)];
    expect(await first.release(await claimed(first), { counts: false })).toBe(true);
    const job = await claimed(second);
    expect(job.attempt).toBe(1);
    expect(await second.release(job, { counts: true })).toBe(true);
    expect((await claimed(third)).attempt).toBe(2);
  });
});
