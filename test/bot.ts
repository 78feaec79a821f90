import { createHash, randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { expect, onTestFinished } from 'vitest';
import { type RunningBot, startBot } from '../bot/app.ts';
import { encodePng } from '../inference/png.ts';
import { type ClaimedJob, Queue } from '../inference/queue.ts';
import type { Fault } from '../prisma/fault.ts';
import { type ImageRequest, imageRequest } from '../prisma/image-request.ts';
import type { ModelCard } from '../prisma/model-card.ts';
import type { Apology, Provenance } from '../prisma/outcome.ts';
import { Secret } from '../prisma/secret.ts';
import { seedOfSlot } from '../prisma/seed.ts';
import { type FreshDatabase, freshDatabase } from './database.ts';
import { type LocalDiscord, startDiscord } from './discord/discord.ts';
import { until } from './until.ts';

export const card: ModelCard = {
  name: 'emoji',
  title: 'Emoji-LDM 96',
  licence: 'MIT',
  hash: 'a'.repeat(64),
  sizeMultiple: 32,
  sizes: [[96, 96]],
  promptTokensMax: 24,
  startsFromImages: true,
  tiles: true,
  defaults: { steps: 20, guidanceScale: 3, scheduler: 'DPMSolverMultistep' },
  schedulers: ['DPMSolverMultistep', 'EulerDiscrete'],
};

const provenance: Provenance = {
  modelHash: card.hash,
  device: 'cpu',
  runtime: { easel: '0.1.0' },
  rowsMax: 8,
  notices: [],
  queuedMs: 10,
  inferenceMs: 1_300,
  unetMs: 1_000,
};

/** The real bot in this process, and a worker's queue with which the test itself plays the painter. */
export interface BotStage {
  discord: LocalDiscord;
  db: FreshDatabase;
  /** Where its dashboard is. */
  readonly dashboardUrl: string;
  /** Such as `GET /servers/:scope/queue`. */
  readonly dashboardRoutes: readonly string[];
  /** Claims the oldest waiting job, when there is one. */
  claim(): Promise<ClaimedJob>;
  /** Stores plain pictures as the outcome of a claimed job. */
  finish(job: ClaimedJob, changes?: Partial<Provenance>, flagged?: readonly number[]): Promise<void>;
  apologise(job: ClaimedJob, apology: Apology): Promise<void>;
  /** The bot closes down and a new one comes up. */
  restart(): Promise<void>;
}

export async function botStage(): Promise<BotStage> {
  const db = await freshDatabase();
  const discord = await startDiscord();
  onTestFinished(() => discord.close());
  onTestFinished(() => {
    expect([...discord.problems, ...discord.refusedBodies]).toEqual([]);
  });
  const workerId = randomUUID();
  await db.database.worker.create({
    data: { id: workerId, device: 'cpu', runtime: {}, models: [card], openModels: [card.name] },
  });
  const queue = new Queue(db.database, workerId, [card.name]);
  let running = await start(discord, db);
  onTestFinished(() => running.stop());
  return {
    discord,
    db,
    get dashboardUrl() {
      return running.dashboard.url;
    },
    get dashboardRoutes() {
      return running.dashboard.routes;
    },
    // A row that the bot is just writing to is skipped, as it is by a real worker, who would ask again.
    claim: () => until('a waiting job', () => queue.claim()),
    finish: async (job, changes = {}, flagged = []) => {
      await queue.finish(job, await plainImages(imageRequest.parse(job.request), flagged), {
        ...provenance,
        ...changes,
      });
    },
    apologise: async (job, apology) => {
      await queue.apologise(job, apology);
    },
    restart: async () => {
      await running.stop();
      running = await start(discord, db);
    },
  };
}

async function start(discord: LocalDiscord, db: FreshDatabase): Promise<RunningBot> {
  const config = {
    discordToken: new Secret(discord.token),
    discordRest: discord.rest,
    databaseUrl: new Secret(db.url),
    dashboard: {
      host: '127.0.0.1',
      port: 0,
      url: null,
      clientSecret: new Secret(discord.clientSecret),
      ownerIds: [],
      metricsToken: null,
    },
    logLevel: 'silent',
  };
  const onGone = (fault: Fault) => {
    throw fault;
  };
  return startBot(config, pino({ level: 'silent' }), onGone);
}

async function plainImages({ count, seed }: ImageRequest, flagged: readonly number[]) {
  return Promise.all(
    Array.from({ length: count }, async (_, slot) => {
      const pixels = new Uint8Array(96 * 96 * 3).fill(60 * slot);
      const png = await encodePng(pixels, 96, 96, 'Steps: 20');
      const pixelSha256 = createHash('sha256').update(pixels).digest('hex');
      const parameters = 'Steps: 20';
      return {
        slot,
        seed: seedOfSlot(seed, slot),
        variationSeed: null,
        width: 96,
        height: 96,
        png,
        pixelSha256,
        parameters,
        isFlagged: flagged.includes(slot) ? true : null,
      };
    }),
  );
}

/** Resolves once the latest job is in a state. */
export async function jobState({ query }: FreshDatabase, state: string): Promise<void> {
  await until(`a job that is ${state}`, async () => {
    const [job] = await query<{ state: string }>('SELECT state FROM job ORDER BY created_at DESC LIMIT 1');
    return job?.state === state;
  });
}
