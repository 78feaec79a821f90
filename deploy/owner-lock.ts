import { execFileSync } from 'node:child_process';
import { existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Fault } from '../prisma/fault.ts';

/** A process, told apart from a later one that happens to get the same id. */
interface Owner {
  pid: number;
  startedAt: string;
}

/**
 * Makes this process the only one that uses a folder, or says who does. Returns what gives the folder up again.
 *
 * A lock file alone would outlive a kill -9; a process id alone may belong to somebody else by then. So the file holds
 * the id and the moment that process was started, and counts only while both are true. The file is linked into place
 * complete, so nobody reads half of one.
 */
export function ownFolder(lockFile: string): () => void {
  const mine: Owner = { pid: process.pid, startedAt: startOf(process.pid) ?? '' };
  const draft = `${lockFile}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(mine));
  try {
    for (let tries = 0; tries < 3; tries += 1) {
      if (tryLink(draft, lockFile)) return () => rmSync(lockFile, { force: true });
      const other = readOwner(lockFile);
      if (other && startOf(other.pid) === other.startedAt) throw takenFault(other);
      rmSync(lockFile, { force: true }); // left behind by a process that is gone
    }
    throw new Fault('folder_contended', 'Several Easels are starting in this folder at once. Try again.', {
      retryable: true,
    });
  } finally {
    rmSync(draft, { force: true });
  }
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function readOwner(lockFile: string): Owner | null {
  if (!existsSync(lockFile)) return null;
  return JSON.parse(readFileSync(lockFile, 'utf8')) as Owner;
}

const takenFault = ({ pid }: Owner): Fault =>
  new Fault(
    'folder_taken',
    `Another Easel (process ${pid}) is running in this folder. Stop it first, or give this one a folder of its own with EASEL_HOME.`,
  );

/** When a living process was started, in whatever form this system tells it; null for one that does not exist. */
export function startOf(pid: number): string | null {
  const stat = `/proc/${pid}/stat`;
  if (existsSync('/proc/self/stat')) {
    if (!existsSync(stat)) return null;
    // The second field is the program's name in brackets and may hold spaces; start time is the 20th after it.
    return readFileSync(stat, 'utf8').split(') ').at(-1)?.split(' ')[19] ?? null;
  }
  if (process.platform === 'win32') return isAlive(pid) ? 'unknown' : null;
  if (!isAlive(pid)) return null;
  return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
