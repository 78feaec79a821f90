import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Jobs, type NewJob } from '../bot/jobs.ts';
import { costOf, type ImageRequest } from '../prisma/image-request.ts';
import { ATTEMPTS_MAX } from '../prisma/job.ts';
import { type FreshDatabase, freshDatabase } from './database.ts';

const request: ImageRequest = {
  prompt: 'a red apple',
  negativePrompt: '',
  count: 4,
  seed: 7,
  variation: null,
  steps: 20,
  guidanceScale: 3,
  guidanceRescale: 0,
  guidanceEnd: 1,
  prompts: null,
  tile: false,
  imageToImage: null,
  scheduler: 'DPMSolverMultistep',
  width: 96,
  height: 96,
  model: 'emoji',
  modelHash: null,
  noise: 'cuda',
};

let interactions = 0;

function newJob(changes: Partial<NewJob> = {}): NewJob {
  interactions += 1;
  return {
    id: randomUUID(),
    interactionId: String(1_000 + interactions),
    part: 0,
    applicationId: '1',
    interactionToken: 'token',
    guildId: null,
    channelId: '2',
    userId: '3',
    locale: 'en-US',
    action: 'imagine',
    parentId: null,
    parentSlot: null,
    request,
    asked: null,
    isPrivate: false,
    isSpoiler: false,
    isDirect: false,
    isForDashboard: false,
    acknowledgedAt: null,
    initialImage: null,
    renderer: 'components',
    safety: 'block',
    cost: costOf(request),
    priority: 0,
    expiresAt: new Date(Date.now() + 60_000),
    ...changes,
  };
}

async function stage(): Promise<{
  db: FreshDatabase;
  jobs: Jobs;
  insert: (changes?: Partial<NewJob>) => Promise<string>;
}> {
  const db = await freshDatabase();
  const jobs = new Jobs(db.database);
  const insert = async (changes?: Partial<NewJob>) => {
    const job = newJob(changes);
    await jobs.accept(job, [job], () => null);
    return job.id;
  };
  return { db, jobs, insert };
}

const stateOf = async ({ query }: FreshDatabase, id: string) =>
  (await query('SELECT * FROM job WHERE id = $1', [id]))[0];

/** As a worker leaves it. */
const makeReady = ({ query }: FreshDatabase, id: string) =>
  query(`UPDATE job SET state = 'ready', apology = 'painting_failed', ready_at = now() WHERE id = $1`, [id]);

