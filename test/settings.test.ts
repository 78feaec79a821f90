import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { SETTINGS_DEFAULT, settingsDifferences, settingsSchema } from '../bot/settings.ts';
import { INSTANCE, SettingsStore } from '../bot/settings-store.ts';
import { freshDatabase } from './database.ts';

const SERVER = '100000000000000001';
const OTHER = '100000000000000002';
const ADMIN = '200000000000000001';

const log = pino({ level: 'silent' });
const by = (differences: object, note = '') => ({ differences, authorId: ADMIN, note });

async function store() {
  const db = await freshDatabase();
  return { db, store: new SettingsStore(db.database, log) };
}

describe('settings', () => {
  it('have defaults that the schema itself accepts', () => {
    expect(settingsSchema.parse(SETTINGS_DEFAULT)).toEqual(SETTINGS_DEFAULT);
  });

  it('refuse what no setting is called, and values outside of their range', () => {
    for (const wrong of [
      { stepMax: 3 },
      { stepsMax: 0 },
      { stepsMax: 1.5 },
      { styles: { oil: { prompt: 'no slot' } } },
    ]) {
      expect(settingsDifferences.safeParse(wrong).success, JSON.stringify(wrong)).toBe(false);
    }
  });

  it('are the defaults, over them the instance’s, over them the server’s, and say which', async () => {
    const { store: settings } = await store();
    await settings.save(INSTANCE, 0, by({ stepsMax: 50, costMax: 100 }));
    await settings.save(SERVER, 0, by({ stepsMax: 20 }));
    expect(settings.of(SERVER)).toEqual({ ...SETTINGS_DEFAULT, stepsMax: 20, costMax: 100 });
    expect(settings.of(OTHER)).toEqual({ ...SETTINGS_DEFAULT, stepsMax: 50, costMax: 100 });
    expect(settings.of(null)).toEqual(settings.of(OTHER));
    expect((['stepsMax', 'costMax', 'waitingMax'] as const).map((key) => settings.sourceOf(SERVER, key))).toEqual([
      'server',
      'instance',
      'default',
    ]);
  });

  it('tell a second admin whose save is stale, and keep the first one’s', async () => {
    const { store: settings } = await store();
    await settings.save(SERVER, 0, by({ stepsMax: 20 }, 'first'));
    const saved = await settings.save(SERVER, 0, by({ stepsMax: 30 }, 'second'));
    expect(saved).toMatchObject({ ok: false, newer: { version: 1, note: 'first', differences: { stepsMax: 20 } } });
    expect(settings.of(SERVER).stepsMax).toBe(20);
  });

  it('keep every version, the newest first', async () => {
    const { store: settings } = await store();
    for (const stepsMax of [10, 20, 30]) await settings.save(SERVER, settings.version(SERVER), by({ stepsMax }));
    expect((await settings.revisions(SERVER, 2)).map(({ version }) => version)).toEqual([3, 2]);
    const [, , first] = await settings.revisions(SERVER, 10);
    await settings.save(SERVER, 3, by(first?.differences ?? {}, 'as in version 1'));
    expect(settings.of(SERVER).stepsMax).toBe(10);
  });

  it('reach another process when it reads again, and unreadable ones change nothing', async () => {
    const { db, store: settings } = await store();
    const other = new SettingsStore(db.database, log);
    await settings.save(SERVER, 0, by({ stepsMax: 20 }));
    await other.refresh();
    expect(other.of(SERVER).stepsMax).toBe(20);
    await db.query(
      `INSERT INTO settings_revision (scope, version, differences, author_id) VALUES ($1, 2, '{"x": 1}', '')`,
      [SERVER],
    );
    await other.refresh();
    expect(other.of(SERVER).stepsMax).toBe(20);
  });
});
