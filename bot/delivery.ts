import { setTimeout as delay } from 'node:timers/promises';
import { DiscordAPIError } from 'discord.js';
import PQueue from 'p-queue';
import { composeAnswer } from './answer.ts';
import type { Catalogue } from './catalogue.ts';
import type { Discord, Reply } from './discord.ts';
import type { DueJob, Jobs } from './jobs.ts';
import { type Log, loggable } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Progress } from './progress.ts';
import { type Rung, rungsFor, verdictOn } from './rung.ts';

/** Grids composed and uploaded at once; more would only queue for the same two cores and the same rate limits. */
const DELIVERIES_AT_ONCE = 4;
const RETRY_FIRST_MS = 500;
const RETRY_MAX_MS = 30_000;

export interface DeliveryOptions {
  jobs: Jobs;
  discord: Discord;
  progress: Progress;
  catalogue: Catalogue;
  metrics: Metrics;
  log: Log;
}

/**
 * Stored outcomes → exactly one visible answer for each job.
 *
 * The ways to send one are rungs of a ladder (rung.ts), tried in order; each try is written down. A job is claimed for
 * some seconds before it is sent, so a second bot does not send it too.
 */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #queue = new PQueue({ concurrency: DELIVERIES_AT_ONCE });

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** Looks at one job that may have become ready; does nothing when it has not, or is being delivered. */
  nudge(jobId: string): void {
    void this.deliver(jobId);
  }

  /** The same, resolving when it was sent, or could not be for now. */
  async deliver(jobId: string): Promise<void> {
    await this.#queue.add(() => this.#deliver(jobId));
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
    const { jobs, metrics, log } = this.#options;
    if (job.isForDashboard) return jobs.finish(job.id, 'answered', null); // whoever asked looks at it there
    const reply = await composeAnswer(job, this.#options);
    try {
      const messageId = await this.#climb(job, reply);
      await jobs.finish(job.id, messageId === null ? 'undeliverable' : 'answered', messageId);
      metrics.answered(job);
      log.info({ job: job.id, apology: job.apology, answered: messageId !== null }, 'job answered');
    } catch (error) {
      const retryMs = Math.min(RETRY_MAX_MS, RETRY_FIRST_MS * 2 ** job.deliveryAttempt);
      log.warn({ job: job.id, retryMs, ...loggable(error) }, 'discord did not take an answer');
      await jobs.deliverLater(job.id, retryMs);
      void delay(retryMs, undefined, { ref: false }).then(() => this.nudge(job.id));
    }
  }

  /** The message that shows the answer, from the first rung that Discord accepts; null when there is nobody to tell. */
  async #climb(job: DueJob, reply: Reply): Promise<string | null> {
    for (const rung of rungsFor(job, this.#options.discord, Date.now())) {
      const result = await this.#try(job, rung, reply);
      if (result !== 'next') return result;
    }
    return null;
  }

  async #try(job: DueJob, rung: Rung, reply: Reply): Promise<string | null | 'next'> {
    const { jobs, metrics } = this.#options;
    try {
      const messageId = await rung.send(reply);
      metrics.tried(rung.name, 'sent');
      await jobs.recordDelivery(job.id, rung.name, null);
      return messageId;
    } catch (error) {
      if (!(error instanceof DiscordAPIError)) throw error;
      metrics.tried(rung.name, 'refused');
      const verdict = verdictOn(error.code);
      if (verdict === 'unknown') throw error;
      await jobs.recordDelivery(job.id, rung.name, error.code);
      if (verdict === 'deleted') return null; // whoever took the message away does not want another one
      if (verdict === 'words' && reply.withoutPrompt) return this.#try(job, rung, reply.withoutPrompt);
      return 'next';
    }
  }
}
