import type { ProgressNotification } from '../prisma/notifications.ts';
import type { Discord } from './discord.ts';
import type { Jobs } from './jobs.ts';
import { PROGRESS_EDIT_EVERY_MS, PROGRESS_EDIT_FIRST_MS } from './limits.ts';
import { type Log, loggable } from './log.ts';
import type { Renderer } from './renderer.ts';
import { progressReply } from './reply.ts';
import type { Texts } from './texts/texts.ts';

/** A job whose person is watching "thinking…". */
export interface WatchedJob {
  id: string;
  applicationId: string;
  interactionToken: string;
  texts: Texts;
  renderer: Renderer;
}

interface Watch {
  job: WatchedJob;
  since: number;
  step: { step: number; steps: number } | null;
  shown: string;
  timer: NodeJS.Timeout | null;
  sending: Promise<void>;
}

/**
 * Queue position and steps → few, well-timed edits of the waiting message.
 *
 * The first edit comes after a second, so a quick picture gets none; the next ones 3 s apart and then ever rarer (a
 * quarter of the time waited), which makes about twenty in the life of a token; and only when the sentence changed.
 * Steps are shown in quarters. Missing an edit loses nothing, so failures are logged and forgotten.
 */
export class Progress {
  readonly #discord: Discord;
  readonly #jobs: Jobs;
  readonly #log: Log;
  readonly #watches = new Map<string, Watch>();

  constructor(discord: Discord, jobs: Jobs, log: Log) {
    this.#discord = discord;
    this.#jobs = jobs;
    this.#log = log;
  }

  watch(job: WatchedJob): void {
    const watch: Watch = { job, since: Date.now(), step: null, shown: '', timer: null, sending: Promise.resolve() };
    this.#watches.set(job.id, watch);
    this.#schedule(watch, PROGRESS_EDIT_FIRST_MS);
  }

  stepped({ id, step, steps }: ProgressNotification): void {
    const watch = this.#watches.get(id);
    if (watch) watch.step = { step, steps };
  }

  /** No edit of this job is under way or comes after this resolves: the final answer must not be overwritten. */
  async unwatch(id: string): Promise<void> {
    const watch = this.#watches.get(id);
    if (!watch) return;
    this.#watches.delete(id);
    if (watch.timer) clearTimeout(watch.timer);
    await watch.sending;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#watches.keys()].map((id) => this.unwatch(id)));
  }

  #schedule(watch: Watch, delayMs: number): void {
    watch.timer = setTimeout(() => {
      watch.sending = this.#show(watch)
        .catch((error: unknown) => this.#log.warn({ job: watch.job.id, ...loggable(error) }, 'progress was not shown'))
        .then(() => {
          const waitedMs = Date.now() - watch.since;
          if (this.#watches.has(watch.job.id)) this.#schedule(watch, Math.max(PROGRESS_EDIT_EVERY_MS, waitedMs / 4));
        });
    }, delayMs);
  }

  async #show(watch: Watch): Promise<void> {
    const { job } = watch;
    const sentence = await this.#sentence(watch);
    if (sentence === watch.shown || !this.#watches.has(job.id)) return;
    await this.#discord.editOriginal(
      job.applicationId,
      job.interactionToken,
      progressReply(sentence, job.id, job.texts, job.renderer),
    );
    watch.shown = sentence;
  }

  async #sentence({ job, step }: Watch): Promise<string> {
    const { words } = job.texts;
    if (step) {
      const quarter = Math.floor((step.step * 4) / step.steps);
      return words.painting({ step: Math.round((quarter * step.steps) / 4), steps: step.steps });
    }
    return words.queued({ position: await this.#jobs.position(job.id) });
  }
}
