import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { Audit } from '../bot/audit.ts';
import { Catalogue } from '../bot/catalogue.ts';
import { JOBS_SHOWN_MAX, LiveQueue } from '../bot/dashboard/live-queue.ts';
import { Jobs } from '../bot/jobs.ts';
import { type ClaimedJob, Queue } from '../inference/queue.ts';
import { type FreshDatabase, freshDatabase } from './database.ts';
import { insertJob } from './new-job.ts';
import { provenanceOf } from './past-job.ts';

const WORKER = randomUUID();
const curve = [{ rows: 2, ms: 20 }];

interface Stage {
  db: FreshDatabase;
  live: LiveQueue;
  queue: Queue;
}

/** A server with one worker: full calls of two rows take 20 ms. */
async function openStage(): Promise<Stage> {
  const db = await freshDatabase();
  const speed = { emoji: { curve, rowsBest: 2, openMs: 300 } };
  await db.database.worker.create({ data: { id: WORKER, device: 'cpu', runtime: {}, models: [], speed } });
  const log = pino({ level: 'silent' });
  const catalogue = new Catalogue(db.database, log);
  await catalogue.refresh();
  const [jobs, audit] = [new Jobs(db.database), new Audit(db.database)];
  const live = new LiveQueue({ database: db.database, jobs, catalogue, audit });
  return { db, live, queue: new Queue(db.database, WORKER, ['emoji']) };
}

async function claim(queue: Queue): Promise<ClaimedJob> {
  const job = await queue.claim();
  if (job === null) throw new Error('expected a job to claim');
  return job;
}

const auditOf = ({ query }: FreshDatabase) =>
  query('SELECT guild_id, actor_id, action, subject, before FROM audit_entry ORDER BY id');

describe('the live queue', () => {
  it('is in the order in which jobs are then claimed', async () => {
    const { db, live, queue } = await openStage();
    const priorities = { ada: 0, bob: -1, cleo: 5, dora: 0 };
    for (const userId of ['ada', 'ada', 'bob', 'cleo', 'ada', 'dora'] as const)
      await insertJob(db, { userId, priority: priorities[userId] });
    const first = await claim(queue); // Cleo's
    await claim(queue); // Ada's first
    const { jobs, jobsInAll } = await live.line(null, 'admin');
    expect(jobsInAll).toBe(6);
    expect(jobs.map(({ position }) => position)).toEqual([0, 0, 1, 2, 3, 4]);
    expect(jobs.map(({ userId }) => userId)).toEqual(['ada', 'cleo', 'dora', 'ada', 'ada', 'bob']);
    expect(jobs.find(({ userId }) => userId === 'cleo')?.id).toBe(first.id);
    for (const { id } of jobs.slice(2)) expect((await claim(queue)).id).toBe(id);
  });

  it('says who paints what, how far it is, and since when', async () => {
    const { db, live, queue } = await openStage();
    await insertJob(db, { userId: 'ada', request: { prompt: 'a\u202e pear', steps: 8 } });
    const claimed = await claim(queue);
    await queue.renew(claimed, 3);
    const [row] = await db.query<{ started_at: Date }>('SELECT started_at FROM job');
    const { jobs } = await live.line(null, 'admin');
    expect(jobs).toEqual([
      {
        id: claimed.id,
        guildId: null,
        channelId: '2',
        userId: 'ada',
        action: 'imagine',
        prompt: 'a pear',
        isPrivate: false,
        model: 'emoji',
        state: 'painting',
        position: 0,
        step: 3,
        steps: 8,
        workerId: WORKER,
        attempt: 1,
        mayRequeue: true,
        since: row?.started_at,
        estimate: { startsInMs: 0, endsInMs: 100 }, // five steps of a call with two rows
      },
    ]);
  });

  it('estimates a waiting job by the work before it, and tells nothing of a model that nobody measured', async () => {
    const { db, live, queue } = await openStage();
    await insertJob(db); // eight row-steps
    await insertJob(db, { userId: 'bob' });
    await insertJob(db, { userId: 'cleo', request: { model: 'unknown' } });
    await claim(queue);
    const { jobs } = await live.line(null, 'admin');
    expect(jobs.map((job) => job.estimate)).toEqual([
      { startsInMs: 0, endsInMs: 80 },
      { startsInMs: 80, endsInMs: 160 },
      null,
    ]);
  });

  it('of a server has its own jobs, at their places among all', async () => {
    const { db, live } = await openStage();
    await insertJob(db, { guildId: 'elsewhere' });
    const here = await insertJob(db, { guildId: 'here' });
    const { jobs, jobsInAll } = await live.line('here', 'admin');
    expect(jobs.map(({ id, position }) => ({ id, position }))).toEqual([{ id: here, position: 2 }]);
    expect(jobsInAll).toBe(1);
  });

  it('hides the prompt of a private job from everybody but its owner', async () => {
    const { db, live } = await openStage();
    await insertJob(db, { userId: 'ada', isPrivate: true, request: { prompt: 'a secret' } });
    for (const [viewer, prompt] of [
      ['admin', null],
      ['ada', 'a secret'],
    ]) {
      const { jobs } = await live.line(null, viewer ?? '');
      expect(jobs).toMatchObject([{ prompt, isPrivate: true }]);
    }
  });

  it('shows the first of many and says how many there are', async () => {
    const { db, live } = await openStage();
    await insertJob(db);
    await db.query(
      `INSERT INTO job SELECT (jsonb_populate_record(job, jsonb_build_object('id', gen_random_uuid(), 'interaction_id', n::text))).*
       FROM job, generate_series(1, $1) AS n`,
      [JOBS_SHOWN_MAX],
    );
    const { jobs, jobsInAll } = await live.line(null, 'admin');
    expect([jobs.length, jobsInAll]).toEqual([JOBS_SHOWN_MAX, JOBS_SHOWN_MAX + 1]);
  });
});

