import type { Database } from '../prisma/database.ts';
import { Prisma } from '../prisma/generated/client.ts';
import type { ImageRequest } from '../prisma/image-request.ts';
import { ATTEMPTS_MAX, type JobAction } from '../prisma/job.ts';
import { PREVIEW_CHANNEL } from '../prisma/notifications.ts';
import type { Apology } from '../prisma/outcome.ts';
import type { Asked } from './imagine-options.ts';
import { KNOWN_JOB, type KnownJob, knownJob } from './known-job.ts';
import type { Renderer } from './renderer.ts';
import type { SafetyPolicy } from './safety.ts';
import type { Refusal } from './texts/texts.ts';
import { type Member, type Usage, usageOf } from './usage.ts';

/** What the bot writes down before it acknowledges anything to Discord. */
export interface NewJob {
  id: string;
  interactionId: string;
  /** Which of the jobs that the interaction asked for. */
  part: number;
  applicationId: string;
  /** Null where there is no interaction to answer. */
  interactionToken: string | null;
  guildId: string | null;
  channelId: string;
  userId: string;
  locale: string;
  action: JobAction;
  parentId: string | null;
  parentSlot: number | null;
  request: ImageRequest;
  /** What was typed, for Remix. */
  asked: Asked | null;
  isPrivate: boolean;
  isSpoiler: boolean;
  /** Sent to the person directly first. */
  isDirect: boolean;
  isForDashboard: boolean;
  /** When Discord accepted our acknowledgement; a job of the dashboard needs none. */
  acknowledgedAt: Date | null;
  renderer: Renderer;
  /** What happens to flagged pictures. */
  safety: SafetyPolicy;
  /** What image to image starts from: a PNG of the request's size. */
  initialImage: Uint8Array | null;
  cost: number;
  priority: number;
  expiresAt: Date;
}

/** A job's place in line, and what an estimate of its time needs (prisma/eta.ts). */
export interface Place {
  /** Counted from 1; 0 once a worker has the job. */
  position: number;
  /** Row-steps before the job, and its own that are left. */
  ahead: number;
  own: number;
  rows: number;
  steps: number;
  model: string;
}

/** One painted picture as it is stored. */
export interface StoredImage {
  slot: number;
  seed: number;
  width: number;
  height: number;
  png: Uint8Array;
  pixelSha256: string;
  /** A1111's text about it. */
  parameters: string;
  /** By the model's safety checker; null where it has none. */
  isFlagged: boolean | null;
}

/** A ready job whose answer this bot has undertaken to deliver. */
export type DueJob = Prisma.JobGetPayload<{ include: { images: true } }>;

/**
 * While one bot delivers, another leaves the job alone for this long: more than the longest single send, less than
 * the time within which a person should hear after a crash.
 */
const DELIVERY_CLAIM = '10 seconds';

