import { once } from 'node:events';
import { Fault } from '../prisma/fault.ts';
import { readLaunchConfig } from './config.ts';
import { readable } from './launcher-log.ts';
import { startStack } from './stack.ts';

/** `npm start`: the whole product on this machine, until it is told to stop. */
try {
  const config = readLaunchConfig();
  const discord = config.hasToken ? null : await startLocalDiscord(config.port);
  const over = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => over.abort());
  const stack = await startStack({
    config,
    discord,
    dashboardPort: config.dashboardPort,
    onLine: (name, line) => console.log(readable(name, line)),
    onGiveUp: (fault) => over.abort(fault),
  });
  console.log(greeting(discord?.page ?? null, config.dashboardPort));
  if (!over.signal.aborted) await once(over.signal, 'abort');
  console.log('Stopping: what is being painted is finished first.');
  await stack.stop();
  await discord?.close();
  if (over.signal.reason instanceof Fault) throw over.signal.reason;
} catch (error) {
  if (!(error instanceof Fault)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** Loaded only when it is needed: the real Discord's bot has no use for it, and a container does not carry it. */
async function startLocalDiscord(port: number) {
  const { startDiscord } = await import('../test/discord/discord.ts');
  return startDiscord({ port });
}

function greeting(page: string | null, dashboardPort: number): string {
  const dashboard = `http://127.0.0.1:${dashboardPort}/`;
  if (page === null) {
    return ['Easel is ready on Discord.', `  Dashboard  ${dashboard}`, 'Stop it with Ctrl+C.'].join('\n');
  }
  return [
    'Easel is ready.',
    `  Local Discord  ${page}  (type /imagine there)`,
    `  Dashboard      ${dashboard}  (sign in as Dan, who manages the server, or as Erin, who owns it all)`,
    '  Real Discord   put DISCORD_TOKEN into .env and start again',
    'Stop it with Ctrl+C.',
  ].join('\n');
}
