import { randomUUID } from 'node:crypto';
import type { Database } from '../prisma/database.ts';
import { ATTEMPTS_MAX, LEASE_MS } from '../prisma/job.ts';
import type { Apology, Provenance } from '../prisma/outcome.ts';

/** A job that this worker has claimed, with the number that fences every later write. */
export interface ClaimedJob {
  id: string;
  attempt: number;
  priority: number;
  userId: string;
  /** Image-steps that the request was accepted for. */
  cost: number;
  /** Not parsed yet: what is wrong with it is the worker's to say. */
  request: unknown;
  queuedMs: number;
}

/** One painted picture, as it is stored. */
export interface StoredImage {
  slot: number;
  seed: number;
  variationSeed: number | null;
  width: number;
  height: number;
  png: Uint8Array;
  pixelSha256: string;
  parameters: string;
  isFlagged: boolean | null;
}

/** What image to image starts from, as the bot stored it: PNGs of the request's size (initial-image.ts). */
export interface StoredInitialImage {
  png: Uint8Array;
  mask: Uint8Array | null;
}

/** How long jobs of models that are not open let others pass. */
const PATIENCE = '30 seconds';
const LEASE = `${LEASE_MS} milliseconds`;

/**
 * The worker's side of the job table, which is the queue; the bot's is bot/jobs.ts.
 *
 * Claiming is one statement. Two queue libraries were measured first: they start a job later (10 to 12 ms against 4)
 * and notice a dead worker after 10 s to hours. A lease lasts seconds by the database's clock and is renewed by a
 * timer, so a dead worker's jobs are claimed again soon. Every write names worker and attempt: a worker that lost its
 * lease changes nothing, and is told so by `false`.
 */
export class Queue {
  readonly #database: Database;
  readonly #workerId: string;
  readonly #models: readonly string[];

  /** `models`: names of the models that this worker offers; jobs for others are left to others. */
  constructor(database: Database, workerId: string, models: readonly string[]) {
    this.#database = database;
    this.#workerId = workerId;
    this.#models = models;
  }

  /**
   * Claims the next job, or nothing: by priority, then people with the fewest jobs in painting, then age. A job whose
   * worker fell silent is claimed like a waiting one; after ATTEMPTS_MAX attempts it is left to the bot's apology.
   *
   * Opening another model takes seconds, so jobs of `openModels` go first within a priority, until one of another model
   * has waited for half a minute.
   *
   * `exceptUserIds` are people who have enough here for now.
   *
   * One at a time: of several claimed at once a person who sent several would get all, since none of them is in
   * painting yet. The people are counted once and joined; counted for every waiting row, a claim among 5,000 waiting
   * jobs takes 64 ms instead of 9.
   */
  async claim(
    openModels: readonly string[] = this.#models,
    exceptUserIds: readonly string[] = [],
  ): Promise<ClaimedJob | null> {
    const [job] = await this.#database.$queryRaw<ClaimedJob[]>`
      UPDATE job SET state = 'painting', attempt = attempt + 1, worker_id = ${this.#workerId}::uuid, step = 0,
        lease_until = now() + ${LEASE}::interval, started_at = coalesce(started_at, now())
      WHERE id = (
        SELECT waiting.id FROM job waiting
        LEFT JOIN (SELECT user_id, count(*) AS jobs FROM job WHERE state = 'painting' GROUP BY user_id) person
          ON person.user_id = waiting.user_id
        WHERE (waiting.state = 'accepted' OR (waiting.state = 'painting' AND waiting.lease_until < now()))
          AND waiting.attempt < ${ATTEMPTS_MAX} AND waiting.expires_at > now()
          AND waiting.request->>'model' = ANY(${[...this.#models]}) AND waiting.user_id <> ALL(${[...exceptUserIds]})
        ORDER BY waiting.priority DESC,
          (waiting.request->>'model' = ANY(${[...openModels]}) OR waiting.created_at < now() - ${PATIENCE}::interval) DESC,
          coalesce(person.jobs, 0), waiting.created_at
        LIMIT 1 FOR UPDATE OF waiting SKIP LOCKED)
      RETURNING id, attempt, priority, user_id AS "userId", cost, request, extract(epoch FROM (started_at - created_at))::float8 * 1000 AS "queuedMs"`;
    return job ?? null;
  }

  /** The picture that a job starts from; null where none was stored. */
  initialImageOf({ id }: ClaimedJob): Promise<StoredInitialImage | null> {
    return this.#database.initialImage.findUnique({ where: { jobId: id }, select: { png: true, mask: true } });
  }

  /** Keeps a claim and records progress; false when the lease was lost. */
  async renew({ id, attempt }: ClaimedJob, step: number): Promise<boolean> {
    const rows = await this.#database.$executeRaw`
      UPDATE job SET lease_until = now() + ${LEASE}::interval, step = ${step}
      WHERE id = ${id}::uuid AND worker_id = ${this.#workerId}::uuid AND attempt = ${attempt} AND state = 'painting'`;
    return rows === 1;
  }

  /** Stores the pictures and makes the job ready, both or neither; false when the lease was lost. */
  finish(job: ClaimedJob, images: readonly StoredImage[], provenance: Provenance): Promise<boolean> {
    return this.#database.$transaction(async (transaction) => {
      const rows = await transaction.$executeRaw`
        UPDATE job SET state = 'ready', ready_at = now(), provenance = ${JSON.stringify(provenance)}::jsonb,
          preview = NULL, images_charged = ${images.length}, gpu_ms = ${Math.round(provenance.unetMs)}
        WHERE id = ${job.id}::uuid AND worker_id = ${this.#workerId}::uuid AND attempt = ${job.attempt} AND state = 'painting'`;
      if (rows === 0) return false;
      const data = images.map(({ seed, variationSeed, png, ...image }) => ({
        ...image,
        id: randomUUID(),
        jobId: job.id,
        seed: BigInt(seed),
        variationSeed: variationSeed === null ? null : BigInt(variationSeed),
        png: Uint8Array.from(png),
      }));
      await transaction.image.createMany({ data });
      return true;
    });
  }

  /** Keeps what a job looks like so far. */
  async showPreview({ id, attempt }: ClaimedJob, image: Uint8Array): Promise<void> {
    await this.#database.$executeRaw`
      UPDATE job SET preview = ${image}
      WHERE id = ${id}::uuid AND worker_id = ${this.#workerId}::uuid AND attempt = ${attempt} AND state = 'painting'`;
  }

  /** Stores an apology as the outcome; false when the lease was lost. */
  async apologise({ id, attempt }: ClaimedJob, apology: Apology): Promise<boolean> {
    const rows = await this.#database.$executeRaw`
      UPDATE job SET state = 'ready', ready_at = now(), apology = ${apology}
      WHERE id = ${id}::uuid AND worker_id = ${this.#workerId}::uuid AND attempt = ${attempt} AND state = 'painting'`;
    return rows === 1;
  }

  /** Gives a job back. `counts`: whether this attempt is one of its three; a worker that merely stops does not count. */
  async release({ id, attempt }: ClaimedJob, { counts }: { counts: boolean }): Promise<boolean> {
    const rows = await this.#database.$executeRaw`
      UPDATE job SET state = 'accepted', worker_id = NULL, lease_until = NULL, step = 0, attempt = attempt - ${counts ? 0 : 1}
      WHERE id = ${id}::uuid AND worker_id = ${this.#workerId}::uuid AND attempt = ${attempt} AND state = 'painting'`;
    return rows === 1;
  }
}
