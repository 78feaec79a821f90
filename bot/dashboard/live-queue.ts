import type { Database } from '../../prisma/database.ts';
import { type Estimate, estimate } from '../../prisma/eta.ts';
import { ATTEMPTS_MAX } from '../../prisma/job.ts';
import type { Audit } from '../audit.ts';
import type { Catalogue } from '../catalogue.ts';
import type { Jobs } from '../jobs.ts';
import { PROMPT_SHOWN_MAX } from '../limits.ts';
import { plainUserText } from '../user-text.ts';
import { inScope } from './in-scope.ts';

/** A job that nobody has finished yet, as an admin sees it. */
export interface QueuedJob {
  id: string;
  guildId: string | null;
  channelId: string;
  userId: string;
  action: string;
  /** Shortened; null where the job is private and somebody else's. */
  prompt: string | null;
  isPrivate: boolean;
  model: string;
  state: 'accepted' | 'painting';
  /** Among the waiting jobs of all servers, from 1; 0 once a worker has it. */
  position: number;
  /** Of the slowest image, as last stored. */
  step: number;
  steps: number;
  workerId: string | null;
  /** How often a worker has claimed it; `requeue` asks for it. */
  attempt: number;
  mayRequeue: boolean;
  /** When it was accepted, or a worker first began. */
  since: Date;
  /** From now; null while no living worker has measured the model. */
  estimate: Estimate | null;
}

/** The jobs of a scope that are not painted yet, in the order in which they are claimed. */
export interface LineOfJobs {
  /** Those in painting first; at most JOBS_SHOWN_MAX. */
  jobs: QueuedJob[];
  /** How many there are. */
  jobsInAll: number;
}

/** A job as an admin of a scope names it: a server's admins never reach a job of another one. */
export interface NamedJob {
  guildId: string | null;
  jobId: string;
  actorId: string;
}

/** Why a job was not given back: it is not in painting here, or not in that attempt; nobody would claim it again. */
export type Requeued = 'requeued' | 'not_painting' | 'last_attempt' | 'too_old';

export const JOBS_SHOWN_MAX = 200;

/** What an estimate needs beside what is shown. */
interface Row extends Omit<QueuedJob, 'estimate' | 'prompt'> {
  prompt: string;
  ahead: number;
  own: number;
  rows: number;
  jobsInAll: number;
}

export interface LiveQueueOptions {
  database: Database;
  jobs: Jobs;
  catalogue: Catalogue;
  audit: Audit;
}

/** The queue while it moves, and what an admin may do to a job in it. Both deeds are written down. */
export class LiveQueue {
  readonly #database: Database;
  readonly #jobs: Jobs;
  readonly #catalogue: Catalogue;
  readonly #audit: Audit;

  constructor({ database, jobs, catalogue, audit }: LiveQueueOptions) {
    this.#database = database;
    this.#jobs = jobs;
    this.#catalogue = catalogue;
    this.#audit = audit;
  }

  /** The line of a server, or of everything for null. `viewerId` alone sees the prompts of their own private jobs. */
  async line(guildId: string | null, viewerId: string): Promise<LineOfJobs> {
    const rows = await this.#rows(guildId);
    const jobs = rows.map(({ jobsInAll: _, ahead, own, rows: jobRows, ...job }) => ({
      ...job,
      prompt: job.isPrivate && job.userId !== viewerId ? null : plainUserText(job.prompt, PROMPT_SHOWN_MAX),
      estimate: estimate(
        { ahead, own, rows: jobRows, steps: job.steps - job.step },
        this.#catalogue.speedsOf(job.model),
      ),
    }));
    return { jobs, jobsInAll: rows[0]?.jobsInAll ?? 0 };
  }

