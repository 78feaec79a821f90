import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startPostgres } from '../deploy/postgres.ts';
import { migrate } from '../prisma/migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the server that this run shares; every test file clones a database of its own from `easel_template`. */
    postgresUrl: string;
  }
}

export const TEMPLATE = 'easel_template';

/** For the whole run: one real Postgres in a temporary folder, with a migrated template. It may be lost, so it need not sync. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'easel-test-'));
  await chmod(directory, 0o755);
  const postgres = await startPostgres({
    directory,
    settings: ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off'],
  });
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(`CREATE DATABASE ${TEMPLATE}`);
  await client.end();
  const template = new URL(postgres.url);
  template.pathname = `/${TEMPLATE}`;
  await migrate(template.href);
  project.provide('postgresUrl', postgres.url);
  return async () => {
    await postgres.stop();
    await rm(directory, { recursive: true, force: true });
  };
}
