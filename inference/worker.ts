import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '../prisma/fault.ts';
import { costOf, type ImageRequest, imageRequest } from '../prisma/image-request.ts';
import { LEASE_MS } from '../prisma/job.ts';
import { APOLOGIES, type Apology, type Provenance } from '../prisma/outcome.ts';
import type { Preview } from './engine/preview.ts';
import { infotextOf, writeInfotext } from './infotext.ts';
import { decodeInitialImage } from './initial-image.ts';
import { Lease } from './lease.ts';
import { FINISH_WITHIN_MS, WRITE_AGAIN_MS } from './limits.ts';
import { type Log, loggable } from './log.ts';
import type { InitialImage, PaintedImage, Painter, Painting } from './painter.ts';
import { encodePng } from './png.ts';
import { composePreview } from './preview-images.ts';
import type { OnStep } from './progress.ts';
import type { ClaimedJob, Queue, StoredImage } from './queue.ts';
import type { Runtime } from './runtime.ts';

export interface WorkerOptions {
  queue: Queue;
  painter: Painter;
  runtime: Runtime;
  /** For a job, whom to tell of its steps. */
  progressOf: (jobId: string) => OnStep;
  log: Log;
}

/** A job that this worker paints, until its outcome is stored. */
interface Underway {
  jobId: string;
  userId: string;
  images: number;
  lease: Lease;
  done: Promise<void>;
}

/** Why a painting was stopped from outside. */
const LEASE_LOST = new Fault('lease_lost', 'The lease of this job ran out.', { retryable: true });
const STOPPING = new Fault('worker_stopping', 'This worker is stopping.', { retryable: true });

/**
 * Queue → painter → stored outcome.
 *
 *   claim ──▶ paint ──▶ encode ──▶ finish        each job on its own; as many at once as the painter has room for
 *               ├── lease lost: forget it, somebody else paints it
 *               └── fault: an apology when it can only happen again, else given back for another attempt
 *
 * Nothing here keeps a job safe: the lease does. Whatever goes wrong beyond what is named, it runs out, and the job
 * is claimed again.
 */
export class Worker {
  readonly #options: WorkerOptions;
  readonly #underway = new Set<Underway>();
  readonly #looked = new Set<string>();
  #claiming: Promise<void> | null = null;
  #again = false;
  #canClaim = true;
  #stopping = false;

  constructor(options: WorkerOptions) {
    this.#options = options;
  }

