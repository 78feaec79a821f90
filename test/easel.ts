import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished } from 'vitest';
import { type FreshDatabase, freshDatabase } from './database.ts';
import { type LocalDiscord, startDiscord } from './discord/discord.ts';

/** One running process of Easel, as a supervisor would start it. */
export interface RunningProgram {
  process: ChildProcess;
  /** Everything it logged so far. */
  output: () => string;
  /** kill -9, and wait until it is gone. */
  kill(): Promise<void>;
}

/** Easel's processes around a database and a Discord of the calling test's own; everything ends with the test. */
export interface Easel {
  discord: LocalDiscord;
  db: FreshDatabase;
  startBot(): Promise<RunningProgram>;
  startInference(env?: Record<string, string>): Promise<RunningProgram>;
}

export async function easel(): Promise<Easel> {
  const db = await freshDatabase();
  const discord = await startDiscord({ port: 0 });
  onTestFinished(() => discord.close());
  onTestFinished(() => {
    expect([...discord.problems, ...discord.refusedBodies]).toEqual([]);
  });
  const botEnv = {
    DISCORD_TOKEN: discord.token,
    DISCORD_CLIENT_SECRET: discord.clientSecret,
    DISCORD_REST: JSON.stringify(discord.rest),
    DATABASE_URL: db.url,
    EASEL_DASHBOARD_PORT: '0',
  };
  return {
    discord,
    db,
    startBot: () => start(new URL('../bot/main.ts', import.meta.url), botEnv),
    startInference: (env = {}) =>
      start(new URL('../inference/main.ts', import.meta.url), { DATABASE_URL: db.url, ...env }),
  };
}

/** Starts a main.ts and resolves when it says that it is ready. */
export async function start(file: URL, env: Record<string, string>): Promise<RunningProgram> {
  const child = fork(file, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, LOG_LEVEL: 'info', ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk;
    });
  }
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  });
  const ready = once(child, 'message');
  const gone = once(child, 'exit').then(() => Promise.reject(new Error(`${file.pathname} ended:\n${output}`)));
  gone.catch(() => undefined); // after it was ready, an end is for the test to notice
  await Promise.race([ready, gone]);
  return {
    process: child,
    output: () => output,
    kill: async () => {
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
  };
}
