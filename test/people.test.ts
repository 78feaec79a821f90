import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { People } from '../bot/dashboard/people.ts';
import { INSTANCE, SettingsStore } from '../bot/settings-store.ts';
import { type FreshDatabase, freshDatabase } from './database.ts';
import { insertJob } from './new-job.ts';
import { insertPastJob, NOW } from './past-job.ts';

const HOUR = 3_600;
const ROLE = '170000000000000077';

function openPeople(db: FreshDatabase): { people: People; settings: SettingsStore } {
  const settings = new SettingsStore(db.database, pino({ level: 'silent' }));
  return { people: new People(db.database, settings), settings };
}

/** `readyAgo` of a job that was ready so many seconds before the last midnight. */
const beforeMidnight = (seconds: number): number =>
  (NOW.getTime() - new Date().setUTCHours(0, 0, 0, 0)) / 1_000 + seconds;
/** And before this very moment: people are counted by the database's clock. */
const beforeNow = (seconds: number): number => (NOW.getTime() - Date.now()) / 1_000 + seconds;

describe('people', () => {
  it('are listed with what they had today, this week and ever, the latest first', async () => {
    const db = await freshDatabase();
    const { people } = openPeople(db);
    await insertPastJob(db, { userId: '1', readyAgo: beforeMidnight(0), request: { count: 2 }, gpuMs: 500 });
    await insertPastJob(db, { userId: '1', readyAgo: beforeMidnight(0.001), gpuMs: 250 });
    await insertPastJob(db, { userId: '1', readyAgo: beforeNow(7 * 24 * HOUR + 1), request: { count: 4 } });
    await insertPastJob(db, { userId: '2', readyAgo: beforeNow(8 * 24 * HOUR), apology: 'too_old' });
    await insertJob(db, { userId: '4' }); // has no outcome yet
    const { people: found, next } = await people.list(null, { count: 10 });
    expect(found).toMatchObject([
      { userId: '1', jobs: 3, imagesToday: 2, imagesOfWeek: 3, images: 7, gpuSeconds: 2.25, bans: [] },
      { userId: '2', jobs: 1, imagesToday: 0, imagesOfWeek: 0, images: 0, gpuSeconds: 0 },
    ]);
    expect(next).toBeNull();
  });

  it('are listed page by page, each once', async () => {
    const db = await freshDatabase();
    const { people } = openPeople(db);
    for (const [index, readyAgo] of [10, 20, 20, 20, 30].entries())
      await insertPastJob(db, { userId: String(index), readyAgo });
    const first = await people.list(null, { count: 2 });
    const second = await people.list(null, { count: 2, after: first.next ?? '' });
    const third = await people.list(null, { count: 2, after: second.next ?? '' });
    const seen = [first, second, third].flatMap((page) => page.people.map(({ userId }) => userId));
    expect(seen).toEqual(['0', '3', '2', '1', '4']);
    expect(third.next).toBeNull();
    await expect(people.list(null, { count: 2, after: '' })).rejects.toThrow('mark of a page');
  });

  it('of a server count for what they had there, with the ban that holds there now', async () => {
    const db = await freshDatabase();
    const { people } = openPeople(db);
    for (const guildId of ['here', 'elsewhere']) await insertPastJob(db, { guildId, userId: '1' });
    await insertPastJob(db, { guildId: 'elsewhere', userId: '2' });
    const ban = { userId: '1', reason: 'spam', authorId: '8' };
    const createdAt = new Date(0);
    await db.database.ban.createMany({
      data: [
        { ...ban, guildId: 'here', expiresAt: new Date(Date.now() + 60_000) },
        { ...ban, guildId: 'elsewhere' },
        { ...ban, guildId: 'third', expiresAt: new Date(1), createdAt }, // over
      ],
    });
    const here = await people.list('here', { count: 10 });
    expect(here.people).toMatchObject([{ userId: '1', jobs: 1, bans: [{ guildId: 'here', reason: 'spam' }] }]);
    const everywhere = await people.list(null, { count: 10 });
    expect(everywhere.people.map(({ userId, bans }) => [userId, bans.length])).toEqual([
      ['2', 0],
      ['1', 2],
    ]);
  });

  it('have on a server what the settings give everybody and their roles, and what they have used of it', async () => {
    const db = await freshDatabase();
    const { people, settings } = openPeople(db);
    const everybody = { waitingMax: 3, imagesPerDayMax: 50, gpuSecondsPerDayMax: null, priority: 0 };
    const differences = { everybody, roles: { [ROLE]: { imagesPerDayMax: 200, priority: 2 } } };
    await settings.save(INSTANCE, 0, { differences, authorId: '8', note: '' });
    await insertPastJob(db, { guildId: 'here', userId: '1', readyAgo: beforeNow(0), request: { count: 4 } });
    await insertJob(db, { guildId: 'here', userId: '1' });
    const found = await people.person('here', '1', [ROLE]);
    expect(found.figures).toMatchObject({ jobs: 1, images: 4 });
    expect(found.allowance?.limits).toEqual({ ...everybody, imagesPerDayMax: 200, priority: 2 });
    expect(found.allowance?.usage).toMatchObject({ waitingOfPerson: 1 });
    expect((await people.person('here', '1', [])).allowance?.limits).toEqual(everybody);
  });

  it('who had nothing yet are known by their ban and their limits alone; on the whole instance no limits hold', async () => {
    const db = await freshDatabase();
    const { people } = openPeople(db);
    await db.database.ban.create({ data: { guildId: 'here', userId: '1', reason: 'spam', authorId: '8' } });
    const found = await people.person('here', '1', []);
    expect(found).toMatchObject({
      figures: null,
      bans: [{ reason: 'spam' }],
      allowance: { usage: { ban: { reason: 'spam' } } },
    });
    expect(await people.person(null, '1', [])).toMatchObject({
      figures: null,
      bans: [{ guildId: 'here' }],
      allowance: null,
    });
  });
});
