import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../database.ts';
import { start } from '../easel.ts';
import { insertJob } from '../new-job.ts';
import { until } from '../until.ts';

const MAIN = new URL('../../inference/main.ts', import.meta.url);
const LOSE_DEVICE = fileURLToPath(new URL('./lose-device.ts', import.meta.url));

const jobOf = async ({ query }: FreshDatabase, id: string) => (await query('SELECT * FROM job WHERE id = $1', [id]))[0];
const hashesOf = ({ query }: FreshDatabase, id: string) =>
  query('SELECT slot, pixel_sha256 FROM image WHERE job_id = $1 ORDER BY slot', [id]);

describe('a process whose device is lost between two steps', () => {
  it('ends by itself, and the next one paints what it was painting, pixel for pixel', async () => {
    const db = await freshDatabase();
    const unlucky = await start(MAIN, {
      DATABASE_URL: db.url,
      NODE_OPTIONS: `--require tsx/cjs --require ${LOSE_DEVICE}`,
    });
    const request = { count: 2, steps: 12 };
    const ids = [await insertJob(db, { request, userId: 'ada' }), await insertJob(db, { request, userId: 'bob' })];
    if (unlucky.process.exitCode === null) await once(unlucky.process, 'exit');
    expect(unlucky.process.exitCode).toBe(1);
    expect(unlucky.output()).toContain('illegal memory access');
    for (const id of ids) expect(await jobOf(db, id)).toMatchObject({ apology: null });

    await start(MAIN, { DATABASE_URL: db.url });
    const again = await insertJob(db, { request, userId: 'eve' });
    for (const id of [...ids, again]) {
      await until('the job is ready', async () => (await jobOf(db, id))?.state === 'ready', 15_000);
      expect(await jobOf(db, id)).toMatchObject({ apology: null });
    }
    expect(await jobOf(db, ids[0] ?? '')).toMatchObject({ attempt: 2 });
    const undisturbed = await hashesOf(db, again);
    expect(undisturbed).toHaveLength(2);
    for (const id of ids) expect(await hashesOf(db, id)).toEqual(undisturbed);
  });
});