describe('the bot’s jobs', () => {
  it('two deliveries of the same interaction make one job', async () => {
    const { jobs, db } = await stage();
    const job = newJob();
    const accept = (id: string) => jobs.accept(job, [{ ...job, id }], () => null);
    const results = await Promise.all([accept(job.id), accept(randomUUID())]);
    expect(results.sort()).toEqual(['repeated', 'stored']);
    expect(await db.query('SELECT id FROM job')).toHaveLength(1);
  });

  it('a job gives back the request that it was made from', async () => {
    const { jobs, insert } = await stage();
    const id = await insert();
    expect(await jobs.find(id)).toMatchObject({ id, request, userId: '3', asked: null, provenance: null });
    expect(await jobs.find(randomUUID())).toBeNull();
  });

  it('a place in line counts those who came before and those who go first', async () => {
    const { jobs, insert, db } = await stage();
    const [first, second] = [await insert(), await insert()];
    const important = await insert({ priority: 1 });
    const placeOf = async (id: string) => (await jobs.place(id))?.position;
    expect(await Promise.all([first, second, important].map(placeOf))).toEqual([2, 3, 1]);
    await makeReady(db, first);
    expect(await placeOf(second)).toBe(2);
    expect(await placeOf(first)).toBeUndefined();
  });

  it('the work before a job is what waits and what is left of what is painted', async () => {
    const { jobs, insert, db } = await stage();
    const painting = await insert();
    await db.query(
      `UPDATE job SET state = 'painting', step = 15, worker_id = id, lease_until = now(), attempt = 1 WHERE id = $1`,
      [painting],
    );
    const waiting = await insert();
    const last = await insert();
    // four pictures of 20 steps with guidance are 160 row-steps
    expect(await jobs.place(last)).toEqual({ position: 2, ahead: 200, own: 160, rows: 8, steps: 20, model: 'emoji' });
    expect(await jobs.place(waiting)).toMatchObject({ position: 1, ahead: 40 });
    expect(await jobs.place(painting)).toMatchObject({ position: 0, ahead: 0, own: 40, steps: 5 });
    await db.query(
      `UPDATE job SET state = 'painting', step = 0, worker_id = id, lease_until = now(), attempt = 1 WHERE id = $1`,
      [waiting],
    );
    expect(await jobs.place(painting)).toMatchObject({ ahead: 40, own: 40 });
    expect(await jobs.place(waiting)).toMatchObject({ ahead: 40, own: 160 });
    expect(await jobs.place(last)).toMatchObject({ position: 1, ahead: 200 });
  });

  it('several jobs of one interaction are stored together or not at all', async () => {
    const { jobs, db } = await stage();
    const parts = [0, 1, 2].map((part) => newJob({ interactionId: '77', part }));
    const [first] = parts;
    if (!first) throw new Error('no parts');
    expect(await jobs.accept(first, parts, () => ({ code: 'busy' }))).toEqual({ code: 'busy' });
    expect(await db.query('SELECT id FROM job')).toEqual([]);
    expect(await jobs.accept(first, parts, () => null)).toBe('stored');
    expect(await jobs.accept(first, parts, () => ({ code: 'busy' }))).toBe('repeated');
    expect(await db.query('SELECT id FROM job')).toHaveLength(3);
  });

  it('what a person waits for and has used today is counted apart from everybody’s', async () => {
    const { jobs, insert, db } = await stage();
    const painted = await insert({ userId: 'ada' });
    await makeReady(db, painted);
    await db.query('UPDATE job SET images_charged = 3, gpu_ms = 1500 WHERE id = $1', [painted]);
    const old = await insert({ userId: 'ada', guildId: 'other' });
    await insert({ userId: 'ada' });
    await insert({ userId: 'bob' });
    const usage = { waitingOfPerson: 2, waitingOfEverybody: 3, imagesToday: 7, gpuMsToday: 1500, ban: null };
    expect(await jobs.usage({ userId: 'ada', guildId: null })).toMatchObject(usage);
    await db.query(`UPDATE job SET created_at = now() - interval '25 hours', guild_id = NULL WHERE id = $1`, [old]);
    expect(await jobs.usage({ userId: 'ada', guildId: null })).toMatchObject(usage);
  });

  it('of two clicks at once only one gets the last free place', async () => {
    const { jobs, db } = await stage();
    const lastPlace = (job: NewJob) =>
      jobs.accept(job, [job], ({ waitingOfPerson }) => (waitingOfPerson >= 1 ? { code: 'busy' } : null));
    const results = await Promise.all(Array.from({ length: 5 }, () => lastPlace(newJob())));
    expect(results.filter((result) => result === 'stored')).toHaveLength(1);
    expect(await db.query('SELECT id FROM job')).toHaveLength(1);
  });

  it('a ban holds until it ends', async () => {
    const { jobs, db } = await stage();
    const ban = (expires: string) =>
      db.query(
        `INSERT INTO ban (guild_id, user_id, reason, author_id, created_at, expires_at)
         VALUES ('g', 'ada', 'spam', 'admin', now() - interval '1 day', now() + $1::interval)
         ON CONFLICT (guild_id, user_id) DO UPDATE SET expires_at = EXCLUDED.expires_at`,
        [expires],
      );
    await ban('1 hour');
    expect((await jobs.usage({ userId: 'ada', guildId: 'g' })).ban).toMatchObject({ reason: 'spam' });
    expect((await jobs.usage({ userId: 'ada', guildId: 'h' })).ban).toBeNull();
    await ban('-1 second');
    expect((await jobs.usage({ userId: 'ada', guildId: 'g' })).ban).toBeNull();
  });

  it('a ready job is delivered by one bot, and by another when that one dies', async () => {
    const { jobs, insert, db } = await stage();
    const id = await insert();
    await jobs.acknowledged(id, '9');
    await makeReady(db, id);
    const claims = await Promise.all([jobs.claimDelivery(id), jobs.claimDelivery(id)]);
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await jobs.due()).toEqual([]);
    await db.query(`UPDATE job SET deliver_after = now() - interval '1 second' WHERE id = $1`, [id]);
    expect(await jobs.due()).toEqual([id]);
    expect((await jobs.claimDelivery(id))?.deliveryAttempt).toBe(2);
  });

  it('a job is not delivered before Discord has our acknowledgement', async () => {
    const { jobs, insert, db } = await stage();
    const id = await insert();
    await makeReady(db, id);
    expect(await jobs.claimDelivery(id)).toBeNull();
    await db.query(`UPDATE job SET created_at = now() - interval '5 seconds' WHERE id = $1`, [id]);
    expect(await jobs.unacknowledged()).toEqual([{ id, applicationId: '1', interactionToken: 'token' }]);
    await jobs.acknowledged(id, null);
    expect(await jobs.due()).toEqual([id]);
  });

  it('an answered job keeps its message and forgets its token', async () => {
    const { jobs, insert, db } = await stage();
    const id = await insert();
    await makeReady(db, id);
    await jobs.finish(id, 'answered', '42');
    expect(await stateOf(db, id)).toMatchObject({ state: 'answered', message_id: '42', interaction_token: null });
  });

  it('an abandoned job is never delivered', async () => {
    const { jobs, insert, db } = await stage();
    const id = await insert();
    await jobs.abandon(id);
    await jobs.acknowledged(id, '9');
    expect(await stateOf(db, id)).toMatchObject({ state: 'abandoned', interaction_token: null });
    expect(await jobs.due()).toEqual([]);
  });

  it('a job that nobody painted in time gets an apology', async () => {
    const { jobs, insert, db } = await stage();
    const id = await insert();
    const fresh = await insert();
    await db.query(
      `UPDATE job SET created_at = now() - interval '2 hours', expires_at = now() - interval '1 second' WHERE id = $1`,
      [id],
    );
    await jobs.apologiseForHopeless();
    expect(await stateOf(db, id)).toMatchObject({ state: 'ready', apology: 'too_old' });
    expect(await stateOf(db, fresh)).toMatchObject({ state: 'accepted', apology: null });
  });

  it('a job that killed every worker that tried gets an apology, but not while its last worker lives', async () => {
    const { jobs, insert, db } = await stage();
    const id = await insert();
    const lease = (until: string) =>
      db.query(
        `UPDATE job SET state = 'painting', attempt = $2, worker_id = $3, lease_until = now() + $4::interval WHERE id = $1`,
        [id, ATTEMPTS_MAX, randomUUID(), until],
      );
    await lease('5 seconds');
    await jobs.apologiseForHopeless();
    expect(await stateOf(db, id)).toMatchObject({ state: 'painting' });
    await lease('-1 seconds');
    await jobs.apologiseForHopeless();
    expect(await stateOf(db, id)).toMatchObject({ state: 'ready', apology: 'too_many_attempts' });
  });
});
