import { once } from 'node:events';
import { Fault } from '../prisma/fault.ts';
import { startBot } from './app.ts';
import { readConfig } from './config.ts';
import { loggable, openLog } from './log.ts';

/** sysexits' EX_CONFIG: whoever supervises this process must not start it again before a person has looked. */
const EXIT_CONFIG = 78;

/** The bot's process: its configuration, its signals, its exit code. What it is made of is in app.ts. */
let log = openLog('info');
try {
  const over = new AbortController();
  let isStarted = false;
  // `disconnect`: whoever started us is gone. Before we are ready there is nothing to finish.
  for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) {
    process.on(event, () => (isStarted ? over.abort() : process.exit(0)));
  }
  // Gone already while the imports above were loading, which nothing announces any more.
  if (process.send !== undefined && !process.connected) process.exit(0);
  const config = readConfig();
  log = openLog(config.logLevel);
  const bot = await startBot(config, log, (fault) => {
    log.fatal(fault.message);
    process.exitCode = EXIT_CONFIG;
    over.abort();
  });
  isStarted = true;
  process.send?.({ ready: true });
  if (!over.signal.aborted) await once(over.signal, 'abort');
  await bot.stop();
  if (process.connected) process.disconnect();
} catch (error) {
  log.fatal(error instanceof Fault ? error.message : loggable(error));
  process.exit(error instanceof Fault && !error.retryable ? EXIT_CONFIG : 1);
}
