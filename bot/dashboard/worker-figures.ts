import type { Database } from '../../prisma/database.ts';
import { type ModelSpeed, msPerRowStep, workerSpeed } from '../../prisma/worker-speed.ts';

/** An inference process with one of its models, as it measured itself, and what it painted lately. */
export interface WorkerFigures {
  workerId: string;
  device: string;
  isAlive: boolean;
  heartbeatAt: Date;
  model: string;
  /** Milliseconds of one row's step in a full call, and the rows of one; null before the first measurement. */
  rowStepMs: number | null;
  rowsBest: number | null;
  /** Of its painted jobs: UNet milliseconds of one step, and rows of the fullest call; null without jobs. */
  stepMs: number | null;
  rows: number | null;
  /** `rows` of `rowsBest`: how full the calls were that people shared; above 1 where an older measurement allowed more. */
  batchFill: number | null;
}

const WORKERS_MAX = 100;
/** A worker beats every 5 s; one that missed three beats is taken for dead (catalogue.ts). */
const ALIVE_MS = 15_000;

/** Jobs of a worker with a model, as means. */
interface WorkDone {
  workerId: string;
  model: string;
  stepMs: number;
  rows: number;
}

/**
 * Every worker that beat between two moments, with each model that it measured or painted with. Workers serve all
 * servers, so this is of all; how full a call was is known from the jobs that took part in it (outcome.ts).
 */
export async function workerFigures(database: Database, since: Date, now: Date): Promise<WorkerFigures[]> {
  const [workers, done] = await Promise.all([
    database.worker.findMany({
      where: { heartbeatAt: { gte: since } },
      orderBy: { heartbeatAt: 'desc' },
      take: WORKERS_MAX,
    }),
    workDone(database, since, now),
  ]);
  return workers.flatMap(({ id: workerId, device, heartbeatAt, speed }) => {
    const isAlive = now.getTime() - heartbeatAt.getTime() < ALIVE_MS;
    const own = done.filter((each) => each.workerId === workerId);
    const speeds = workerSpeed.parse(speed);
    const models = [...new Set([...Object.keys(speeds), ...own.map(({ model }) => model)])].sort();
    return models.map((model) => {
      const work = own.find((each) => each.model === model);
      return { workerId, device, isAlive, heartbeatAt, model, ...paceOf(speeds[model], work) };
    });
  });
}

const workDone = (database: Database, since: Date, now: Date): Promise<WorkDone[]> =>
  database.$queryRaw`
    SELECT worker_id AS "workerId", request->>'model' AS model,
      avg((provenance->>'unetMs')::float8 / (request->>'steps')::int) AS "stepMs",
      avg((provenance->>'rowsMax')::int)::float8 AS rows
    FROM job WHERE ready_at >= ${since} AND ready_at <= ${now} AND apology IS NULL AND provenance IS NOT NULL
    GROUP BY worker_id, request->>'model'`;

function paceOf(
  speed: ModelSpeed | undefined,
  work: WorkDone | undefined,
): Pick<WorkerFigures, 'rowStepMs' | 'rowsBest' | 'stepMs' | 'rows' | 'batchFill'> {
  const rowsBest = speed?.rowsBest ?? null;
  const rows = work?.rows ?? null;
  return {
    rowStepMs: speed === undefined ? null : msPerRowStep(speed),
    rowsBest,
    stepMs: work?.stepMs ?? null,
    rows,
    batchFill: rows === null || rowsBest === null ? null : rows / rowsBest,
  };
}
