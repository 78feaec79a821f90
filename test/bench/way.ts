import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Timings } from '../../deploy/painted.ts';
import { startStack } from '../../deploy/stack.ts';
import { startDiscord } from '../discord/discord.ts';

/** Where the time of `npm run imagine` goes, and what its processes need at most. */
export interface WayFigures {
  /** With an empty folder: initdb and migrations included. */
  first: Timings;
  /** Median of the later rounds, by total of start-up and answer. */
  later: Timings;
  /** Peak resident memory in megabytes, after one request of four images; null where /proc does not tell. */
  peakMb: { launcher: number | null; bot: number | null; inference: number | null };
}

const COMMAND = fileURLToPath(new URL('../../deploy/imagine.ts', import.meta.url));
const PROMPT = 'a red apple on a blue background';

/** Four images, 20 steps, from the command line to the saved files, `rounds` times in one folder. */
export async function measureWay(rounds: number): Promise<WayFigures> {
  const home = mkdtempSync(join(tmpdir(), 'easel-bench-'));
  execFileSync('chmod', ['755', home]);
  try {
    const runs = Array.from({ length: rounds + 1 }, () => imagineOnce(home));
    const [first, ...rest] = runs;
    const later = rest.sort((a, b) => a.startupMs + a.totalMs - b.startupMs - b.totalMs)[Math.floor(rounds / 2)];
    if (!first || !later) throw new RangeError('a bench needs at least one round');
    return { first, later, peakMb: await peakMemory(home) };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function imagineOnce(home: string): Timings {
  const args = ['--import', 'tsx', COMMAND, PROMPT, '--seed', '7', '--out', join(home, 'out'), '--json'];
  const env = { ...process.env, EASEL_HOME: home };
  const output = execFileSync(process.execPath, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return (JSON.parse(output.trim().split('\n').at(-1) ?? '') as { timings: Timings }).timings;
}

async function peakMemory(home: string): Promise<WayFigures['peakMb']> {
  const discord = await startDiscord();
  const config = { hasToken: false, databaseUrl: null, home, dashboardPort: 0, port: 0 };
  const stack = await startStack({
    config,
    discord,
    dashboardPort: 0,
    onLine: () => undefined,
    onGiveUp: () => undefined,
  });
  await (await discord.user('ada').slash('imagine', { prompt: PROMPT })).settled(60_000);
  const { bot, inference } = stack.pids();
  const peakMb = { launcher: peakOf(process.pid), bot: peakOf(bot), inference: peakOf(inference) };
  await stack.stop();
  await discord.close();
  return peakMb;
}

function peakOf(pid: number | undefined): number | null {
  if (pid === undefined || process.platform !== 'linux') return null;
  const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024);
}
