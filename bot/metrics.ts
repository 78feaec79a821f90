import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Database } from '../prisma/database.ts';
import { imageRequest } from '../prisma/image-request.ts';
import { provenance } from '../prisma/outcome.ts';
import type { DueJob } from './jobs.ts';

const WAITS_SECONDS = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 900, 3_600];
const STEPS_SECONDS = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];
const ROWS = [1, 2, 4, 8, 16, 32, 64];

/**
 * What Prometheus is told. No label has a person, a server, a prompt or anything else that grows with use: the labels
 * are the states, the apology codes, the rungs of delivery and HTTP's statuses.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #wait: Histogram;
  readonly #step: Histogram;
  readonly #rows: Histogram;
  readonly #tokenAge: Histogram;
  readonly #answers: Counter<'outcome'>;
  readonly #deliveries: Counter<'rung' | 'result'>;
  readonly #responses: Counter<'status'>;

  constructor(database: Database) {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    this.#wait = new Histogram({
      name: 'easel_job_wait_seconds',
      help: 'From acceptance until a worker began.',
      buckets: WAITS_SECONDS,
      registers,
    });
    this.#step = new Histogram({
      name: 'easel_step_seconds',
      help: 'UNet time of one denoising step of a job.',
      buckets: STEPS_SECONDS,
      registers,
    });
    this.#rows = new Histogram({
      name: 'easel_batch_rows',
      help: 'Rows of the fullest UNet call that a job took part in.',
      buckets: ROWS,
      registers,
    });
    this.#tokenAge = new Histogram({
      name: 'easel_token_age_seconds',
      help: 'Age of the interaction when its answer was sent; Discord accepts edits for 900 s.',
      buckets: WAITS_SECONDS,
      registers,
    });
    this.#answers = new Counter({
      name: 'easel_answers_total',
      help: 'Jobs answered, by what came out of them: painted, or the code of the apology.',
      labelNames: ['outcome'],
      registers,
    });
    this.#deliveries = new Counter({
      name: 'easel_delivery_attempts_total',
      help: 'Tries to send an answer, by the way and by how it ended.',
      labelNames: ['rung', 'result'],
      registers,
    });
    this.#responses = new Counter({
      name: 'easel_discord_responses_total',
      help: 'Answers of Discord to our requests; 429 means too many.',
      labelNames: ['status'],
      registers,
    });
    countJobs(database, this.#registry);
  }

  /** A job was answered, or turned out to be unanswerable. */
  answered(job: Pick<DueJob, 'apology' | 'provenance' | 'request' | 'createdAt'>): void {
    this.#answers.inc({ outcome: job.apology ?? 'painted' });
    this.#tokenAge.observe((Date.now() - job.createdAt.getTime()) / 1_000);
    const painted = provenance.safeParse(job.provenance);
    if (!painted.success) return; // an apology, or a job of an older Easel
    const { queuedMs, unetMs, rowsMax } = painted.data;
    this.#wait.observe(queuedMs / 1_000);
    this.#step.observe(unetMs / 1_000 / imageRequest.parse(job.request).steps);
    this.#rows.observe(rowsMax);
  }

  tried(rung: string, result: 'sent' | 'refused'): void {
    this.#deliveries.inc({ rung, result });
  }

  discordAnswered(status: number): void {
    this.#responses.inc({ status: String(status) });
  }

  /** The text format of Prometheus, and its content type. */
  async text(): Promise<{ type: string; body: string }> {
    return { type: this.#registry.contentType, body: await this.#registry.metrics() };
  }
}

/** Counted when they are asked for: the truth is in the database, and several bots may share it. */
function countJobs(database: Database, registry: Registry): void {
  new Gauge({
    name: 'easel_jobs',
    help: 'Unfinished jobs by their state.',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      const rows = await database.$queryRaw<{ state: string; count: number }[]>`
        SELECT state, count(job.id)::int AS count FROM unnest(ARRAY['accepted', 'painting', 'ready']) AS state
        LEFT JOIN job USING (state) GROUP BY state`;
      for (const { state, count } of rows) this.set({ state }, count);
    },
  });
  new Gauge({
    name: 'easel_workers',
    help: 'Inference processes that beat within the last 15 seconds.',
    registers: [registry],
    async collect() {
      const [row] = await database.$queryRaw<[{ count: number }]>`
        SELECT count(*)::int AS count FROM worker WHERE heartbeat_at > now() - interval '15 seconds'`;
      this.set(row.count);
    },
  });
}
