import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { encodePng } from '../../inference/png.ts';

/** What a database looks like after a month of use. */
export interface Past {
  jobs: number;
  /** Jobs that still wait, of these. */
  waiting: number;
}

const WORDS =
  'apple pear plum tree river castle dragon knight robot city night rain neon forest cat dog fox owl oil canvas watercolour portrait';
/** As long as prompts are that people copy from each other. */
const WORDS_PER_PROMPT = 40;

/**
 * Fills the tables by statements of their own: jobs of the last 30 days, evenly; of 1,000 people of whom a few ask for
 * most, on 20 servers of which one has half; one in twenty private, one in fifty an apology. Rows are as wide as real
 * ones, pictures are not: no query of the dashboard's lists reads their bytes.
 */
export async function writePast(client: pg.Client, { jobs, waiting }: Past): Promise<void> {
  const worker = randomUUID();
  const speed = { emoji: { curve: [{ rows: 8, ms: 80 }], rowsBest: 8, openMs: 300 } };
  await client.query(
    `INSERT INTO worker (id, device, runtime, models, speed) VALUES ($1, 'cpu', '{}', '[]', $2)`,
    [worker, speed], // alive
  );
  await client.query(
    `INSERT INTO job (id, interaction_id, application_id, guild_id, channel_id, user_id, locale, action, request, asked,
       is_private, images_charged, gpu_ms, cost, state, attempt, worker_id, apology, provenance, message_id, deliveries,
       created_at, expires_at, acknowledged_at, started_at, ready_at, finished_at)
     SELECT gen_random_uuid(), n::text, '1', CASE WHEN n % 2 = 0 THEN '900' ELSE (900 + n % 19)::text END, (n % 50)::text,
       floor(1000 * power(random(), 3))::int::text, 'en-US', 'imagine',
       $2::jsonb || jsonb_build_object('prompt', prompt.words || ' number' || n || CASE WHEN n % 2 = 0 THEN ' morning' ELSE ' evening' END, 'seed', n,
         'model', CASE WHEN n % 1000 = 0 THEN 'rare' WHEN n % 3 = 0 THEN 'other' ELSE 'emoji' END),
       $2::jsonb || jsonb_build_object('prompt', prompt.words),
       n % 20 = 0, CASE WHEN n % 50 = 0 THEN 0 ELSE 4 END, CASE WHEN n % 50 = 0 THEN 0 ELSE 1000 + n % 3000 END, 160,
       'answered', 1, $3::uuid, CASE WHEN n % 50 = 0 THEN 'too_old' END, CASE WHEN n % 50 > 0 THEN $4::jsonb END,
       (5000000 + n)::text, $5::jsonb, at, at + interval '15 minutes', at, at + interval '3 seconds',
       at + interval '9 seconds', at + interval '10 seconds'
     FROM generate_series(1, $1::int) AS n
     CROSS JOIN LATERAL (SELECT now() - interval '30 days' * (1 - n / $1::float8) - interval '11 seconds' AS at) AS moment
     CROSS JOIN LATERAL (SELECT string_agg(($6::text[])[1 + floor(random() * cardinality($6::text[]) + 0 * (n + i))::int], ' ') AS words
       FROM generate_series(1, ${WORDS_PER_PROMPT}) AS i) AS prompt`,
    [jobs, request, worker, provenance, deliveries, WORDS.split(' ')],
  );
  const png = await encodePng(new Uint8Array(8 * 8 * 3), 8, 8, 'parameters');
  await client.query(
    `INSERT INTO image (id, job_id, slot, seed, width, height, png, pixel_sha256, parameters)
     SELECT gen_random_uuid(), job.id, slot, (interaction_id::bigint + slot) % 4294967296, 96, 96, $1, repeat('a', 64), $2
     FROM job CROSS JOIN generate_series(0, 3) AS slot WHERE apology IS NULL`,
    [png, 'parameters of a picture '.repeat(12)],
  );
  await client.query(
    `INSERT INTO job (id, interaction_id, application_id, guild_id, channel_id, user_id, locale, action, request, cost, expires_at)
     SELECT gen_random_uuid(), 'waiting' || n, '1', '900', '2', (n % 100)::text, 'en-US', 'imagine', $2::jsonb, 160, now() + interval '1 hour'
     FROM generate_series(1, $1::int) AS n`,
    [waiting, { ...request, prompt: 'an apple that waits' }],
  );
}

const request = {
  negativePrompt: 'blurry, low quality, watermark, signature, extra fingers',
  count: 4,
  variation: null,
  steps: 20,
  guidanceScale: 3,
  guidanceRescale: 0,
  guidanceEnd: 1,
  prompts: null,
  tile: false,
  imageToImage: null,
  scheduler: 'DPMSolverMultistep',
  width: 96,
  height: 96,
  model: 'emoji',
  modelHash: 'a'.repeat(64),
  noise: 'cuda',
  seed: 1,
};
const provenance = {
  modelHash: 'a'.repeat(64),
  device: 'cpu',
  runtime: { easel: '0.1.0', onnxruntime: '1.30.0', node: '20.20.0' },
  rowsMax: 6,
  notices: [],
  queuedMs: 3_000,
  inferenceMs: 6_000,
  unetMs: 5_000,
};
const deliveries = JSON.stringify([{ rung: 'original', code: null, at: '2026-11-23T12:00:00.000Z' }]);
