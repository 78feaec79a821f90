import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { migrate } from '../prisma/migrate.ts';
import { type FreshDatabase, freshDatabase } from './database.ts';

/** A folder of migrations in Prisma's layout: name → SQL. */
function migrations(files: Record<string, string>): URL {
  const directory = mkdtempSync(join(tmpdir(), 'easel-migrations-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  writeFileSync(join(directory, 'migration_lock.toml'), 'provider = "postgresql"\n');
  for (const [name, sql] of Object.entries(files)) {
    mkdirSync(join(directory, name));
    writeFileSync(join(directory, name, 'migration.sql'), sql);
  }
  return pathToFileURL(`${directory}/`);
}

/** A database without tables, which is what a first start finds. */
async function emptyDatabase(): Promise<FreshDatabase> {
  const fresh = await freshDatabase();
  await fresh.query('DROP SCHEMA public CASCADE');
  await fresh.query('CREATE SCHEMA public');
  return fresh;
}

const records = ({ query }: FreshDatabase) =>
  query('SELECT * FROM "_prisma_migrations" ORDER BY started_at, migration_name');

const FIRST = { '1_first': 'CREATE TABLE easel (id INT);' };
const BOTH = { ...FIRST, '2_second': 'ALTER TABLE easel ADD COLUMN colour TEXT;' };

describe('migrations', () => {
  it('those of Easel are recorded in the table, with the checksum, that Prisma would write', async () => {
    const db = await emptyDatabase();
    const [name] = await migrate(db.url);
    const sql = readFileSync(new URL(`../prisma/migrations/${name}/migration.sql`, import.meta.url));
    const [record] = await records(db);
    expect(record).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      checksum: createHash('sha256').update(sql).digest('hex'),
      migration_name: name,
      started_at: expect.any(Date),
      finished_at: expect.any(Date),
      applied_steps_count: 1,
      logs: null,
      rolled_back_at: null,
    });
  });

  it('each is applied once, in the order of their names', async () => {
    const db = await emptyDatabase();
    expect(await migrate(db.url, migrations(FIRST))).toEqual(['1_first']);
    expect(await migrate(db.url, migrations(BOTH))).toEqual(['2_second']);
    expect(await migrate(db.url, migrations(BOTH))).toEqual([]);
  });

  it('of eight processes that start at once exactly one applies', async () => {
    const db = await emptyDatabase();
    const directory = migrations(BOTH);
    const applied = await Promise.all(Array.from({ length: 8 }, () => migrate(db.url, directory)));
    expect(applied.flat().sort()).toEqual(['1_first', '2_second']);
    expect(applied.filter(({ length }) => length > 0)).toHaveLength(1);
    expect(await records(db)).toHaveLength(2);
  });

  it('one that was changed after it had been applied is refused by name', async () => {
    const db = await emptyDatabase();
    await migrate(db.url, migrations(FIRST));
    const changed = migrations({ '1_first': `${FIRST['1_first']} -- edited` });
    await expect(migrate(db.url, changed)).rejects.toMatchObject({
      code: 'migration_changed',
      message: expect.stringContaining('1_first was changed after it had been applied'),
    });
  });

  it('one that fails changes nothing, is recorded with the reason, and is not tried again', async () => {
    const db = await emptyDatabase();
    const broken = migrations({ ...FIRST, '2_broken': 'CREATE TABLE frame (id INT); SELECT 1 / 0;' });
    await expect(migrate(db.url, broken)).rejects.toMatchObject({
      code: 'migration_failed',
      retryable: false,
      message: expect.stringMatching(/2_broken failed: division by zero/),
    });
    expect(await db.query(`SELECT to_regclass('frame') AS frame`)).toEqual([{ frame: null }]);
    expect((await records(db)).at(-1)).toMatchObject({
      migration_name: '2_broken',
      finished_at: null,
      applied_steps_count: 0,
      logs: expect.stringContaining('division by zero'),
    });
    await expect(migrate(db.url, migrations(BOTH))).rejects.toMatchObject({
      code: 'migration_failed',
      message: expect.stringContaining('set rolled_back_at'),
    });
  });

  it('a process killed while it migrates leaves nothing behind', async () => {
    const db = await emptyDatabase();
    const slow = migrations({ ...FIRST, '2_second': `${BOTH['2_second']} SELECT pg_sleep(20);` });
    const killed = expect(migrate(db.url, slow)).rejects.toMatchObject({ code: 'migration_failed', retryable: true });
    await vi.waitFor(async () => {
      const ended = await db.query<{ ended: boolean }>(
        `SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event = 'PgSleep'`,
      );
      expect(ended).toEqual([{ ended: true }]);
    }, 10_000);
    await killed;
    expect(await migrate(db.url, migrations(BOTH))).toEqual(['2_second']);
  });
});
