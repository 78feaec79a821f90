import { estimate } from '../prisma/eta.ts';
import type { ProgressNotification } from '../prisma/notifications.ts';
import type { Catalogue } from './catalogue.ts';
import type { Discord } from './discord.ts';
import type { Jobs } from './jobs.ts';
import { PROGRESS_EDIT_EVERY_MS, PROGRESS_EDIT_FIRST_MS } from './limits.ts';
import { type Log, loggable } from './log.ts';
import type { Renderer } from './renderer.ts';
import { progressReply } from './reply.ts';
import type { Texts } from './texts/texts.ts';

/** An estimate that turns out to be off by more than this is told anew. */
const ESTIMATE_OFF_MS = 10_000;

/** A job whose person is watching "thinking…". */
export interface WatchedJob {
  id: string;
  applicationId: string;
  interactionToken: string;
  texts: Texts;
  renderer: Renderer;
  /** Whether the waiting message shows what is being painted. */
  showsPreviews: boolean;
}

/** What there is to tell about a waiting job. */
interface News {
  /** An edit is worth its while when this has changed. */
  what: string;
  /** In line; 0 while it is painted. */
  position: number;
  step: number;
  steps: number;
  /** When it is expected to begin, or to be ready once it is painted; 0 while nobody can tell. */
  atMs: number;
}

interface Watch {
  job: WatchedJob;
  since: number;
  step: { step: number; steps: number } | null;
  /** What was shown last. */
  shown: News | null;
  timer: NodeJS.Timeout | null;
  sending: Promise<void>;
}

/**
 * Queue position and steps → few, well-timed edits of the waiting message.
 *
 * The first edit comes after a second, so a quick picture gets none; the next ones 3 s apart and then ever rarer (a
 * quarter of the time waited), which makes about twenty in the life of a token; and only when the place or the quarter
 * of the steps changed, or the estimate is off by more than ten seconds. Each interaction's token has a rate limit of
 * its own, about five edits in five seconds, so these can never run into it. Missing an edit loses nothing, so failures
 * are logged and forgotten.
 */
export class Progress {
  readonly #discord: Discord;
  readonly #jobs: Jobs;
  readonly #catalogue: Catalogue;
  readonly #log: Log;
  readonly #watches = new Map<string, Watch>();

  constructor(discord: Discord, jobs: Jobs, catalogue: Catalogue, log: Log) {
    this.#discord = discord;
    this.#jobs = jobs;
    this.#catalogue = catalogue;
    this.#log = log;
  }

  watch(job: WatchedJob): void {
    const watch: Watch = { job, since: Date.now(), step: null, shown: null, timer: null, sending: Promise.resolve() };
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
    const { job, shown } = watch;
    const news = await this.#news(watch);
    if (news === null || !this.#watches.has(job.id)) return;
    const isSame = news.what === shown?.what && Math.abs(news.atMs - shown.atMs) < ESTIMATE_OFF_MS;
    if (isSame) return;
    const preview = job.showsPreviews && news.position === 0 ? await this.#jobs.look(job.id) : null;
    const reply = progressReply(sentenceOf(news, job.texts), job.id, job.texts, job.renderer, preview);
    await this.#discord.editOriginal(job.applicationId, job.interactionToken, reply);
    watch.shown = news;
  }

  /** How far the job is, and when it is expected to go on or to be done. */
  async #news({ job, step }: Watch): Promise<News | null> {
    const place = await this.#jobs.place(job.id);
    if (place === null) return null;
    const { position, steps: left } = place;
    const estimated = estimate(place, this.#catalogue.speedsOf(place.model));
    const inMs = position > 0 ? estimated?.startsInMs : estimated?.endsInMs;
    const atMs = inMs === undefined ? 0 : Date.now() + inMs;
    if (position > 0) return { what: `queued ${position}`, position, step: 0, steps: left, atMs };
    const known = step ?? { step: 0, steps: left };
    const quarter = Math.floor((known.step * 4) / known.steps);
    const shownStep = Math.round((quarter * known.steps) / 4);
    return { what: `step ${shownStep}`, position: 0, step: shownStep, steps: known.steps, atMs };
  }
}

/** In seconds, as Discord's `<t:…:R>` wants it: the app itself counts it down, so no edit is needed for that. */
function sentenceOf({ position, step, steps, atMs }: News, { words }: Texts): string {
  const what = position > 0 ? words.queued({ position }) : words.painting({ step, steps });
  if (atMs === 0) return what;
  const at = Math.ceil(atMs / 1000);
  return `${what} · ${position > 0 ? words.startsAt({ at }) : words.readyAt({ at })}`;
}
