import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { openDatabase, waitForDatabase } from '../prisma/database.ts';
import { Fault } from '../prisma/fault.ts';
import { Listener } from '../prisma/listener.ts';
import { migrate } from '../prisma/migrate.ts';
import { JOB_CHANNEL, jobNotification } from '../prisma/notifications.ts';
import { type Config, readConfig } from './config.ts';
import { CONNECTIONS_MAX, HEARTBEAT_MS, POLL_MS } from './limits.ts';
import { type Log, loggable, openLog } from './log.ts';
import { startPainter } from './painter.ts';
import { ProgressReporter } from './progress.ts';
import { Queue } from './queue.ts';
import { Registration } from './registration.ts';
import { readRuntime } from './runtime.ts';
import { poll, Worker } from './worker.ts';

/** sysexits' EX_CONFIG: whoever supervises this process must not start it again before a person has looked. */
const EXIT_CONFIG = 78;

/** Composition root: config → painter and database, side by side → queue → worker. Returns what undoes it, in reverse. */
async function start(config: Config, log: Log): Promise<(atOnce: AbortSignal) => Promise<void>> {
  const url = config.databaseUrl.reveal();
  const { modelsDirectory, device, threads } = config;
  const [painter] = await Promise.all([
    startPainter({ modelsDirectory, device, ...(threads === null ? {} : { threads }) }),
    waitForDatabase(url, (sentence) => log.warn(sentence)).then(() => migrate(url)),
  ]);
  for (const { sentence } of painter.refusedModels) log.warn(sentence);

  const id = randomUUID();
  const runtime = readRuntime();
  const database = openDatabase({ url, applicationName: 'easel inference', connectionsMax: CONNECTIONS_MAX });
  const registration = new Registration(database, id);
  const progress = new ProgressReporter(database, log);
  const worker = new Worker({
    queue: new Queue(
      database,
      id,
      painter.models.map(({ name }) => name),
    ),
    painter,
    runtime,
    onProgress: (jobId, step, steps) => progress.report({ id: jobId, step, steps }),
    log,
  });
  await registration.announce(painter.device, runtime, painter.models);

  const listener = new Listener({
    url,
    channels: {
      [JOB_CHANNEL]: (payload) => {
        if (jobNotification.parse(JSON.parse(payload)).state === 'accepted') void worker.pull();
      },
    },
    onConnected: () => void worker.pull(),
  });
  const stop = new AbortController();
  const loops = [poll(worker, POLL_MS, stop.signal), beat(registration, stop.signal, log)];
  log.info({ worker: id, device: painter.device, models: painter.models.map(({ name }) => name) }, 'ready');

  return async (atOnce) => {
    stop.abort();
    await Promise.all([...loops, listener.close()]);
    await worker.stop({ atOnce });
    await painter.close();
    await database.$disconnect();
  };
}

async function beat(registration: Registration, signal: AbortSignal, log: Log): Promise<void> {
  while (!signal.aborted) {
    await delay(HEARTBEAT_MS, undefined, { signal }).catch(() => undefined); // aborted: the loop ends
    await registration.beat().catch((error: unknown) => log.warn(loggable(error), 'a heartbeat was missed'));
  }
}

let log = openLog('info');
try {
  const config = readConfig();
  log = openLog(config.logLevel);
  const asked = new AbortController();
  const urged = new AbortController();
  const stop = await start(config, log);
  const over = new Promise<void>((resolve) => asked.signal.addEventListener('abort', () => resolve(), { once: true }));
  for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) {
    process.on(event, () => (asked.signal.aborted ? urged : asked).abort());
  }
  process.send?.({ ready: true });
  await over;
  await stop(urged.signal);
  if (process.connected) process.disconnect();
} catch (error) {
  log.fatal(error instanceof Fault ? error.message : loggable(error));
  process.exit(error instanceof Fault && !error.retryable ? EXIT_CONFIG : 1);
}