  /** Ends a job with the apology `cancelled`; false when it was too late, or there is none of this id here. */
  async cancel({ guildId, jobId, actorId }: NamedJob): Promise<boolean> {
    const [job] = await this.#database.$queryRaw<{ guildId: string | null }[]>`
      SELECT guild_id AS "guildId" FROM job WHERE id = ${jobId}::uuid AND ${inScope(guildId)}`;
    if (job === undefined || !(await this.#jobs.cancel(jobId))) return false;
    await this.#audit.record({ guildId: job.guildId, actorId, action: 'job_cancelled', subject: jobId });
    return true;
  }

  /**
   * Takes a job from its worker and lets it wait again. The attempt stays counted: it is the fence, so whatever that
   * worker still writes changes nothing, even when the very same one claims the job anew. `attempt` is the one that the
   * admin saw: a second click, or one that comes late, must not stop the next attempt as well.
   */
  async requeue({ guildId, jobId, actorId, attempt }: NamedJob & { attempt: number }): Promise<Requeued> {
    const [job] = await this.#database.$queryRaw<{ guildId: string | null; workerId: string; isTooOld: boolean }[]>`
      SELECT guild_id AS "guildId", worker_id AS "workerId", expires_at <= now() AS "isTooOld" FROM job
      WHERE id = ${jobId}::uuid AND state = 'painting' AND attempt = ${attempt} AND ${inScope(guildId)}`;
    if (job === undefined) return 'not_painting';
    if (attempt >= ATTEMPTS_MAX) return 'last_attempt';
    if (job.isTooOld) return 'too_old';
    const taken = await this.#database.$executeRaw`
      UPDATE job SET state = 'accepted', worker_id = NULL, lease_until = NULL, step = 0, preview = NULL
      WHERE id = ${jobId}::uuid AND state = 'painting' AND attempt = ${attempt}`;
    if (taken === 0) return 'not_painting';
    const before = { workerId: job.workerId, attempt };
    await this.#audit.record({ guildId: job.guildId, actorId, action: 'job_requeued', subject: jobId, before });
    return 'requeued';
  }

  /**
   * In the order of the worker's claim (inference/queue.ts), but for what a worker alone knows: which models it has open,
   * and who has enough jobs with it for now. Narrow rows are put in line first and only what is shown is read whole. What
   * is ahead of a job that is painted is shared with it, as in jobs.ts.
   */
  #rows(guildId: string | null): Promise<Row[]> {
    return this.#database.$queryRaw`
      WITH person AS (SELECT user_id, count(*) AS jobs FROM job WHERE state = 'painting' GROUP BY user_id),
      unfinished AS (
        SELECT job.id, job.guild_id, job.state, job.priority, coalesce(person.jobs, 0) AS jobs, job.created_at,
          (CASE WHEN step = 0 THEN cost ELSE cost * (1 - step / (request->>'steps')::float8) END)::float8 AS own
        FROM job LEFT JOIN person USING (user_id) WHERE job.state IN ('accepted', 'painting')),
      line AS (
        SELECT id, guild_id, own, row_number() OVER claimed AS place,
          count(*) FILTER (WHERE state = 'painting') OVER () AS in_painting,
          coalesce(sum(own) OVER (claimed ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
        FROM unfinished
        WINDOW claimed AS (ORDER BY state = 'painting' DESC, CASE WHEN state = 'accepted' THEN priority END DESC,
          CASE WHEN state = 'accepted' THEN jobs END, created_at, id)),
      shown AS (
        SELECT id, own, place, in_painting, before, count(*) OVER () AS jobs_in_all
        FROM line AS job WHERE ${inScope(guildId)} ORDER BY place LIMIT ${JOBS_SHOWN_MAX})
      SELECT job.id, job.guild_id AS "guildId", job.channel_id AS "channelId", job.user_id AS "userId", job.action,
        job.request->>'prompt' AS prompt, job.is_private AS "isPrivate", job.request->>'model' AS model, job.state,
        greatest(0, shown.place - shown.in_painting)::int AS position, job.step, (job.request->>'steps')::int AS steps,
        job.worker_id AS "workerId", job.attempt,
        job.state = 'painting' AND job.attempt < ${ATTEMPTS_MAX} AND job.expires_at > now() AS "mayRequeue",
        CASE WHEN job.state = 'painting' THEN job.started_at ELSE job.created_at END AS since,
        (CASE WHEN job.state = 'painting' THEN (
          SELECT coalesce(sum(least(other.own, shown.own)), 0) FROM unfinished AS other
          WHERE other.state = 'painting' AND other.id <> job.id) ELSE shown.before END)::float8 AS ahead,
        shown.own, job.cost / (job.request->>'steps')::float8 AS rows, shown.jobs_in_all::int AS "jobsInAll"
      FROM shown JOIN job USING (id) ORDER BY shown.place`;
  }
}
