import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { Audit } from '../bot/audit.ts';
import { SettingsChanges } from '../bot/settings-changes.ts';
import { INSTANCE, SettingsStore } from '../bot/settings-store.ts';
import { freshDatabase } from './database.ts';

const SERVER = '100000000000000001';
const ADMIN = '200000000000000001';

async function stage() {
  const db = await freshDatabase();
  const store = new SettingsStore(db.database, pino({ level: 'silent' }));
  const changes = new SettingsChanges(store, new Audit(db.database));
  const from = (version: number, scope = SERVER) => ({ scope, version, actorId: ADMIN, note: '' });
  const entries = () => db.database.auditEntry.findMany({ orderBy: { id: 'asc' } });
  return { db, store, changes, from, entries };
}

describe('a change of settings', () => {
  it('stores only what differs from what is in force, wherever that comes from', async () => {
    const { store, changes, from } = await stage();
    await changes.set(from(0, INSTANCE), { stepsMax: 50 });
    expect(await changes.set(from(0), { stepsMax: 50, costMax: 100, permutationsMax: 10 })).toEqual({
      outcome: 'saved',
      version: 1,
    });
    expect(store.differences(SERVER)).toEqual({ costMax: 100 });
    expect(await changes.set(from(1), { costMax: 100 })).toEqual({ outcome: 'unchanged' });
    expect(store.version(SERVER)).toBe(1);
  });

  it('is refused whole when one value cannot be, and says where', async () => {
    const { store, changes, from, entries } = await stage();
    const refused = await changes.set(from(0), {
      costMax: 100,
      stepsMax: 0,
      everybody: { waitingMax: -1 },
      colour: 'red',
    });
    expect(refused.outcome).toBe('invalid');
    const paths = refused.outcome === 'invalid' ? refused.problems.map(({ path }) => path) : [];
    expect(paths).toEqual(expect.arrayContaining(['stepsMax', 'everybody.waitingMax', '']));
    expect(store.version(SERVER)).toBe(0);
    expect(await entries()).toEqual([]);
  });

  it('may name a hundred styles, and no more', async () => {
    const { changes, from } = await stage();
    const of = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`style ${index}`, { prompt: '{prompt}, oil' }]));
    expect(await changes.set(from(0), { styles: of(101) })).toEqual({
      outcome: 'invalid',
      problems: [{ path: 'styles', sentence: 'There are at most 100 styles.' }],
    });
    expect(await changes.set(from(0), { styles: of(100) })).toMatchObject({ outcome: 'saved' });
  });

  it('may give 300 characters as a reason, whether Discord counts them as we do or not', async () => {
    const { changes, from } = await stage();
    expect(await changes.set(from(0), { pausedBecause: '🎨'.repeat(300) })).toMatchObject({ outcome: 'saved' });
  });

  it('from an older page is refused with the newer version, and from a page of the future too', async () => {
    const { store, changes, from } = await stage();
    await changes.set(from(0), { stepsMax: 20 });
    expect(await changes.set(from(0), { stepsMax: 30 })).toMatchObject({
      outcome: 'stale',
      newer: { version: 1, differences: { stepsMax: 20 } },
    });
    expect(await changes.set(from(7), { stepsMax: 30 })).toMatchObject({ outcome: 'invalid' });
    expect(store.of(SERVER).stepsMax).toBe(20);
  });

  it('is written down with what it was and what it became, and nothing else', async () => {
    const { changes, from, entries } = await stage();
    await changes.set(from(0), { stepsMax: 20, costMax: 100 });
    await changes.set(from(1), { stepsMax: 30 });
    await changes.reset(from(2), 'costMax');
    expect((await entries()).map(({ action, before, after }) => ({ action, before, after }))).toEqual([
      { action: 'settings_saved', before: {}, after: { stepsMax: 20, costMax: 100 } },
      { action: 'settings_saved', before: { stepsMax: 20 }, after: { stepsMax: 30 } },
      { action: 'settings_saved', before: { costMax: 100 }, after: {} },
    ]);
  });

  it('that cannot be written down is not made', async () => {
    const { db, store, changes, from } = await stage();
    await db.database.$executeRaw`ALTER TABLE audit_entry ADD CONSTRAINT full_disk CHECK (false) NOT VALID`;
    await expect(changes.set(from(0), { stepsMax: 20 })).rejects.toThrow('full_disk');
    await store.refresh();
    expect(store.version(SERVER)).toBe(0);
    await db.database.$executeRaw`ALTER TABLE audit_entry DROP CONSTRAINT full_disk`;
    expect(await changes.set(from(0), { stepsMax: 20 })).toEqual({ outcome: 'saved', version: 1 });
  });

  it('can be taken back: one setting to what holds elsewhere, or all to an earlier version', async () => {
    const { store, changes, from } = await stage();
    await changes.set(from(0, INSTANCE), { stepsMax: 50 });
    await changes.set(from(0), { stepsMax: 20 });
    await changes.set(from(1), { stepsMax: 30, costMax: 100 });
    await changes.reset(from(2), 'stepsMax');
    expect([store.of(SERVER).stepsMax, store.sourceOf(SERVER, 'stepsMax')]).toEqual([50, 'instance']);
    expect(await changes.reset(from(3), 'stepsMax')).toEqual({ outcome: 'unchanged' });
    expect(await changes.rollBack(from(3), 2)).toEqual({ outcome: 'saved', version: 4 });
    expect(store.differences(SERVER)).toEqual({ stepsMax: 30, costMax: 100 });
    await changes.rollBack(from(4), 0);
    expect(store.differences(SERVER)).toEqual({});
    expect(await changes.rollBack(from(5), 9)).toBeNull();
  });

  it('can be carried to another server as text, and what is not an export is refused', async () => {
    const { store, changes, from } = await stage();
    await changes.set(from(0), { stepsMax: 20, blockedWords: ['rat'] });
    const text = changes.exportOf(SERVER);
    const other = '100000000000000002';
    expect(await changes.importFrom(from(0, other), text)).toEqual({ outcome: 'saved', version: 1 });
    expect(store.differences(other)).toEqual({ stepsMax: 20, blockedWords: ['rat'] });
    const lines = [
      'no JSON',
      '{}',
      '{"format":"easel-settings","version":2,"settings":{}}',
      '{"format":"easel-settings","version":1,"settings":{"stepsMax":0}}',
      '{"format":"easel-settings","version":1,"settings":{},"more":1}',
      '{"format":"easel-settings","version":1,"settings":{"__proto__":{},"colour":"red"}}',
      `"${'a'.repeat(400_001)}"`,
    ];
    for (const line of lines)
      expect((await changes.importFrom(from(1, other), line)).outcome, line.slice(0, 80)).toBe('invalid');
    expect(store.version(other)).toBe(1);
  });
});
