import { execFileSync } from 'node:child_process';
import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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
      clearAway(lockFile);
    }
    throw new Fault('folder_contended', 'Several Easels are starting in this folder at once. Try again.', {
      retryable: true,
    });
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Removes what a dead owner left, but not what somebody who did the same a moment earlier has put in its place. */
function clearAway(lockFile: string): void {
  const aside = `${lockFile}.${process.pid}.old`;
  try {
    renameSync(lockFile, aside);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    throw error;
  }
  const other = readOwner(aside);
  if (other && startOf(other.pid) === other.startedAt) tryLink(aside, lockFile);
  rmSync(aside, { force: true });
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Who the file names; null when it is gone, or not whole: a power cut can leave an empty one. */
function readOwner(lockFile: string): Owner | null {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')) as Owner;
  } catch (error) {
    if (error instanceof SyntaxError || isCode(error, 'ENOENT')) return null;
    throw error;
  }
}

const takenFault = ({ pid }: Owner): Fault =>
  new Fault(
    'folder_taken',
    `Another Easel (process ${pid}) is running in this folder. Stop it first, or give this one a folder of its own with EASEL_HOME.`,
  );

/**
 * When a living process was started, in whatever form this system tells it; null for one that does not exist. One that
 * is dead but not yet collected by its parent, which in a container may never happen, does not count as living.
 */
export function startOf(pid: number): string | null {
  if (existsSync('/proc/self/stat')) {
    // The second field is the program's name in brackets and may hold spaces; after it come the state and 18 others.
    const [state = 'X', ...others] = readProcess(pid, 'stat')?.split(') ').at(-1)?.split(' ') ?? [];
    return state === 'Z' || state === 'X' ? null : (others[18] ?? null);
  }
  if (!canSignal(pid)) return null;
  if (process.platform === 'win32') return 'unknown';
  return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
}

export const isAlive = (pid: number): boolean => startOf(pid) !== null;

/** The command line of a process, spaces between its words; empty for one that does not exist. */
export function commandOf(pid: number): string {
  if (existsSync('/proc/self/stat')) return readProcess(pid, 'cmdline')?.replaceAll('\0', ' ') ?? '';
  return canSignal(pid) ? execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }) : '';
}

function readProcess(pid: number, file: 'stat' | 'cmdline'): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'ESRCH')) return null; // ESRCH: it died while we read
    throw error;
  }
}

/** Whether there is such a process in any form, an uncollected dead one included. */
export function canSignal(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
