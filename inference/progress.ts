import type { Database } from '../prisma/database.ts';
import { PROGRESS_CHANNEL, type ProgressNotification } from '../prisma/notifications.ts';
import { type Log, loggable } from './log.ts';

/** Called when a job has got further. */
export type OnStep = (step: number, steps: number) => void;

/** How far each job is, for whoever listens: for a job, the function that tells. What is lost does no harm. */
export const progressReporter =
  (database: Database, log: Log) =>
  (id: string): OnStep =>
  (step, steps) => {
    const progress: ProgressNotification = { id, step, steps };
    database.$executeRaw`SELECT pg_notify(${PROGRESS_CHANNEL}, ${JSON.stringify(progress)})`.catch((error: unknown) =>
      log.warn({ job: id, ...loggable(error) }, 'progress was not reported'),
    );
  };