describe('an admin', () => {
  it('cancels a job of their own server, once, and it is written down', async () => {
    const { db, live } = await openStage();
    const jobId = await insertJob(db, { guildId: 'here' });
    expect(await live.cancel({ guildId: 'elsewhere', jobId, actorId: 'admin' })).toBe(false);
    expect(await live.cancel({ guildId: 'here', jobId, actorId: 'admin' })).toBe(true);
    expect(await live.cancel({ guildId: null, jobId, actorId: 'admin' })).toBe(false);
    expect(await db.query('SELECT state, apology FROM job')).toEqual([{ state: 'ready', apology: 'cancelled' }]);
    const entry = { guild_id: 'here', actor_id: 'admin', action: 'job_cancelled', subject: jobId, before: null };
    expect(await auditOf(db)).toEqual([entry]);
  });

  it('takes a job from its worker, which then can write nothing more, even when it claims the job anew', async () => {
    const { db, live, queue } = await openStage();
    const jobId = await insertJob(db, { guildId: 'here' });
    const before = await claim(queue);
    await queue.renew(before, 2);
    const requeue = { guildId: 'here', jobId, actorId: 'admin', attempt: 1 };
    expect(await live.requeue(requeue)).toBe('requeued');
    expect(await db.query('SELECT state, step, worker_id, lease_until FROM job')).toEqual([
      { state: 'accepted', step: 0, worker_id: null, lease_until: null },
    ]);
    const again = await claim(queue);
    expect(again).toMatchObject({ id: jobId, attempt: 2 });
    expect(await queue.renew(before, 3)).toBe(false);
    expect(await queue.finish(before, [], provenanceOf())).toBe(false);
    expect(await queue.renew(again, 1)).toBe(true);
    const entry = { guild_id: 'here', actor_id: 'admin', action: 'job_requeued', subject: jobId };
    expect(await auditOf(db)).toEqual([{ ...entry, before: { workerId: WORKER, attempt: 1 } }]);
  });

  it('cannot requeue a job that waits, of another server, in another attempt, in its last one or past its time', async () => {
    const { db, live, queue } = await openStage();
    const jobId = await insertJob(db, { guildId: 'here' });
    const requeue = { guildId: 'here', jobId, actorId: 'admin', attempt: 1 };
    expect(await live.requeue({ ...requeue, attempt: 0 })).toBe('not_painting');
    await claim(queue);
    expect(await live.requeue({ ...requeue, guildId: 'elsewhere' })).toBe('not_painting');
    expect(await live.requeue({ ...requeue, attempt: 2 })).toBe('not_painting');
    await db.query('UPDATE job SET attempt = 3');
    expect(await live.requeue({ ...requeue, attempt: 3 })).toBe('last_attempt');
    await db.query(`UPDATE job SET attempt = 1, created_at = now() - interval '2 hours', expires_at = now()`);
    expect(await live.requeue(requeue)).toBe('too_old');
    expect((await live.line('here', 'admin')).jobs).toMatchObject([{ state: 'painting', mayRequeue: false }]);
    expect(await auditOf(db)).toEqual([]);
  });
});
