import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Queue } from '../inference/queue.ts';
import { freshDatabase } from './database.ts';
import { insertJob } from './new-job.ts';

/** Jobs that are painted at once. */
const SLOTS = 4;
const OTHERS = 20;

/**
 * Rounds until each of twenty people's job is claimed, when every round paints four jobs: time as the queue sees it, so
 * that the figure is the rule's and not the machine's.
 */
async function waits({ flood }: { flood: number }): Promise<number[]> {
  const db = await freshDatabase();
  const queue = new Queue(db.database, randomUUID(), ['emoji']);
  const others = new Map<string, number>();
  for (let job = 0; job < flood; job += 1) await insertJob(db, { userId: 'flooder' });
  for (let person = 0; person < OTHERS; person += 1) others.set(await insertJob(db, { userId: `p${person}` }), -1);
  for (let round = 0; [...others.values()].includes(-1); round += 1) {
    const claimed = [];
    for (let slot = 0; slot < SLOTS; slot += 1) {
      const job = await queue.claim();
      if (job === null) break;
      claimed.push(job);
      if (others.has(job.id)) others.set(job.id, round);
    }
    for (const job of claimed) await queue.apologise(job, 'painting_failed');
  }
  return [...others.values()].sort((a, b) => a - b);
}

const p95 = (sorted: readonly number[]): number => sorted[Math.ceil(0.95 * sorted.length) - 1] ?? Number.NaN;

describe('one person with 200 requests', () => {
  it('keeps the others waiting at most half as long again as without', async () => {
    const alone = await waits({ flood: 0 });
    const flooded = await waits({ flood: 200 });
    expect(p95(alone)).toBe(4);
    expect(p95(flooded)).toBeLessThanOrEqual(1.5 * p95(alone));
  });
});

describe('jobs of models that are open', () => {
  const models = ['emoji', 'other'];

  it('go first, until one of another model has waited for half a minute', async () => {
    const db = await freshDatabase();
    const queue = new Queue(db.database, randomUUID(), models);
    const fresh = async (model: string, ageSeconds: number) => {
      const id = await insertJob(db, { request: { model }, userId: randomUUID() });
      await db.query(`UPDATE job SET created_at = now() - make_interval(secs => $2) WHERE id = $1`, [id, ageSeconds]);
      return id;
    };
    const impatient = await fresh('other', 40);
    const closed = await fresh('other', 20);
    const open = await fresh('emoji', 10);
    const order = [];
    for (let job = 0; job < 3; job += 1) order.push((await queue.claim(['emoji']))?.id);
    expect(order).toEqual([impatient, open, closed]);
  });

  it('go by age alone while none is open or all are', async () => {
    const db = await freshDatabase();
    const queue = new Queue(db.database, randomUUID(), models);
    const first = await insertJob(db, { request: { model: 'other' }, userId: 'a' });
    const second = await insertJob(db, { userId: 'b' });
    await db.query('UPDATE job SET created_at = now() - make_interval(secs => CASE WHEN id = $1 THEN 5 ELSE 4 END)', [
      first,
    ]);
    expect((await queue.claim([]))?.id).toBe(first);
    expect((await queue.claim(models))?.id).toBe(second);
  });
});
