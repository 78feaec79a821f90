import { setTimeout as delay } from 'node:timers/promises';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { Fault } from './fault.ts';
import { PrismaClient } from './generated/client.ts';

export type Database = PrismaClient;

export interface DatabaseOptions {
  /** postgresql://… ; never printed. */
  url: string;
  /** Shown by pg_stat_activity. */
  applicationName: string;
  connectionsMax: number;
}

/**
 * A half-open connection hangs a query for ever by default: statement_timeout is kept by a server that no longer
 * hears us, only the driver's own query_timeout ends it (1,001 ms measured for 1,000).
 */
const QUERY_TIMEOUT_MS = 5_000;
const CONNECT_TIMEOUT_MS = 3_000;

/** Opens a pool; the first query connects. Close with `$disconnect()`. */
export function openDatabase(options: DatabaseOptions): Database {
  const adapter = new PrismaPg({
    connectionString: options.url,
    application_name: options.applicationName,
    max: options.connectionsMax,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    keepAlive: true,
  });
  return new PrismaClient({ adapter, transactionOptions: { maxWait: CONNECT_TIMEOUT_MS, timeout: QUERY_TIMEOUT_MS } });
}

/** Asks the database for a sign of life, or says in one sentence why there is none. */
export async function checkDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  try {
    await client.connect();
    await client.query('SELECT 1');
  } catch (cause) {
    const { host, port } = client;
    throw new Fault(
      'database_unreachable',
      `Postgres at ${host}:${port} cannot be used: ${cause instanceof Error ? cause.message || cause.name : cause}. ` +
        'Start it, or correct DATABASE_URL; without DATABASE_URL Easel runs its own Postgres.',
      { retryable: true, cause },
    );
  } finally {
    await client.end();
  }
}

const WAIT_FIRST_MS = 250;
const WAIT_MAX_MS = 5_000;

/** Waits, longer each time, until the database can be used; `tell` hears why not whenever the reason changes. */
export async function waitForDatabase(url: string, tell: (sentence: string) => void): Promise<void> {
  for (let waitMs = WAIT_FIRST_MS, told = ''; ; waitMs = Math.min(waitMs * 2, WAIT_MAX_MS)) {
    try {
      return await checkDatabase(url);
    } catch (error) {
      if (!(error instanceof Fault && error.retryable)) throw error;
      if (error.message !== told) tell(error.message);
      told = error.message;
      await delay(waitMs);
    }
  }
}
