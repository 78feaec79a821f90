import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { costOf, type ImageRequest } from '../prisma/image-request.ts';
import type { JobAction } from '../prisma/job.ts';
import type { Asked } from './imagine-options.ts';
import type { Jobs, NewJob } from './jobs.ts';
import { ACCEPT_WITHIN_MS } from './limits.ts';
import type { Log } from './log.ts';
import { limitsOf, refusalFor } from './person-limits.ts';
import type { SafetyPolicy } from './safety.ts';
import type { Settings } from './settings.ts';
import type { Refusal } from './texts/texts.ts';

const LAST_MS = 100;
const MINUTE_MS = 60_000;

/** Who asked, where, and how to answer: what an interaction tells besides the request. */
export interface Asker {
  interactionId: string;
  applicationId: string;
  /** Null in the dashboard, which shows the answer itself. */
  interactionToken: string | null;
  guildId: string | null;
  channelId: string;
  userId: string;
  roleIds: readonly string[];
  /** They want their answers in direct messages, which makes them private as well. */
  isDirect: boolean;
  /** What happens to flagged pictures there. */
  safety: SafetyPolicy;
  locale: string;
}

export interface Lineage {
  action: JobAction;
  parentId: string | null;
  parentSlot: number | null;
}

/** One job to be: a complete request, what was typed for it, and who may see its answer. */
export interface Order {
  request: ImageRequest;
  asked: Asked | null;
  isPrivate: boolean;
  isSpoiler: boolean;
  /** What image to image starts from: a PNG of the request's size; null for none. */
  initialImage: Uint8Array | null;
}

/** `repeated`: the same interaction was accepted before, and whoever accepted it acknowledges it. */
export type Accepted = { ok: true; jobIds: string[] } | { ok: false; refusal: Refusal } | { ok: 'repeated' };

/**
 * Writes complete requests down as jobs, all or none, or says why not. Nothing is acknowledged to Discord before this
 * returned, so that "thinking…" always means that the request is safe.
 */
export class Intake {
  readonly #jobs: Jobs;
  readonly #settings: (guildId: string | null) => Settings;
  readonly #log: Log;

  constructor(jobs: Jobs, settings: (guildId: string | null) => Settings, log: Log) {
    this.#jobs = jobs;
    this.#settings = settings;
    this.#log = log;
  }

  async accept(asker: Asker, orders: readonly Order[], lineage: Lineage): Promise<Accepted> {
    // In two parts: after a stall of this process timers fire before answers that have long arrived are read.
    const late = delay(ACCEPT_WITHIN_MS - LAST_MS, undefined, { ref: false }).then(() =>
      delay(LAST_MS, 'late' as const),
    );
    const stored = this.#store(asker, orders, lineage).catch((cause: unknown) => {
      this.#log.error({ interaction: asker.interactionId, cause: String(cause) }, 'a request could not be stored');
      return 'failed' as const;
    });
    const result = await Promise.race([stored, late]);
    if (typeof result !== 'string') return result;
    // The person is told now that nothing was added; rows that still arrive must not become a second answer.
    if (result === 'late') void stored.then((accepted) => this.#withdraw(accepted));
    return { ok: false, refusal: { code: 'busy' } };
  }

  async #withdraw(accepted: Accepted | 'failed'): Promise<void> {
    if (accepted === 'failed' || accepted.ok !== true) return;
    for (const jobId of accepted.jobIds) {
      await this.#jobs.abandon(jobId).catch((cause: unknown) => {
        this.#log.error({ job: jobId, cause: String(cause) }, 'a late job could not be withdrawn');
      });
    }
  }

  async #store(asker: Asker, orders: readonly Order[], lineage: Lineage): Promise<Accepted> {
    const settings = this.#settings(asker.guildId);
    const { roleIds, ...who } = asker;
    const limits = limitsOf(settings, roleIds);
    const expiresAt = new Date(Date.now() + settings.expiresAfterMinutes * MINUTE_MS);
    const jobs = orders.map((order, part): NewJob => {
      const cost = costOf(order.request);
      const { renderer } = settings;
      const isForDashboard = asker.interactionToken === null;
      return {
        id: randomUUID(),
        part,
        renderer,
        ...who,
        ...lineage,
        ...order,
        isPrivate: order.isPrivate || asker.isDirect,
        cost,
        priority: limits.priority,
        isForDashboard,
        acknowledgedAt: isForDashboard ? new Date() : null,
        expiresAt,
      };
    });
    const demand = { jobs: orders.length, images: orders.reduce((sum, { request }) => sum + request.count, 0) };
    const result = await this.#jobs.accept(who, jobs, (usage) => refusalFor(usage, demand, limits, settings));
    if (result === 'repeated') return { ok: 'repeated' };
    return result === 'stored' ? { ok: true, jobIds: jobs.map(({ id }) => id) } : { ok: false, refusal: result };
  }
}
