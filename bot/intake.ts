import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { costOf, type ImageRequest } from '../prisma/image-request.ts';
import type { JobAction } from '../prisma/job.ts';
import type { Jobs } from './jobs.ts';
import { ACCEPT_WITHIN_MS } from './limits.ts';
import type { Log } from './log.ts';
import type { Settings } from './settings.ts';
import type { Refusal } from './texts/texts.ts';

const LAST_MS = 100;
const MINUTE_MS = 60_000;

/** Who asked, where, and how to answer: what an interaction tells besides the request. */
export interface Asker {
  interactionId: string;
  applicationId: string;
  interactionToken: string;
  guildId: string | null;
  channelId: string;
  userId: string;
  locale: string;
}

export interface Lineage {
  action: JobAction;
  parentId: string | null;
  parentSlot: number | null;
}

/** `repeated`: the same interaction was accepted before, and whoever accepted it acknowledges it. */
export type Accepted = { ok: true; jobId: string } | { ok: false; refusal: Refusal } | { ok: 'repeated' };

/**
 * Writes a complete request down as a job, or says why not. Nothing is acknowledged to Discord before this returned,
 * so that "thinking…" always means that the request is safe.
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

  async accept(asker: Asker, request: ImageRequest, lineage: Lineage): Promise<Accepted> {
    // In two parts: after a stall of this process timers fire before answers that have long arrived are read.
    const late = delay(ACCEPT_WITHIN_MS - LAST_MS, undefined, { ref: false }).then(() =>
      delay(LAST_MS, 'late' as const),
    );
    const stored = this.#store(asker, request, lineage).catch((cause: unknown) => {
      this.#log.error({ interaction: asker.interactionId, cause: String(cause) }, 'a request could not be stored');
      return 'failed' as const;
    });
    const result = await Promise.race([stored, late]);
    if (typeof result !== 'string') return result;
    // The person is told now that nothing was added; a row that still arrives must not become a second answer.
    if (result === 'late') void stored.then((row) => this.#withdraw(row));
    return { ok: false, refusal: { code: 'busy' } };
  }

  async #withdraw(row: Accepted | 'failed'): Promise<void> {
    if (row === 'failed' || row.ok !== true) return;
    await this.#jobs.abandon(row.jobId).catch((cause: unknown) => {
      this.#log.error({ job: row.jobId, cause: String(cause) }, 'a late job could not be withdrawn');
    });
  }

  async #store(asker: Asker, request: ImageRequest, lineage: Lineage): Promise<Accepted> {
    const settings = this.#settings(asker.guildId);
    const { ofPerson, ofEverybody } = await this.#jobs.waiting(asker.userId);
    if (settings.everybody.waitingMax !== null && ofPerson >= settings.everybody.waitingMax) {
      const values = { waiting: ofPerson, max: settings.everybody.waitingMax };
      return { ok: false, refusal: { code: 'too_many_waiting', values } };
    }
    if (ofEverybody >= settings.waitingMax) {
      return { ok: false, refusal: { code: 'queue_full', values: { waiting: ofEverybody } } };
    }
    const jobId = randomUUID();
    const expiresAt = new Date(Date.now() + settings.expiresAfterMinutes * MINUTE_MS);
    const cost = costOf(request);
    const isNew = await this.#jobs.insert({ id: jobId, ...asker, ...lineage, request, cost, priority: 0, expiresAt });
    return isNew ? { ok: true, jobId } : { ok: 'repeated' };
  }
}
