import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { openDatabase, waitForDatabase } from '../prisma/database.ts';
import { Fault } from '../prisma/fault.ts';
import { Listener } from '../prisma/listener.ts';
import { migrate } from '../prisma/migrate.ts';
import type { ModelCard } from '../prisma/model-card.ts';
import { JOB_CHANNEL, jobNotification, PREVIEW_CHANNEL } from '../prisma/notifications.ts';
import type { ModelSpeed } from '../prisma/worker-speed.ts';
import { type Config, readConfig } from './config.ts';
import { chooseDevice } from './engine/choose-device.ts';
import { CONNECTIONS_MAX, HEARTBEAT_MS, POLL_MS } from './limits.ts';
import { type Log, loggable, openLog } from './log.ts';
import { startPainter } from './painter.ts';
import { progressReporter } from './progress.ts';
import { Queue } from './queue.ts';
import { Registration } from './registration.ts';
import { readRuntime } from './runtime.ts';
import { SpeedCache } from './speed-cache.ts';
import { poll, Worker } from './worker.ts';

/** sysexits' EX_CONFIG: whoever supervises this process must not start it again before a person has looked. */
const EXIT_CONFIG = 78;

/**
 * Composition root: config → painter and database, side by side → queue → worker. Returns what undoes it, in reverse.
 * `onGone`: the engine died by itself, and this process is of no use without it.
 */
async function start(
  config: Config,
  log: Log,
  onGone: (error: unknown) => void,
): Promise<(atOnce: AbortSignal) => Promise<void>> {
  const url = config.databaseUrl.reveal();
  const { modelsDirectory, threads } = config;
  const { device, notes } = await chooseDevice(config.device);
  log.info({ device }, [`${device} paints`, ...notes].join('; '));
  const database = openDatabase({ url, applicationName: 'easel inference', connectionsMax: CONNECTIONS_MAX });
  const id = randomUUID();
  const runtime = readRuntime();
  const speeds = new SpeedCache(
    config.cacheDirectory,
    `${device}, ${threads ?? 'all'} threads, onnxruntime ${runtime.onnxruntime}`,
  );
  let tellSpeed: (model: ModelCard, speed: ModelSpeed) => void = () => undefined;
  const [painter] = await Promise.all([
    startPainter({
      modelsDirectory,
      device,
      ...(threads === null ? {} : { threads }),
      ...(config.memoryBytes === null ? {} : { memoryBytes: config.memoryBytes }),
      ...(config.lowMemory.includes('attention-slicing') ? { rowsMax: 2 } : {}),
      ...(config.lowMemory.includes('model-offload') ? { modelsMax: 1 } : {}),
      knownSpeed: (model) => speeds.find(model.hash),
      onSpeed: (model, speed) => tellSpeed(model, speed),
    }),
    waitForDatabase(url, (sentence) => log.warn(sentence)).then(() => migrate(url)),
    database.$connect(), // Prisma's own start, 0.2 s, needs no database
  ]);
  painter.ended.catch(onGone);
  for (const { sentence } of painter.refusedModels) log.warn(sentence);

  const names = painter.models.map(({ name }) => name);
  const queue = new Queue(database, id, names);
  const worker = new Worker({ queue, painter, runtime, progressOf: progressReporter(database, log), log });
  const registration = new Registration(database, {
    ...{ id, device: painter.device, runtime, models: painter.models },
    get openModels() {
      return painter.openModels;
    },
  });
  await registration.announce();
  tellSpeed = (model, speed) => {
    speeds.keep(model.hash, speed, (error) => log.warn(loggable(error), 'a measurement is not kept'));
    registration
      .tellSpeed(model.name, speed)
      .catch((error: unknown) => log.warn(loggable(error), 'a measurement was not told'));
  };
  for (const model of painter.models) {
    const speed = speeds.find(model.hash);
    if (speed !== null) tellSpeed(model, speed);
  }

  const listener = new Listener({
    url,
    channels: {
      [JOB_CHANNEL]: (payload) => {
        const { id, state } = jobNotification.parse(JSON.parse(payload));
        if (state === 'accepted') void worker.pull();
        else if (state !== 'painting') worker.forget(id); // after our own outcome this finds nothing left to stop
      },
      [PREVIEW_CHANNEL]: (jobId) => worker.look(jobId),
    },
    onConnected: () => void worker.pull(),
  });
  const stop = new AbortController();
  const loops = [poll(worker, POLL_MS, stop.signal), beat(registration, stop.signal, log)];
  log.info({ worker: id, device: painter.device, models: names }, 'ready');

  return async (atOnce) => {
    await worker.stop(atOnce);
    stop.abort();
    await Promise.all([...loops, listener.close()]);
    // The row says nothing about jobs; one that stays is forgotten after a day.
    await registration.withdraw().catch((error: unknown) => log.warn(loggable(error), 'this worker stays listed'));
    await painter.close();
    await database.$disconnect();
  };
}

async function beat(registration: Registration, signal: AbortSignal, log: Log): Promise<void> {
  while (!signal.aborted) {
    await registration.beat().catch((error: unknown) => log.warn(loggable(error), 'a heartbeat was missed'));
    await delay(HEARTBEAT_MS, undefined, { signal }).catch(() => undefined); // aborted: the loop ends
  }
}

/**
 * Calls `onAsked` at the first request to stop and `onUrged` at the second of a kind. Ctrl+C in a terminal reaches
 * every process of the group, and the launcher then asks again with SIGTERM: those two are one request. When the
 * launcher is killed, the channel to it closes, and nobody is left to ask.
 */
function hearStops(onAsked: () => void, onUrged: () => void): void {
  const heard = new Set<string>();
  for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) {
    process.on(event, () => {
      if (heard.has(event)) onUrged();
      else onAsked();
      heard.add(event);
    });
  }
  if (process.send !== undefined && !process.connected) onAsked();
}

let log = openLog('info');
try {
  const asked = new AbortController();
  const urged = new AbortController();
  let isStarted = false;
  hearStops(
    () => (isStarted ? asked.abort() : process.exit(0)), // before, there is nothing to finish
    () => urged.abort(),
  );
  const config = readConfig();
  log = openLog(config.logLevel);
  const stop = await start(config, log, (error) => {
    log.fatal(error instanceof Fault ? error.message : loggable(error));
    process.exitCode = 1;
    asked.abort();
  });
  isStarted = true;
  process.send?.({ ready: true });
  if (!asked.signal.aborted) await once(asked.signal, 'abort');
  log.info('stopping: what is being painted is finished first');
  await stop(urged.signal);
  if (process.connected) process.disconnect();
} catch (error) {
  log.fatal(error instanceof Fault ? error.message : loggable(error));
  process.exit(error instanceof Fault && !error.retryable ? EXIT_CONFIG : 1);
}
