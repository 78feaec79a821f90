import { EventEmitter, once } from 'node:events';
import { Fault } from '../prisma/fault.ts';
import { startBot } from './app.ts';
import { readConfig } from './config.ts';
import { loggable, openLog } from './log.ts';

/** sysexits' EX_CONFIG: whoever supervises this process must not start it again before a person has looked. */
const EXIT_CONFIG = 78;

/** The bot's process: its configuration, its signals, its exit code. What it is made of is in app.ts. */
let log = openLog('info');
try {
  const config = readConfig();
  log = openLog(config.logLevel);
  const over = new EventEmitter<{ over: [exitCode: number] }>();
  const exitCode = once(over, 'over');
  const stop = await startBot(config, log, (fault) => {
    log.fatal(fault.message);
    over.emit('over', EXIT_CONFIG);
  });
  for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) process.once(event, () => over.emit('over', 0));
  process.send?.({ ready: true });
  [process.exitCode] = await exitCode;
  await stop();
  if (process.connected) process.disconnect();
} catch (error) {
  log.fatal(error instanceof Fault ? error.message : loggable(error));
  process.exit(error instanceof Fault && !error.retryable ? EXIT_CONFIG : 1);
}
