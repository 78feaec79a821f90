import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Gallery, type GallerySearch } from '../bot/dashboard/gallery.ts';
import { encodePng } from '../inference/png.ts';
import { type FreshDatabase, freshDatabase } from './database.ts';
import { insertJob } from './new-job.ts';
import { ago, insertPastJob } from './past-job.ts';

const ADMIN = 'admin';

/** Prompts that a search finds, in the order that it shows them. */
async function found(db: FreshDatabase, search: GallerySearch, viewerId = ADMIN): Promise<(string | null)[]> {
  const { jobs } = await new Gallery(db.database).search(null, viewerId, search, { count: 10 });
  return jobs.map(({ prompt }) => prompt);
}

/** Stores a white picture of a job. */
async function insertImage({ database }: FreshDatabase, jobId: string, changes: object = {}): Promise<Uint8Array> {
  const png = Uint8Array.from(await encodePng(new Uint8Array(8 * 8 * 3).fill(255), 8, 8, 'a secret'));
  const row = { id: randomUUID(), jobId, slot: 0, seed: 42n, width: 8, height: 8, png };
  await database.image.create({ data: { ...row, pixelSha256: 'a'.repeat(64), parameters: 'a secret', ...changes } });
  return png;
}

describe('the gallery', () => {
  it('shows jobs with an outcome, newest first, and no others', async () => {
    const db = await freshDatabase();
    await insertJob(db);
    for (const [readyAgo, prompt] of [
      [30, 'second'],
      [90, 'third'],
      [10, 'first'],
    ] as const)
      await insertPastJob(db, { readyAgo, request: { prompt } });
    expect(await found(db, {})).toEqual(['first', 'second', 'third']);
  });

  it('finds beginnings of words in any order and case, in every alphabet', async () => {
    const db = await freshDatabase();
    const prompts = [
      'A Red-hot APPLE, oil on canvas',
      'ein großer ÄPFEL-Baum',
      '赤いりんご、青い空',
      "a dog's 1.5 \\ lives",
    ];
    for (const [readyAgo, prompt] of prompts.entries()) await insertPastJob(db, { readyAgo, request: { prompt } });
    const [apple, tree, japanese, dog] = prompts;
    expect(await found(db, { text: 'apple red' })).toEqual([apple]);
    expect(await found(db, { text: 'CANV red-hot' })).toEqual([apple]);
    expect(await found(db, { text: 'apple pear' })).toEqual([]);
    expect(await found(db, { text: 'äpfel GROSSER' })).toEqual([]);
    expect(await found(db, { text: 'äpfel GROß' })).toEqual([tree]);
    expect(await found(db, { text: '青い りんご' })).toEqual([japanese]);
    expect(await found(db, { text: "dog's \\ 1.5" })).toEqual([dog]);
    expect(await found(db, { text: '?!' })).toEqual([]);
  });

  it('finds a word however long ago it was used, and however many jobs came since', async () => {
    const db = await freshDatabase();
    await insertPastJob(db, { readyAgo: 10, request: { prompt: 'an apple' } });
    await db.query(
      `INSERT INTO job SELECT (jsonb_populate_record(job, jsonb_build_object('id', gen_random_uuid(), 'interaction_id', n::text))).*
       FROM job, generate_series(1, 500) AS n`,
    );
    await insertPastJob(db, { readyAgo: 20, request: { prompt: 'a pear' } });
    expect(await found(db, { text: 'pear' })).toEqual(['a pear']);
    expect(new Set(await found(db, { text: 'apple' }))).toEqual(new Set(['an apple']));
  });

  it('takes any text for words to look for, never for a query', async () => {
    const db = await freshDatabase();
    await insertPastJob(db);
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({ unit: fc.constantFrom(...'a\':*&|!()<->\\"\0%_ 7é'), maxLength: 40 }),
    );
    await fc.assert(
      fc.asyncProperty(text, async (words) => {
        expect((await found(db, { text: words })).length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 200 },
    );
  });

  it('narrows by person, model, seed, time and outcome, and by all of them together', async () => {
    const db = await freshDatabase();
    const mine = await insertPastJob(db, { userId: 'ada', readyAgo: 10, request: { prompt: 'mine', model: 'other' } });
    await insertImage(db, mine, { seed: 4_294_967_295n });
    await insertPastJob(db, { readyAgo: 20, request: { prompt: 'failed' }, apology: 'too_old' });
    await insertPastJob(db, { readyAgo: 30, request: { prompt: 'old' } });
    const narrow: GallerySearch = { userId: 'ada', model: 'other', seed: 4_294_967_295, from: ago(10), until: ago(9) };
    for (const [key, value] of Object.entries(narrow)) {
      if (key !== 'until') expect([key, await found(db, { [key]: value })]).toEqual([key, ['mine']]);
    }
    expect(await found(db, { until: ago(10) })).toEqual(['failed', 'old']);
    expect(await found(db, { outcome: 'painted' })).toEqual(['mine', 'old']);
    expect(await found(db, { outcome: 'apology' })).toEqual(['failed']);
    expect(await found(db, { ...narrow, text: 'min', outcome: 'painted' })).toEqual(['mine']);
    expect(await found(db, { ...narrow, userId: 'bob' })).toEqual([]);
  });

  it('turns pages without missing or repeating a job, also where several are of one moment and others come', async () => {
    const db = await freshDatabase();
    for (let i = 0; i < 7; i += 1) await insertPastJob(db, { readyAgo: i < 5 ? 50 : 60 });
    const gallery = new Gallery(db.database);
    const seen: string[] = [];
    let after: string | undefined;
    for (let pages = 1; pages <= 3; pages += 1) {
      const page = await gallery.search(null, ADMIN, {}, { count: 3, after });
      seen.push(...page.jobs.map(({ id }) => id));
      after = page.next ?? undefined;
      await insertPastJob(db, { readyAgo: 1 });
    }
    expect(after).toBeUndefined();
    expect([seen.length, new Set(seen).size]).toEqual([7, 7]);
    await expect(gallery.search(null, ADMIN, {}, { count: 3, after: '1_x; DROP' })).rejects.toThrow('mark of a page');
  });

  it('keeps servers apart, pictures too', async () => {
    const db = await freshDatabase();
    const id = await insertPastJob(db, { guildId: 'here' });
    await insertPastJob(db, { guildId: 'elsewhere' });
    const png = await insertImage(db, id);
    const gallery = new Gallery(db.database);
    const { jobs } = await gallery.search('here', ADMIN, {}, { count: 10 });
    expect(jobs).toMatchObject([{ id, slots: [0], isHidden: false }]);
    expect(await gallery.image('here', ADMIN, id, 0)).toEqual(png);
    expect(await gallery.image(null, ADMIN, id, 0)).toEqual(png);
    expect(await gallery.image('elsewhere', ADMIN, id, 0)).toBeNull();
    expect(await gallery.image('here', ADMIN, id, 1)).toBeNull();
  });

  it('shows of a private job neither prompt nor picture, but to its owner, and does not find it by its words', async () => {
    const db = await freshDatabase();
    const id = await insertPastJob(db, { userId: 'ada', isPrivate: true, request: { prompt: 'a secret' } });
    await insertImage(db, id);
    const gallery = new Gallery(db.database);
    const { jobs } = await gallery.search(null, ADMIN, {}, { count: 10 });
    expect(jobs).toMatchObject([{ id, isHidden: true, prompt: null, slots: [], model: 'emoji' }]);
    expect(JSON.stringify(jobs)).not.toContain('secret');
    expect(await gallery.image(null, ADMIN, id, 0)).toBeNull();
    expect(await found(db, { text: 'secret' })).toEqual([]);
    expect(await found(db, { text: 'secret' }, 'ada')).toEqual(['a secret']);
    expect(await gallery.image(null, 'ada', id, 0)).not.toBeNull();
  });

  it('covers a picture that the safety checker flagged, where the job says so', async () => {
    const db = await freshDatabase();
    const id = await insertPastJob(db);
    const png = await insertImage(db, id, { isFlagged: true });
    const gallery = new Gallery(db.database);
    expect(await gallery.image(null, ADMIN, id, 0)).not.toEqual(png);
    await db.query(`UPDATE job SET safety = 'allow'`);
    expect(await gallery.image(null, ADMIN, id, 0)).toEqual(png);
  });
});
