import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import dotenv from 'dotenv';
import pg from 'pg';
import { Fault } from './fault.ts';

/** The advisory lock that Prisma's own engine takes, so that the two never apply migrations at the same time. */
const PRISMA_LOCK = 72_707_369;
const MIGRATIONS = new URL('./migrations/', import.meta.url);

const TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL,
  "checksum" VARCHAR(64) NOT NULL,
  "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL,
  "logs" TEXT,
  "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
  "applied_steps_count" INTEGER NOT NULL DEFAULT 0
)`;

const INSERT = 'INSERT INTO "_prisma_migrations"';

interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

/**
 * Brings a database up to date with prisma/migrations and returns the names that were applied.
 *
 * It does what `prisma migrate deploy` does and records it in Prisma's own table in Prisma's own way, because that
 * command downloads a schema engine, which a machine without internet cannot. Where the engine can be had, `migrate
 * deploy` and `migrate status` agree with this. Of several processes that start at once exactly one applies.
 */
export async function migrate(url: string, directory: URL = MIGRATIONS): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'easel migrate' });
  client.on('error', () => undefined); // a lost connection: the query under way rejects with the same error
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK]);
    await client.query(TABLE);
    const done = await finishedChecksums(client);
    const applied: string[] = [];
    for (const migration of readMigrations(directory)) {
      const checksum = done.get(migration.name);
      if (checksum === undefined) {
        await apply(client, migration);
        applied.push(migration.name);
      } else if (checksum !== migration.checksum) {
        throw new Fault(
          'migration_changed',
          `The migration ${migration.name} was changed after it had been applied to this database. ` +
            'Restore the file and put the change into a new migration.',
        );
      }
    }
    return applied;
  } finally {
    await client.end(); // which also releases the lock
  }
}

function readMigrations(directory: URL): Migration[] {
  return readdirSync(directory)
    .filter((name) => existsSync(new URL(`${name}/migration.sql`, directory)))
    .sort()
    .map((name) => {
      const sql = readFileSync(new URL(`${name}/migration.sql`, directory), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

async function finishedChecksums(client: pg.Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ migration_name: string; checksum: string; finished_at: Date | null }>(
    'SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL',
  );
  const failed = rows.find(({ finished_at }) => finished_at === null);
  if (failed) {
    throw new Fault(
      'migration_failed',
      `The migration ${failed.migration_name} failed on this database before; column logs of _prisma_migrations says why. ` +
        'Mend the cause, set rolled_back_at in that row, then start again.',
    );
  }
  return new Map(rows.map(({ migration_name, checksum }) => [migration_name, checksum]));
}

/**
 * One migration and its record, both or neither. Prisma's own engine records outside the transaction, so that a kill
 * between its statements leaves a database which it refuses to touch again; the records themselves are the same.
 */
async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  const columns = [randomUUID(), checksum, name];
  await client.query('BEGIN');
  try {
    await client.query(sql);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    // Class 57P: the server, or our connection to it, is being shut down; that says nothing about the migration.
    const isRefused = cause instanceof pg.DatabaseError && !cause.code?.startsWith('57P');
    if (isRefused) {
      await client.query('ROLLBACK');
      await client.query(`${INSERT} (id, checksum, migration_name, logs) VALUES ($1, $2, $3, $4)`, [
        ...columns,
        reason,
      ]);
    }
    throw new Fault('migration_failed', `The migration ${name} failed: ${reason}.`, { retryable: !isRefused, cause });
  }
  await client.query(
    `${INSERT} (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, clock_timestamp(), 1)`,
    columns,
  );
  await client.query('COMMIT');
}

/** `npm run migrate`, for a database whose programs are not allowed to change its tables. */
if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  dotenv.config({ quiet: true });
  const url = process.env.DATABASE_URL;
  if (!url) throw new Fault('config_invalid', 'DATABASE_URL is not set: say which database to bring up to date.');
  const applied = await migrate(url);
  console.log(
    applied.length === 0 ? `Nothing to do in ${fileURLToPath(MIGRATIONS)}.` : `Applied ${applied.join(', ')}.`,
  );
}
