import type { Database } from '../prisma/database.ts';
import { PROGRESS_CHANNEL, type ProgressNotification } from '../prisma/notifications.ts';
import { PROGRESS_EVERY_MS } from './limits.ts';
import { type Log, loggable } from './log.ts';

/** Tells whoever listens how far a job is, a few times a second and always at the end; a lost one does no harm. */
export class ProgressReporter {
  readonly #database: Database;
  readonly #log: Log;
  readonly #lastMs = new Map<string, number>();

  constructor(database: Database, log: Log) {
    this.#database = database;
    this.#log = log;
  }

  report(progress: ProgressNotification): void {
    const { id, step, steps } = progress;
    const now = performance.now();
    const isLast = step >= steps;
    if (!isLast && now - (this.#lastMs.get(id) ?? Number.NEGATIVE_INFINITY) < PROGRESS_EVERY_MS) return;
    if (isLast) this.#lastMs.delete(id);
    else this.#lastMs.set(id, now);
    this.#database.$executeRaw`SELECT pg_notify(${PROGRESS_CHANNEL}, ${JSON.stringify(progress)})`.catch(
      (error: unknown) => {
        this.#log.warn({ job: id, ...loggable(error) }, 'progress was not reported');
      },
    );
  }
}