  /** Claims what there is room for. Called whenever there may be work; calls while one is under way become one more. */
  pull(): Promise<void> {
    this.#again = true;
    this.#claiming ??= this.#claim().finally(() => {
      this.#claiming = null;
    });
    return this.#claiming;
  }

  /** Claims nothing more; finishes what is under way, or gives it back when `atOnce` or after FINISH_WITHIN_MS. */
  async stop(atOnce: AbortSignal): Promise<void> {
    this.#stopping = true;
    await this.#claiming; // what it claims is still under way
    const giveUp = AbortSignal.any([atOnce, AbortSignal.timeout(FINISH_WITHIN_MS)]);
    const breakOff = () => {
      for (const { lease } of this.#underway) lease.breakOff(STOPPING);
    };
    if (giveUp.aborted) breakOff();
    giveUp.addEventListener('abort', breakOff, { once: true });
    await Promise.all([...this.#underway].map(({ done }) => done));
    giveUp.removeEventListener('abort', breakOff);
  }

  /** Somebody looks at a job: a preview is made after its next step, if it is one of this worker's. */
  look(jobId: string): void {
    for (const { jobId: own } of this.#underway) if (own === jobId) this.#looked.add(jobId);
  }

  /** Somebody else gave the job its outcome, a person who cancelled it perhaps: its rows leave at the next step. */
  forget(jobId: string): void {
    for (const { lease, jobId: own } of this.#underway) if (own === jobId) lease.breakOff(LEASE_LOST);
  }

  async #claim(): Promise<void> {
    const { queue, painter, log } = this.#options;
    try {
      while (this.#again) {
        this.#again = false;
        while (!this.#stopping && this.#underway.size < painter.jobsMax) {
          const job = await queue.claim(painter.openModels, this.#served());
          if (job === null) break;
          this.#begin(job);
        }
      }
      if (!this.#canClaim) log.info('jobs can be claimed again');
      this.#canClaim = true;
    } catch (error) {
      // Said once, not twice a second for as long as the database is away.
      if (this.#canClaim) log.warn(loggable(error), 'no jobs can be claimed');
      this.#canClaim = false;
    }
  }

  /**
   * People with as many pictures under way as there are places for jobs. Eight grids of one person would take every
   * place, and leave them one by one: twenty others with a picture each waited 1.9 times as long as without that person,
   * and wait 1.3 times. Two grids fill two calls, so nobody's throughput is less for it.
   */
  #served(): string[] {
    const images = new Map<string, number>();
    for (const job of this.#underway) images.set(job.userId, (images.get(job.userId) ?? 0) + job.images);
    return [...images].filter(([, count]) => count >= this.#options.painter.jobsMax).map(([userId]) => userId);
  }

  #begin(job: ClaimedJob): void {
    const { queue, log } = this.#options;
    const lease = new Lease(queue, job, { lost: LEASE_LOST, log });
    const images = imageRequest.safeParse(job.request).data?.count ?? 1; // one that is none ends at once
    const underway: Underway = { jobId: job.id, userId: job.userId, images, lease, done: this.#work(job, lease) };
    this.#underway.add(underway);
    void underway.done.finally(() => {
      lease.end();
      this.#underway.delete(underway);
      this.#looked.delete(job.id);
      if (!this.#stopping) void this.pull();
    });
  }

  /** From a claimed job to its stored outcome. */
  async #work(job: ClaimedJob, lease: Lease): Promise<void> {
    const { queue, log } = this.#options;
    const startedAtMs = performance.now();
    try {
      const request = readRequest(job);
      const initImage = await this.#initialImage(job, request);
      const painting = await this.#paint(job, request, lease, initImage);
      const images = await Promise.all(painting.images.map((image) => this.#encode(request, painting, image)));
      const inferenceMs = performance.now() - startedAtMs;
      const provenance = this.#provenance(job, painting, inferenceMs);
      const stored = await this.#write(job, () => queue.finish(job, images, provenance));
      log.info({ job: job.id, attempt: job.attempt, stored, ms: Math.round(inferenceMs) }, 'job painted');
    } catch (error) {
      await this.#settle(job, error);
    }
  }

  /** What image to image starts from; undefined for a request that starts from noise. */
  async #initialImage(job: ClaimedJob, request: ImageRequest): Promise<InitialImage | undefined> {
    if (request.imageToImage === null) return undefined;
    const stored = await this.#options.queue.initialImageOf(job).catch((cause: unknown) => {
      const sentence = 'The picture to start from could not be read from the database.';
      throw new Fault('initial_image_unread', sentence, { retryable: true, cause });
    });
    if (stored === null) throw new Fault('request_unsupported', 'Expected a picture with the job, found none stored.');
    return decodeInitialImage(stored, request);
  }

  #paint(job: ClaimedJob, request: ImageRequest, lease: Lease, initImage: InitialImage | undefined): Promise<Painting> {
    const { painter, progressOf } = this.#options;
    const report = progressOf(job.id);
    const onStep: OnStep = (step, steps) => {
      lease.step = step;
      report(step, steps);
    };
    const looking = {
      isWanted: () => this.#looked.has(job.id),
      onPreview: (previews: readonly Preview[]) => this.#show(job, previews),
    };
    const { priority, userId } = job;
    return painter.paint(request, { priority, userId, signal: lease.signal, onStep, looking, initImage });
  }

  /** Stores what a job looks like; one that is lost does no harm. */
  #show(job: ClaimedJob, previews: readonly Preview[]): void {
    this.#looked.delete(job.id);
    composePreview(previews)
      .then((image) => this.#options.queue.showPreview(job, image))
      .catch((error: unknown) =>
        this.#options.log.warn({ job: job.id, ...loggable(error) }, 'a preview was not stored'),
      );
  }

  /** What becomes of a job that was not painted. */
  async #settle(job: ClaimedJob, error: unknown): Promise<void> {
    const { queue, log } = this.#options;
    const known = { job: job.id, attempt: job.attempt };
    if (error === LEASE_LOST) {
      log.warn(known, 'job lost: its lease ran out');
    } else if (error === STOPPING) {
      const released = await this.#write(job, () => queue.release(job, { counts: false }));
      log.info({ ...known, released }, 'job given back: this worker stops');
    } else {
      const apology = apologyFor(error);
      log.error({ ...known, apology, ...loggable(error) }, 'job not painted');
      await this.#write(job, () =>
        apology === null ? queue.release(job, { counts: true }) : queue.apologise(job, apology),
      );
    }
  }

  /**
   * Writes an outcome, again and again while the database is away, for as long as a lease lasts; false when the job
   * is somebody else's by then. Without this a restart of Postgres would throw finished pictures away.
   */
  async #write(job: ClaimedJob, outcome: () => Promise<boolean>): Promise<boolean> {
    const giveUpAtMs = performance.now() + LEASE_MS;
    for (;;) {
      try {
        return await outcome();
      } catch (error) {
        this.#options.log.warn({ job: job.id, ...loggable(error) }, 'an outcome could not be stored');
        if (performance.now() >= giveUpAtMs) return false;
        await delay(WRITE_AGAIN_MS);
      }
    }
  }

  async #encode(request: ImageRequest, { modelHash }: Painting, image: PaintedImage): Promise<StoredImage> {
    const { slot, seed, variationSeed, width, height, pixels, isFlagged } = image;
    const version = `Easel ${this.#options.runtime.easel}`;
    const parameters = writeInfotext(infotextOf({ request, slot, seed, variationSeed, modelHash, version }));
    const png = await encodePng(pixels, width, height, parameters);
    const pixelSha256 = createHash('sha256').update(pixels).digest('hex');
    return { slot, seed, variationSeed, width, height, png, pixelSha256, parameters, isFlagged };
  }

  #provenance({ queuedMs }: ClaimedJob, painting: Painting, inferenceMs: number): Provenance {
    const { device } = this.#options.painter;
    const { modelHash, rowsMax, unetMs, notices } = painting;
    return { modelHash, device, runtime: this.#options.runtime, rowsMax, notices, queuedMs, inferenceMs, unetMs };
  }
}

/** The request was checked when it was accepted; it is checked again before it costs anything. */
function readRequest({ request, cost }: ClaimedJob): ImageRequest {
  const parsed = imageRequest.safeParse(request);
  if (!parsed.success) throw new Fault('request_unsupported', `The stored request is not one: ${parsed.error.message}`);
  const needed = costOf(parsed.data);
  if (needed > cost) {
    throw new Fault('request_unsupported', `Expected a request of at most ${cost} image-steps, got one of ${needed}.`);
  }
  return parsed.data;
}

/** The apology for a fault that would only happen again; null for one that another attempt may not meet. */
function apologyFor(error: unknown): Apology | null {
  if (!(error instanceof Fault)) return 'painting_failed';
  // The thread died under this job and perhaps others: which of them did it, more attempts will tell.
  if (error.code === 'engine_stopped') return null;
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
