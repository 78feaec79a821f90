import { setTimeout as delay } from 'node:timers/promises';
import { DiscordAPIError, SnowflakeUtil } from 'discord.js';
import PQueue from 'p-queue';
import { imageRequest } from '../prisma/image-request.ts';
import { APOLOGIES, type Apology, provenance } from '../prisma/outcome.ts';
import type { Catalogue } from './catalogue.ts';
import type { Discord, Reply } from './discord.ts';
import { composeGrid } from './grid.ts';
import { askedOptions } from './imagine-options.ts';
import type { DueJob, Jobs } from './jobs.ts';
import { TOKEN_LIVES_MS } from './limits.ts';
import { type Log, loggable } from './log.ts';
import type { Progress } from './progress.ts';
import { apologyReply, resultReply } from './reply.ts';
import { isTrainedSize } from './size.ts';
import { textsFor } from './texts/texts.ts';

/** Grids composed and uploaded at once; more would only queue for the same two cores and the same rate limits. */
const DELIVERIES_AT_ONCE = 4;
const RETRY_FIRST_MS = 500;
const RETRY_MAX_MS = 30_000;

/** Discord's codes for a reply that cannot be edited any more: message, webhook or interaction unknown, token expired. */
const ORIGINAL_IS_GONE = new Set<number | string>([10_008, 10_015, 10_062, 50_027]);
/** And for a place where we may not write: no such channel, no access, no permission, direct messages closed. */
const NOBODY_THERE = new Set<number | string>([10_003, 10_013, 50_001, 50_007, 50_013, 50_083, 160_005]);

export interface DeliveryOptions {
  jobs: Jobs;
  discord: Discord;
  progress: Progress;
  catalogue: Catalogue;
  log: Log;
}

/**
 * Stored outcomes → exactly one visible answer for each job.
 *
 * While the interaction token lives the original reply is edited, which may be repeated at any time: the attachment
 * list is exact, so a second edit changes nothing. Posting was tried in its place; a post that is applied but not
 * confirmed appears twice (6 duplicates in 201 kills against 0 with edits). After the token's end one message with the
 * job's own nonce is posted to the channel, then to the person; when Discord says that nobody is there, the job
 * becomes undeliverable. A job is claimed for some seconds before it is sent, so a second bot does not send it too.
 */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #queue = new PQueue({ concurrency: DELIVERIES_AT_ONCE });

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** Looks at one job that may have become ready; does nothing when it has not, or is being delivered. */
  nudge(jobId: string): void {
    void this.#queue.add(() => this.#deliver(jobId));
  }

  /** Looks for jobs that no notification announced. */
  async sweep(): Promise<void> {
    for (const id of await this.#options.jobs.due()) this.nudge(id);
  }

  /** Resolves when everything that was begun is sent. */
  async close(): Promise<void> {
    this.#queue.clear();
    await this.#queue.onIdle();
  }

  async #deliver(jobId: string): Promise<void> {
    const { jobs, progress, log } = this.#options;
    try {
      const job = await jobs.claimDelivery(jobId);
      if (!job) return;
      await progress.unwatch(jobId);
      await this.#send(job);
    } catch (error) {
      // The claim runs out by itself and the next sweep tries again.
      log.warn({ job: jobId, ...loggable(error) }, 'a delivery failed');
    }
  }

  async #send(job: DueJob): Promise<void> {
    const { jobs, log } = this.#options;
    const reply = await this.#compose(job);
    try {
      const messageId = (await this.#editOriginal(job, reply)) ?? (await this.#postInstead(job, reply));
      await jobs.finish(job.id, messageId === null ? 'undeliverable' : 'answered', messageId);
      log.info({ job: job.id, apology: job.apology, answered: messageId !== null }, 'job answered');
    } catch (error) {
      const retryMs = Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** job.deliveryAttempt);
      log.warn({ job: job.id, retryMs, ...loggable(error) }, 'discord did not take an answer');
      await jobs.deliverLater(job.id, retryMs);
      void delay(retryMs, undefined, { ref: false }).then(() => this.nudge(job.id));
    }
  }

  /** The id of the edited message, or null when the token is past its life. */
  async #editOriginal(job: DueJob, reply: Reply): Promise<string | null> {
    const ageMs = Date.now() - SnowflakeUtil.timestampFrom(job.interactionId);
    if (job.interactionToken === null || ageMs > TOKEN_LIVES_MS) return null;
    try {
      return await this.#options.discord.editOriginal(job.applicationId, job.interactionToken, reply);
    } catch (error) {
      if (error instanceof DiscordAPIError && ORIGINAL_IS_GONE.has(error.code)) return null;
      throw error;
    }
  }

  /** A message in the channel, else to the person directly; null when neither can be reached. */
  async #postInstead(job: DueJob, reply: Reply): Promise<string | null> {
    const { discord } = this.#options;
    const nonce = job.id.replaceAll('-', '').slice(0, 25); // Discord's longest nonce
    const places = [async () => job.channelId, () => discord.openDirectMessages(job.userId)];
    for (const place of places) {
      try {
        return await discord.createMessage(await place(), nonce, reply);
      } catch (error) {
        if (!(error instanceof DiscordAPIError && NOBODY_THERE.has(error.code))) throw error;
      }
    }
    return null;
  }

  async #compose(job: DueJob): Promise<Reply> {
    const texts = textsFor(job.locale);
    if (job.apology !== null) return apologyReply(knownApology(job.apology), job.id, texts);
    const request = imageRequest.parse(job.request);
    const card = this.#options.catalogue.find(request.model);
    const painted = {
      id: job.id,
      userId: job.userId,
      request,
      provenance: provenance.parse(job.provenance),
      seeds: job.images.map(({ seed }) => Number(seed)),
      isTrainedSize: !card || isTrainedSize(request, card),
      promptNotices: job.asked === null ? [] : askedOptions.parse(job.asked).notices,
    };
    return resultReply(painted, await composeGrid(job.images.map(({ png }) => png)), texts);
  }
}

/** A newer worker may know an apology that this bot does not. */
const knownApology = (code: string): Apology => APOLOGIES.find((apology) => apology === code) ?? 'painting_failed';
