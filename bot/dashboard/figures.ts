import type { Database } from '../../prisma/database.ts';
import { inScope } from './in-scope.ts';
import { type WorkerFigures, workerFigures } from './worker-figures.ts';

/** What one hour saw: a bar and a point of a plot. */
export interface HourFigures {
  /** When the hour began, UTC. */
  at: Date;
  /** Pictures whose jobs became ready in it. */
  images: number;
  wait: Waits;
}

/** From acceptance until a worker began, of the jobs that became ready; null where there were none. */
export interface Waits {
  p50Seconds: number | null;
  p95Seconds: number | null;
}

/** How Easel is doing in a scope. */
export interface Overview {
  /** 24 whole hours, the oldest first; the last is the present one. */
  hours: HourFigures[];
  /** Of all those hours together. */
  images: number;
  wait: Waits;
  /** At most ten of the last seven days, the most first. */
  gpuSecondsByPerson: { userId: string; gpuSeconds: number }[];
  /** Jobs of those hours that ended with an apology, by its code, the most frequent first. */
  failures: { apology: string; jobs: number }[];
  /** Unfinished jobs by their state. */
  queue: { accepted: number; painting: number; ready: number };
  /** The workers serve every scope; what they made is that of all. */
  workers: WorkerFigures[];
}

const HOUR_MS = 3_600_000;
const HOURS = 24;
const WEEK_MS = 7 * 24 * HOUR_MS;
const PEOPLE_MAX = 10;

type HourRow = { at: Date | null; images: number } & Waits;

/**
 * Numbers for the overview page, read when they are asked for. Every window is one of `ready_at`, when a job got its
 * outcome: a single index serves them all, and a job counts once, in the hour that finished it.
 */
export class Figures {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The figures of a server, or of everything for null. */
  async overview(guildId: string | null, now = new Date()): Promise<Overview> {
    const since = new Date((Math.floor(now.getTime() / HOUR_MS) - HOURS + 1) * HOUR_MS);
    const [rows, gpuSecondsByPerson, failures, queue, workers] = await Promise.all([
      this.#hours(guildId, since, now),
      this.#gpuSecondsByPerson(guildId, new Date(now.getTime() - WEEK_MS), now),
      this.#failures(guildId, since, now),
      this.#queue(guildId),
      workerFigures(this.#database, since, now),
    ]);
    const byHour = new Map(rows.map((row) => [row.at?.getTime(), row]));
    const hours = Array.from({ length: HOURS }, (_, hour) => {
      const at = new Date(since.getTime() + hour * HOUR_MS);
      return { at, ...hourOf(byHour.get(at.getTime())) };
    });
    return { hours, ...hourOf(byHour.get(undefined)), gpuSecondsByPerson, failures, queue, workers };
  }

  /** A row for each hour that had jobs, and one without `at` for all of them: the window is read once. */
  #hours(guildId: string | null, since: Date, now: Date): Promise<HourRow[]> {
    return this.#database.$queryRaw`
      SELECT date_trunc('hour', ready_at, 'UTC') AS at,
        (coalesce(sum(images_charged) FILTER (WHERE apology IS NULL), 0))::int AS images,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM started_at - created_at)::float8) AS "p50Seconds",
        percentile_cont(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM started_at - created_at)::float8) AS "p95Seconds"
      FROM job WHERE ready_at >= ${since} AND ready_at <= ${now} AND ${inScope(guildId)}
      GROUP BY GROUPING SETS ((date_trunc('hour', ready_at, 'UTC')), ())`;
  }

  #gpuSecondsByPerson(guildId: string | null, since: Date, now: Date): Promise<Overview['gpuSecondsByPerson']> {
    return this.#database.$queryRaw`
      SELECT user_id AS "userId", sum(gpu_ms)::float8 / 1000 AS "gpuSeconds"
      FROM job WHERE ready_at >= ${since} AND ready_at <= ${now} AND gpu_ms > 0 AND ${inScope(guildId)}
      GROUP BY user_id ORDER BY sum(gpu_ms) DESC, user_id LIMIT ${PEOPLE_MAX}`;
  }

  #failures(guildId: string | null, since: Date, now: Date): Promise<Overview['failures']> {
    return this.#database.$queryRaw`
      SELECT apology, count(*)::int AS jobs
      FROM job WHERE ready_at >= ${since} AND ready_at <= ${now} AND apology IS NOT NULL AND ${inScope(guildId)}
      GROUP BY apology ORDER BY jobs DESC, apology`;
  }

  async #queue(guildId: string | null): Promise<Overview['queue']> {
    const rows = await this.#database.$queryRaw<{ state: string; jobs: number }[]>`
      SELECT state, count(*)::int AS jobs FROM job
      WHERE state IN ('accepted', 'painting', 'ready') AND ${inScope(guildId)} GROUP BY state`;
    return { accepted: 0, painting: 0, ready: 0, ...Object.fromEntries(rows.map(({ state, jobs }) => [state, jobs])) };
  }
}

/** An hour in which nothing happened has no row. */
function hourOf(row: HourRow | undefined): Omit<HourFigures, 'at'> {
  return {
    images: row?.images ?? 0,
    wait: { p50Seconds: row?.p50Seconds ?? null, p95Seconds: row?.p95Seconds ?? null },
  };
}
