import { randomUUID } from 'node:crypto';
import { costOf, type ImageRequest } from '../prisma/image-request.ts';
import type { FreshDatabase } from './database.ts';

/** A request that the embedded model paints in about a second. */
export const apple: ImageRequest = {
  prompt: 'a red apple',
  negativePrompt: '',
  count: 1,
  seed: 42,
  variation: null,
  steps: 4,
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
  modelHash: null,
  noise: 'cuda',
};

export interface JobChanges {
  request?: Partial<ImageRequest>;
  guildId?: string;
  userId?: string;
  isPrivate?: boolean;
  priority?: number;
  attempt?: number;
}

let interactions = 0;

/** Stores an accepted job, as the bot does, and returns its id. */
export async function insertJob(
  { database }: Pick<FreshDatabase, 'database'>,
  changes: JobChanges = {},
): Promise<string> {
  interactions += 1;
  const { request: requestChanges, ...columns } = changes;
  const request = { ...apple, ...requestChanges };
  const id = randomUUID();
  const data = {
    id,
    interactionId: String(1_000_000 + interactions),
    applicationId: '1',
    interactionToken: 'token',
    channelId: '2',
    userId: '3',
    locale: 'en-US',
    action: 'imagine',
    request,
    cost: costOf(request),
    createdAt: new Date(Date.now() - 60_000 + interactions),
    expiresAt: new Date(Date.now() + 60_000),
    acknowledgedAt: new Date(),
    ...columns,
  };
  await database.job.create({ data });
  return id;
}
