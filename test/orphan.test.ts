import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { isAlive } from '../deploy/owner-lock.ts';
import { until } from './until.ts';

/** Starts a program as the launcher does, says its process id, and is killed before the program has loaded. */
const LAUNCHER = `
  const { fork } = require('node:child_process');
  const options = { execArgv: ['--import', 'tsx'], stdio: ['ignore', 'ignore', 'ignore', 'ipc'], detached: true };
  console.log(fork(process.argv[1], options).pid);
  process.kill(process.pid, 'SIGKILL');
`;
/** Nobody listens there, so that the program would wait for ever. */
const env = {
  ...process.env,
  DATABASE_URL: 'postgresql://easel:easel@127.0.0.1:9/easel',
  DATABASE_URL_FILE: '',
  DISCORD_TOKEN: 'a.b.c',
  DISCORD_TOKEN_FILE: '',
};

it.each(['bot', 'inference'])('the %s ends when the launcher was killed before it had loaded', async (name) => {
  const file = fileURLToPath(new URL(`../${name}/main.ts`, import.meta.url));
  const launcher = spawnSync(process.execPath, ['-e', LAUNCHER, file], { encoding: 'utf8', env });
  expect(launcher.signal).toBe('SIGKILL');
  const pid = Number(launcher.stdout);
  expect(isAlive(pid)).toBe(true);
  await until(`no ${name}`, () => !isAlive(pid)).finally(() => isAlive(pid) && process.kill(pid, 'SIGKILL'));
});
