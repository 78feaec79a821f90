import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '../prisma/fault.ts';
import { type ImageRequest, imageRequest } from '../prisma/image-request.ts';
import { LEASE_MS } from '../prisma/job.ts';
import { APOLOGIES, type Apology, type Provenance } from '../prisma/outcome.ts';
import { infotextOf, writeInfotext } from './infotext.ts';
import { FINISH_WITHIN_MS } from './limits.ts';
import { type Log, loggable } from './log.ts';
import type { PaintedImage, Painter, Painting } from './painter.ts';
import { encodePng } from './png.ts';
import type { ClaimedJob, Queue, StoredImage } from './queue.ts';
import type { Runtime } from './runtime.ts';

export interface WorkerOptions {
  queue: Queue;
  painter: Painter;
  runtime: Runtime;
  /** Steps done of the slowest image of a job. */
  onProgress: (jobId: string, step: number, steps: number) => void;
  log: Log;
}

interface Underway {
  job: ClaimedJob;
  step: number;
  abort: AbortController;
  done: Promise<void>;
}

/** Why a painting was stopped from outside. */
const LEASE_LOST = new Fault('lease_lost', 'Another worker has this job now.', { retryable: true });
const STOPPING = new Fault('worker_stopping', 'This worker is stopping.', { retryable: true });

/**
 * Queue → painter → stored outcome.
 *
 *   claim ──▶ paint ──▶ encode ──▶ finish        each job on its own; as many at once as the painter has room for
 *               │ └── lease lost: forget it, somebody else paints it
 *               └──── fault: an apology when it can only happen again, else given back for another attempt
 *
 * Leases are renewed by a timer of this thread, which painting cannot block because it happens in another one.
 */
export class Worker {
  readonly #options: WorkerOptions;
  readonly #underway = new Map<string, Underway>();
  readonly #renewal: NodeJS.Timeout;
  #claiming = false;
  #again = false;
  #stopping = false;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#renewal = setInterval(() => void this.#renew(), LEASE_MS / 3);
  }

  /** Claims what there is room for. Called whenever there may be work; calls while one is under way become one more. */
  async pull(): Promise<void> {
    this.#again = true;
    if (this.#claiming) return;
    this.#claiming = true;
    const { queue, painter, log } = this.#options;
    try {
      while (this.#again && !this.#stopping) {
        this.#again = false;
        while (this.#underway.size < painter.jobsMax) {
          const job = await queue.claim();
          if (job === null) break;
          this.#begin(job);
        }
      }
    } catch (error) {
      log.warn(loggable(error), 'no jobs could be claimed');
    } finally {
      this.#claiming = false;
    }
  }

  /** Claims nothing more; finishes what is under way, or gives it back when `atOnce` or after 20 s. */
  async stop({ atOnce }: { atOnce: AbortSignal }): Promise<void> {
    this.#stopping = true;
    const finished = Promise.all([...this.#underway.values()].map(({ done }) => done));
    const patience = AbortSignal.any([atOnce, AbortSignal.timeout(FINISH_WITHIN_MS)]);
    const giveUp = () => {
      for (const { abort } of this.#underway.values()) abort.abort(STOPPING);
    };
    if (patience.aborted) giveUp();
    patience.addEventListener('abort', giveUp, { once: true });
    await finished;
    patience.removeEventListener('abort', giveUp);
    clearInterval(this.#renewal);
  }

  #begin(job: ClaimedJob): void {
    assert(!this.#underway.has(job.id), 'a job is claimed by one attempt at a time');
    const underway: Underway = { job, step: 0, abort: new AbortController(), done: Promise.resolve() };
    this.#underway.set(job.id, underway);
    underway.done = this.#paint(underway).finally(() => {
      this.#underway.delete(job.id);
      if (!this.#stopping) void this.pull();
    });
  }

  async #paint(underway: Underway): Promise<void> {
    const { queue, painter, log } = this.#options;
    const { job, abort } = underway;
    const startedAt = performance.now();
    try {
      const request = parseRequest(job);
      const painting = await painter.paint(request, {
        priority: job.priority,
        signal: abort.signal,
        onStep: (step, steps) => {
          underway.step = step;
          this.#options.onProgress(job.id, step, steps);
        },
      });
      const images = await Promise.all(painting.images.map((image) => this.#encode(request, painting, image)));
      const inferenceMs = performance.now() - startedAt;
      const stored = await queue.finish(job, images, this.#provenance(job, painting, inferenceMs));
      log.info({ job: job.id, attempt: job.attempt, stored, ms: Math.round(inferenceMs) }, 'job painted');
    } catch (error) {
      await this.#settle(job, error);
    }
  }

  /** What becomes of a job that was not painted. */
  async #settle(job: ClaimedJob, error: unknown): Promise<void> {
    const { queue, log } = this.#options;
    if (error === LEASE_LOST) return;
    try {
      if (error === STOPPING) {
        await queue.release(job, { counts: false });
        return;
      }
      const apology = apologyFor(error);
      log.error({ job: job.id, attempt: job.attempt, apology, ...loggable(error) }, 'job not painted');
      if (apology === null) await queue.release(job, { counts: true });
      else await queue.apologise(job, apology);
    } catch (cause) {
      // The lease runs out by itself, and the job is claimed again.
      log.error({ job: job.id, ...loggable(cause) }, 'a job could not be given back');
    }
  }

  async #renew(): Promise<void> {
    for (const { job, step, abort } of this.#underway.values()) {
      try {
        if (!(await this.#options.queue.renew(job, step))) abort.abort(LEASE_LOST);
      } catch (error) {
        this.#options.log.warn({ job: job.id, ...loggable(error) }, 'a lease could not be renewed');
      }
    }
  }

  async #encode(request: ImageRequest, { modelHash }: Painting, image: PaintedImage): Promise<StoredImage> {
    const { slot, seed, variationSeed, width, height, pixels } = image;
    const version = `Easel ${this.#options.runtime.easel}`;
    const parameters = writeInfotext(infotextOf({ request, seed, variationSeed, modelHash, version }));
    const png = await encodePng(pixels, width, height, parameters);
    const pixelSha256 = createHash('sha256').update(pixels).digest('hex');
    return { slot, seed, variationSeed, width, height, png, pixelSha256, parameters };
  }

  #provenance(job: ClaimedJob, painting: Painting, inferenceMs: number): Provenance {
    const { painter, runtime } = this.#options;
    const { modelHash, rowsMax, unetMs, notices } = painting;
    return {
      modelHash,
      device: painter.device,
      runtime,
      rowsMax,
      notices,
      queuedMs: job.queuedMs,
      inferenceMs,
      unetMs,
    };
  }
}

/** The request was checked when it was accepted; it is checked again before it costs anything. */
function parseRequest({ request }: ClaimedJob): ImageRequest {
  const parsed = imageRequest.safeParse(request);
  if (!parsed.success) throw new Fault('request_unsupported', `The stored request is not one: ${parsed.error.message}`);
  return parsed.data;
}

/** The apology for a fault that would only happen again; null for one that another attempt may not meet. */
function apologyFor(error: unknown): Apology | null {
  if (!(error instanceof Fault)) return 'painting_failed';
  const known = APOLOGIES.find((apology) => apology === error.code);
  return known ?? (error.retryable ? null : 'painting_failed');
}

/** Polls behind the notifications, which may be lost while a connection is down. */
export async function poll(worker: Worker, everyMs: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await worker.pull();
    await delay(everyMs, undefined, { signal }).catch(() => undefined); // aborted: the loop ends
  }
}
