import type { Database } from '../prisma/database.ts';
import { PROGRESS_CHANNEL, type ProgressNotification } from '../prisma/notifications.ts';
import { PROGRESS_EVERY_MS } from './limits.ts';
import { type Log, loggable } from './log.ts';

/** Called after each step of a job. */
export type OnStep = (step: number, steps: number) => void;

/**
 * How far each job is, for whoever listens: for a job, the function to call after its steps. It tells of a step a few
 * times a second and always of the last; steps of a small model take 20 ms. One that is lost does no harm.
 */
export const progressReporter =
  (database: Database, log: Log) =>
  (id: string): OnStep => {
    let toldAtMs = Number.NEGATIVE_INFINITY;
    return (step, steps) => {
      const nowMs = performance.now();
      if (step < steps && nowMs - toldAtMs < PROGRESS_EVERY_MS) return;
      toldAtMs = nowMs;
      const progress: ProgressNotification = { id, step, steps };
      database.$executeRaw`SELECT pg_notify(${PROGRESS_CHANNEL}, ${JSON.stringify(progress)})`.catch((error: unknown) =>
        log.warn({ job: id, ...loggable(error) }, 'progress was not reported'),
      );
    };
  };