/** The bot's side of the job table; the worker's is inference/queue.ts. Every time here is the database's. */
export class Jobs {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Stores all jobs of an interaction, or none: `refuse` sees what the person has used, in the same transaction and
   * behind a lock of that person's own, so that of two clicks at once only one gets the last free place. Returns the
   * refusal, or whether the jobs are new: a resumed gateway delivers an interaction twice.
   */
  accept(
    member: Member,
    jobs: readonly NewJob[],
    refuse: (usage: Usage) => Refusal | null,
  ): Promise<Refusal | 'stored' | 'repeated'> {
    return this.#database.$transaction(async (transaction) => {
      await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${member.userId}, 0))`;
      const [first] = jobs;
      const known =
        first &&
        (await transaction.job.findFirst({ where: { interactionId: first.interactionId }, select: { id: true } }));
      if (known) return 'repeated';
      const refusal = refuse(await usageOf(transaction, member));
      if (refusal) return refusal;
      // The same person's other clicks wait at the lock; another bot may still have been a moment faster.
      const data = jobs.map(({ initialImage: _, ...job }) => ({ ...job, asked: job.asked ?? Prisma.DbNull }));
      const { count } = await transaction.job.createMany({ data, skipDuplicates: true });
      if (count === 0) return 'repeated';
      const pictures = jobs.flatMap(({ id: jobId, initialImage }) =>
        initialImage === null ? [] : [{ jobId, png: Uint8Array.from(initialImage) }],
      );
      if (pictures.length > 0) await transaction.initialImage.createMany({ data: pictures });
      return 'stored';
    });
  }

  /** What a member has used and is waiting for. */
  usage(member: Member): Promise<Usage> {
    return usageOf(this.#database, member);
  }

  /**
   * Where a job stands, and the work before it; null for one that is painted or gone. Jobs that are painted at the same
   * time share the device, so until the shorter one is done as much of the longer one is done as well.
   */
  async place(id: string): Promise<Place | null> {
    const [row] = await this.#database.$queryRaw<Place[]>`
      WITH unfinished AS (
        SELECT *, (cost * (1 - step / (request->>'steps')::float8))::float8 AS left_over FROM job WHERE state IN ('accepted', 'painting'))
      SELECT (CASE WHEN mine.state = 'accepted' THEN 1 + count(other.id) FILTER (WHERE other.state = 'accepted') ELSE 0 END)::int AS position,
        coalesce(sum(CASE WHEN mine.state = 'painting' THEN least(other.left_over, mine.left_over) ELSE other.left_over END)
          FILTER (WHERE other.id IS NOT NULL), 0)::float8 AS ahead,
        mine.left_over AS own,
        ((mine.request->>'steps')::int - mine.step)::int AS steps,
        (mine.cost / (mine.request->>'steps')::float8)::float8 AS rows,
        mine.request->>'model' AS model
      FROM unfinished mine LEFT JOIN unfinished other ON other.id <> mine.id AND (other.state = 'painting' OR (
        mine.state = 'accepted' AND (other.priority, mine.created_at) > (mine.priority, other.created_at)))
      WHERE mine.id = ${id}::uuid
      GROUP BY mine.id, mine.state, mine.left_over, mine.request, mine.step, mine.cost`;
    return row ?? null;
  }

  /** What a job looks like so far, if anybody has looked before; asks for the next look. */
  async look(id: string): Promise<Uint8Array | null> {
    const job = await this.#database.job.findUnique({ where: { id }, select: { preview: true } });
    await this.#database.$executeRaw`SELECT pg_notify(${PREVIEW_CHANNEL}, ${id})`;
    return job?.preview ?? null;
  }

  async acknowledged(id: string, messageId: string | null): Promise<void> {
    await this.#database.$executeRaw`
      UPDATE job SET acknowledged_at = coalesce(acknowledged_at, now()), message_id = coalesce(message_id, ${messageId})
      WHERE id = ${id}::uuid`;
  }

  /** Our acknowledgement never reached Discord: the person was told that we did not respond. */
  async abandon(id: string): Promise<void> {
    await this.#database.$executeRaw`
      UPDATE job SET state = 'abandoned', interaction_token = NULL, finished_at = now()
      WHERE id = ${id}::uuid AND state IN ('accepted', 'painting', 'ready')`;
  }

  async find(id: string): Promise<KnownJob | null> {
    const job = await this.#database.job.findUnique({ where: { id }, select: KNOWN_JOB });
    return job && knownJob(job);
  }

  /** One stored original, or null when it was never painted or is gone. */
  async image(jobId: string, slot: number): Promise<StoredImage | null> {
    const [image] = await this.images(jobId, slot);
    return image ?? null;
  }

  /** The stored originals of a job by their slots; none when it was never painted or they are gone. */
  async images(jobId: string, slot?: number): Promise<StoredImage[]> {
    const where = slot === undefined ? { jobId } : { jobId, slot };
    const images = await this.#database.image.findMany({ where, orderBy: { slot: 'asc' } });
    return images.map((image) => ({ ...image, seed: Number(image.seed) }));
  }

  /** What a job of image to image started from, or null. */
  async initialImage(jobId: string): Promise<Uint8Array | null> {
    const initial = await this.#database.initialImage.findUnique({ where: { jobId }, select: { png: true } });
    return initial?.png ?? null;
  }

  /** Deletes the pictures; what painted them stays, so that they can be painted again. Returns how many there were. */
  async deleteImages(jobId: string): Promise<number> {
    const { count } = await this.#database.image.deleteMany({ where: { jobId } });
    return count;
  }

  /**
   * Ends a job that nobody has finished yet with the apology `cancelled`, charging the share of the steps that were
   * made; false when it was too late. The notification of the new state makes its worker stop at the next step.
   */
  async cancel(id: string): Promise<boolean> {
    const cancelled: Apology = 'cancelled';
    const rows = await this.#database.$executeRaw`
      UPDATE job SET state = 'ready', ready_at = now(), apology = ${cancelled},
        images_charged = CASE WHEN state = 'painting'
          THEN floor((request->>'count')::int * step / (request->>'steps')::float8)::int ELSE 0 END,
        gpu_ms = CASE WHEN state = 'painting' THEN (extract(epoch FROM now() - started_at) * 1000)::int ELSE 0 END
      WHERE id = ${id}::uuid AND state IN ('accepted', 'painting')`;
    return rows === 1;
  }

  /** Takes one ready job for delivery so that no other bot sends it meanwhile, or null when there is none to take. */
  async claimDelivery(id: string): Promise<DueJob | null> {
    const taken = await this.#database.$executeRaw`
      UPDATE job SET delivery_attempt = delivery_attempt + 1, deliver_after = now() + ${DELIVERY_CLAIM}::interval
      WHERE id = ${id}::uuid AND state = 'ready' AND acknowledged_at IS NOT NULL
        AND (deliver_after IS NULL OR deliver_after <= now())`;
    if (taken === 0) return null;
    return this.#database.job.findUniqueOrThrow({ where: { id }, include: { images: { orderBy: { slot: 'asc' } } } });
  }

  /** Ready jobs that nobody is delivering: after a restart, a failed send or a lost notification. */
  async due(): Promise<string[]> {
    const rows = await this.#database.$queryRaw<{ id: string }[]>`
      SELECT id FROM job WHERE state = 'ready' AND acknowledged_at IS NOT NULL
        AND (deliver_after IS NULL OR deliver_after <= now())
      ORDER BY ready_at LIMIT 50`;
    return rows.map(({ id }) => id);
  }

  /** Writes down what was tried to send an answer, and how it ended. */
  async recordDelivery(id: string, rung: string, code: string | number | null): Promise<void> {
    const entry = JSON.stringify([{ rung, code, at: new Date().toISOString() }]);
    await this.#database.$executeRaw`UPDATE job SET deliveries = deliveries || ${entry}::jsonb WHERE id = ${id}::uuid`;
  }

  async deliverLater(id: string, delayMs: number): Promise<void> {
    await this.#database.$executeRaw`
      UPDATE job SET deliver_after = now() + ${`${delayMs} milliseconds`}::interval WHERE id = ${id}::uuid AND state = 'ready'`;
  }

  async finish(id: string, state: 'answered' | 'undeliverable', messageId: string | null): Promise<void> {
    await this.#database.$executeRaw`
      UPDATE job SET state = ${state}, message_id = coalesce(${messageId}, message_id), interaction_token = NULL, finished_at = now()
      WHERE id = ${id}::uuid AND state = 'ready'`;
  }

  /** Stores an apology for every job that nobody can or may paint any more. */
  async apologiseForHopeless(): Promise<void> {
    const tooMany: Apology = 'too_many_attempts';
    const tooOld: Apology = 'too_old';
    await this.#database.$executeRaw`
      UPDATE job SET state = 'ready', ready_at = now(), apology = CASE WHEN attempt >= ${ATTEMPTS_MAX} THEN ${tooMany} ELSE ${tooOld} END
      WHERE (state = 'accepted' OR (state = 'painting' AND lease_until < now()))
        AND (attempt >= ${ATTEMPTS_MAX} OR expires_at <= now())`;
  }

  /** Jobs whose acknowledgement is unknown although it should long be: Discord has to be asked. */
  async unacknowledged(): Promise<{ id: string; applicationId: string; interactionToken: string }[]> {
    return this.#database.$queryRaw`
      SELECT id, application_id AS "applicationId", interaction_token AS "interactionToken" FROM job
      WHERE acknowledged_at IS NULL AND state IN ('accepted', 'painting', 'ready') AND created_at < now() - interval '4 seconds'
      ORDER BY created_at LIMIT 20`;
  }
}
