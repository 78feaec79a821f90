import { strict as assert } from 'node:assert';
import { parentPort, workerData } from 'node:worker_threads';
import { Fault } from '../../prisma/fault.ts';
import type { Model } from '../models/model.ts';
import { parseDevice } from './device.ts';
import { Engine } from './engine.ts';
import type { EngineThreadData, FaultMessage, FromEngine, ToEngine } from './messages.ts';
import type { Preview } from './preview.ts';

/**
 * The engine's thread: messages in, messages out. It exists because onnxruntime-node computes on the thread that calls
 * it, and the main thread must renew leases meanwhile. An error that is not a Fault ends the thread.
 */
assert(parentPort !== null, 'thread.ts runs as a worker thread');
const port = parentPort;
const options: EngineThreadData = workerData;
let received = 0;
const engine = new Engine({
  ...options,
  hasMessages: () => Atomics.load(options.sent, 0) !== received,
  device: parseDevice(options.device, options.threads),
  onOpen: (models) => post({ kind: 'open', models }),
  onSpeed: (model, speed) => post({ kind: 'speed', model, speed }),
});
const models = new Map<string, Model>();
const aborts = new Map<number, AbortController>();
/** Jobs that somebody looks at. */
const looked = new Set<number>();

port.on('message', (message: ToEngine) => {
  received = (received + 1) | 0; // as Atomics.add counts
  switch (message.kind) {
    case 'models':
      engine.know(message.speeds);
      for (const model of message.models) models.set(model.name, model);
      void warmFirst(message.models);
      break;
    case 'paint':
      void paint(message);
      break;
    case 'look':
      looked.add(message.job);
      break;
    case 'cancel':
      aborts.get(message.job)?.abort();
      break;
    case 'close':
      void engine.close().then(() => port.close());
      break;
  }
});

async function warmFirst([first]: readonly Model[]): Promise<void> {
  assert(first !== undefined, 'the main thread offers models only where there are some');
  try {
    await engine.warm(first);
    post({ kind: 'warmed', fault: null });
  } catch (error) {
    post({ kind: 'warmed', fault: faultMessage(error) });
  }
}

async function paint({
  job,
  request,
  priority,
  userId,
  initImage,
}: Extract<ToEngine, { kind: 'paint' }>): Promise<void> {
  const model = models.get(request.model);
  assert(model !== undefined, 'the main thread asks for models of the catalogue');
  const abort = new AbortController();
  aborts.set(job, abort);
  const onStep = (step: number, steps: number) => post({ kind: 'step', job, step, steps });
  const looking = {
    isWanted: () => looked.has(job),
    onPreview: (previews: readonly Preview[]) => {
      looked.delete(job);
      post({ kind: 'preview', job, previews });
    },
  };
  try {
    const painting = await engine.paint(model, request, {
      priority,
      userId,
      signal: abort.signal,
      onStep,
      looking,
      initImage,
    });
    // Pixels move between the threads, they are not copied.
    post(
      { kind: 'painted', job, painting },
      painting.images.map(({ pixels }) => pixels.buffer as ArrayBuffer),
    );
  } catch (error) {
    if (abort.signal.aborted) return; // the main thread has answered already
    post({ kind: 'failed', job, fault: faultMessage(error) });
  } finally {
    aborts.delete(job);
    looked.delete(job);
  }
}

/** Throws what is not a Fault on: a bug, which ends the thread. */
function faultMessage(error: unknown): FaultMessage {
  if (!(error instanceof Fault)) throw error;
  const { code, message, retryable } = error;
  return { code, message, retryable };
}

function post(message: FromEngine, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}
