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
    await jobs.insert(job);
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
    const [first, second] = await Promise.all([jobs.insert(job), jobs.insert({ ...job, id: randomUUID() })]);
    expect([first, second].filter(Boolean)).toHaveLength(1);
    expect(await db.query('SELECT id FROM job')).toHaveLength(1);
  });

  it('a job gives back the request that it was made from', async () => {
    const { jobs, insert } = await stage();
    const id = await insert();
    expect(await jobs.find(id)).toEqual({ id, request });
    expect(await jobs.find(randomUUID())).toBeNull();
  });

  it('a place in line counts those who came before and those who go first', async () => {
    const { jobs, insert, db } = await stage();
    const [first, second] = [await insert(), await insert()];
    const important = await insert({ priority: 1 });
    expect(await Promise.all([first, second, important].map((id) => jobs.position(id)))).toEqual([2, 3, 1]);
    await makeReady(db, first);
    expect(await jobs.position(second)).toBe(2);
    expect(await jobs.position(first)).toBe(0);
  });

  it('what a person has waiting is counted apart from everybody’s', async () => {
    const { jobs, insert } = await stage();
    await insert({ userId: 'ada' });
    await insert({ userId: 'bob' });
    expect(await jobs.waiting('ada')).toEqual({ ofPerson: 1, ofEverybody: 2 });
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
