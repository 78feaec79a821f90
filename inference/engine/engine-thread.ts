import { Worker } from 'node:worker_threads';
import { Fault } from '../../prisma/fault.ts';
import type { ImageRequest } from '../../prisma/image-request.ts';
import type { ModelSpeed, WorkerSpeed } from '../../prisma/worker-speed.ts';
import type { Model } from '../models/model.ts';
import type { PaintOptions } from '../painter.ts';
import { forbidTelemetry } from './config.ts';
import type { EnginePainting } from './job.ts';
import type { EngineThreadData, FaultMessage, FromEngine, ToEngine } from './messages.ts';
import type { Preview } from './preview.ts';

interface Waiting {
  options: PaintOptions;
  /** A preview was asked for and has not come yet. */
  isLooking: boolean;
  resolve: (painting: EnginePainting) => void;
  reject: (reason: unknown) => void;
}

/** The engine thread as the main thread sees it: every painting asked for settles once, whatever happens to the thread. */
export class EngineThread {
  readonly ended: Promise<void>;
  readonly #worker: Worker;
  readonly #sent = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  readonly #exited: Promise<void>;
  readonly #jobs = new Map<number, Waiting>();
  readonly #onSpeed: (model: string, speed: ModelSpeed) => void;
  #openModels: readonly string[] = [];
  #jobCount = 0;
  #settleWarm: (fault: Fault | null) => void = () => undefined;
  #fault: Fault | null = null;

  constructor(data: Omit<EngineThreadData, 'sent'>, onSpeed: (model: string, speed: ModelSpeed) => void) {
    this.#onSpeed = onSpeed;
    forbidTelemetry();
    this.#worker = startWorker({ ...data, sent: this.#sent });
    this.#worker.on('message', (message: FromEngine) => this.#receive(message));
    let cause: unknown = 'no error';
    this.#worker.on('error', (error) => {
      cause = error;
    });
    this.#exited = new Promise((resolve) => void this.#worker.once('exit', () => resolve()));
    this.ended = this.#exited.then(() => {
      if (this.#fault !== null) return; // closed
      this.#fault = new Fault('engine_stopped', `The engine thread ended by itself: ${String(cause)}`, { cause });
      for (const job of [...this.#jobs.keys()]) this.#take(job)?.reject(this.#fault);
      throw this.#fault;
    });
  }

  /** Names of the models that are open now. */
  get openModels(): readonly string[] {
    return this.#openModels;
  }

  /**
   * Tells the thread its models, once, and how fast they were measured to be. The first begins to open; resolves when it is open, or with the Fault that it
   * met (one that a later use may not meet again), or with `engine_stopped`.
   */
  offer(models: readonly Model[], speeds: WorkerSpeed): Promise<Fault | null> {
    this.#post({ kind: 'models', models, speeds });
    const warmed = new Promise<Fault | null>((resolve) => {
      this.#settleWarm = resolve;
    });
    return Promise.race([warmed, this.#exited.then(() => this.#fault)]);
  }

  /** Settles as Painter.paint. An abort is answered at once; its rows leave the batch at the next step. */
  async paint(request: ImageRequest, options: PaintOptions): Promise<EnginePainting> {
    const { signal, priority, userId, initImage } = options;
    signal.throwIfAborted();
    if (this.#fault !== null) throw this.#fault;
    this.#jobCount += 1;
    const job = this.#jobCount;
    const cancel = () => {
      this.#post({ kind: 'cancel', job });
      this.#take(job)?.reject(signal.reason);
    };
    signal.addEventListener('abort', cancel, { once: true });
    try {
      return await new Promise((resolve, reject) => {
        this.#jobs.set(job, { options, isLooking: false, resolve, reject });
        // Copied, not moved: whoever asks may ask again after a failure (0.8 MB at 512×512, once a job).
        this.#post({ kind: 'paint', job, request, priority, userId, initImage });
      });
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  /** Cancels what is being painted, then lets the thread close its sessions and end. */
  async close(): Promise<void> {
    this.#fault ??= new Fault('engine_stopped', 'The engine was closed.', { retryable: true });
    for (const job of [...this.#jobs.keys()]) {
      this.#post({ kind: 'cancel', job });
      this.#take(job)?.reject(this.#fault);
    }
    this.#post({ kind: 'close' });
    await this.#exited;
  }

  #receive(message: FromEngine): void {
    switch (message.kind) {
      case 'step':
        this.#stepped(message.job, message.step, message.steps);
        break;
      case 'preview':
        this.#seen(message.job, message.previews);
        break;
      case 'open':
        this.#openModels = message.models;
        break;
      case 'speed':
        this.#onSpeed(message.model, message.speed);
        break;
      case 'painted':
        this.#take(message.job)?.resolve(message.painting);
        break;
      case 'failed':
        this.#take(message.job)?.reject(faultOf(message.fault));
        break;
      case 'warmed':
        this.#settleWarm(message.fault && faultOf(message.fault));
        break;
    }
  }

  #stepped(job: number, step: number, steps: number): void {
    const waiting = this.#jobs.get(job);
    waiting?.options.onStep(step, steps);
    if (waiting === undefined || waiting.isLooking || !waiting.options.looking?.isWanted()) return;
    waiting.isLooking = true;
    this.#post({ kind: 'look', job });
  }

  #seen(job: number, previews: readonly Preview[]): void {
    const waiting = this.#jobs.get(job);
    if (waiting === undefined) return;
    waiting.isLooking = false;
    waiting.options.looking?.onPreview(previews);
  }

  /** The job that is about to be settled; undefined when it was already (cancelled while its answer was on the way). */
  #take(job: number): Waiting | undefined {
    const waiting = this.#jobs.get(job);
    this.#jobs.delete(job);
    return waiting;
  }

  #post(message: ToEngine): void {
    Atomics.add(this.#sent, 0, 1); // first, so that the thread never hears what was not counted
    this.#worker.postMessage(message);
  }
}

const faultOf = ({ code, message, retryable }: FaultMessage): Fault => new Fault(code, message, { retryable });

/**
 * Node 22.18 and later run thread.ts as it is. Before, only tsx can, and its hooks do not reach into worker threads on
 * Node 20 (measured: "Unknown file extension"), so the thread registers them itself: 110 ms, once.
 */
function startWorker(workerData: EngineThreadData): Worker {
  const file = new URL('./thread.ts', import.meta.url);
  // Not inherited: with tsx's own flags the thread starts 40 ms later, and they do nothing for it.
  const execArgv: string[] = [];
  if ('typescript' in process.features && process.features.typescript)
    return new Worker(file, { workerData, execArgv });
  const tsx = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  const script = `import(${tsx}).then(({ register }) => { register(); return import(${JSON.stringify(file.href)}); });`;
  return new Worker(script, { eval: true, workerData, execArgv });
}
