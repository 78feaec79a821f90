import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Figures } from '../bot/dashboard/figures.ts';
import { freshDatabase } from './database.ts';
import { insertJob } from './new-job.ts';
import { ago, insertPastJob, NOW, provenanceOf } from './past-job.ts';

const HOUR = 3_600;

describe('the figures of the overview', () => {
  it('count a picture in the hour that made it ready, over 24 whole hours', async () => {
    const db = await freshDatabase();
    await insertPastJob(db, { readyAgo: 60, request: { count: 4 } });
    await insertPastJob(db, { readyAgo: 31 * 60 }); // 11:59
    await insertPastJob(db, { readyAgo: 23 * HOUR, request: { count: 2 } });
    await insertPastJob(db, { readyAgo: 24 * HOUR, request: { count: 3 } }); // before the oldest whole hour
    await insertPastJob(db, { readyAgo: 70, apology: 'cancelled', imagesCharged: 1 }); // charged, never seen
    const { hours, images } = await new Figures(db.database).overview(null, NOW);
    expect(hours.map((hour) => hour.images)).toEqual([2, ...Array(21).fill(0), 1, 4]);
    expect([hours[0]?.at, hours[23]?.at]).toEqual([new Date('2026-11-22T13:00Z'), new Date('2026-11-23T12:00Z')]);
    expect(images).toBe(7);
  });

  it('tell how long half of the jobs waited and how long all but a twentieth did, per hour and together', async () => {
    const db = await freshDatabase();
    for (const waited of [1, 2, 3]) await insertPastJob(db, { readyAgo: 60, waited });
    await insertPastJob(db, { readyAgo: 2 * HOUR, waited: 100 });
    const { hours, wait } = await new Figures(db.database).overview(null, NOW);
    expect(hours[23]?.wait).toEqual({ p50Seconds: 2, p95Seconds: expect.closeTo(2.9, 6) });
    expect(hours[21]?.wait).toEqual({ p50Seconds: 100, p95Seconds: 100 });
    expect(hours[22]?.wait).toEqual({ p50Seconds: null, p95Seconds: null });
    expect(wait.p50Seconds).toBeCloseTo(2.5, 6);
  });

  it('name the ten people who used most of the device in a week', async () => {
    const db = await freshDatabase();
    for (let i = 1; i <= 11; i += 1) await insertPastJob(db, { userId: `person${i}`, gpuMs: i * 1_000 });
    await insertPastJob(db, { userId: 'person1', gpuMs: 60_000, readyAgo: 6 * 24 * HOUR });
    await insertPastJob(db, { userId: 'person2', gpuMs: 90_000, readyAgo: 8 * 24 * HOUR });
    const { gpuSecondsByPerson } = await new Figures(db.database).overview(null, NOW);
    expect(gpuSecondsByPerson.length).toBe(10);
    expect(gpuSecondsByPerson.slice(0, 2)).toEqual([
      { userId: 'person1', gpuSeconds: 61 },
      { userId: 'person11', gpuSeconds: 11 },
    ]);
    expect(gpuSecondsByPerson.at(-1)).toEqual({ userId: 'person3', gpuSeconds: 3 });
  });

  it('count failures by why, and unfinished jobs by where they stand', async () => {
    const db = await freshDatabase();
    for (const apology of ['too_old', 'out_of_memory', 'too_old']) await insertPastJob(db, { apology });
    await insertPastJob(db, { apology: 'too_old', readyAgo: 25 * HOUR });
    await insertPastJob(db, { state: 'ready' });
    await insertJob(db);
    const { failures, queue } = await new Figures(db.database).overview(null, NOW);
    expect(failures).toEqual([
      { apology: 'too_old', jobs: 2 },
      { apology: 'out_of_memory', jobs: 1 },
    ]);
    expect(queue).toEqual({ accepted: 1, painting: 0, ready: 1 });
  });

  it('are of one server, where one is asked for', async () => {
    const db = await freshDatabase();
    await insertPastJob(db, { guildId: 'here', gpuMs: 2_000 });
    for (const guildId of ['elsewhere', null]) await insertPastJob(db, { guildId, apology: 'too_old' });
    await insertJob(db); // a direct message
    const figures = new Figures(db.database);
    const here = await figures.overview('here', NOW);
    expect(here).toMatchObject({
      images: 1,
      failures: [],
      gpuSecondsByPerson: [{ userId: '3', gpuSeconds: 2 }],
      queue: { accepted: 0 },
    });
    const everywhere = await figures.overview(null, NOW);
    expect(everywhere).toMatchObject({
      images: 1,
      failures: [{ apology: 'too_old', jobs: 2 }],
      queue: { accepted: 1 },
    });
  });

  it('show each worker with what it measured and what it painted, alive or lately gone', async () => {
    const db = await freshDatabase();
    const [alive, gone, forgotten] = [randomUUID(), randomUUID(), randomUUID()];
    const curve = [
      { rows: 1, ms: 50 },
      { rows: 8, ms: 80 },
    ];
    const row = { device: 'cpu', runtime: {}, models: [] };
    const speed = { emoji: { curve, rowsBest: 8, openMs: 300 } };
    await db.database.worker.create({ data: { ...row, id: alive, speed, heartbeatAt: ago(5) } });
    await db.database.worker.create({ data: { ...row, id: gone, heartbeatAt: ago(16) } });
    await db.database.worker.create({ data: { ...row, id: forgotten, speed, heartbeatAt: ago(24 * HOUR) } });
    await insertPastJob(db, { workerId: alive, provenance: provenanceOf({ rowsMax: 4, unetMs: 400 }) });
    await insertPastJob(db, { workerId: alive, provenance: provenanceOf({ rowsMax: 8, unetMs: 200 }) });
    await insertPastJob(db, { workerId: gone, request: { model: 'other' } });
    const { workers } = await new Figures(db.database).overview(null, NOW);
    const measured = { model: 'emoji', rowStepMs: 10, rowsBest: 8, stepMs: 75, rows: 6, batchFill: 0.75 };
    const unmeasured = { model: 'other', rowStepMs: null, rowsBest: null, stepMs: 100, rows: 4, batchFill: null };
    expect(workers).toEqual([
      { workerId: alive, device: 'cpu', isAlive: true, heartbeatAt: ago(5), ...measured },
      { workerId: gone, device: 'cpu', isAlive: false, heartbeatAt: ago(16), ...unmeasured },
    ]);
  });
});
