import { randomUUID } from 'node:crypto';
import { costOf, type ImageRequest } from '../prisma/image-request.ts';
import type { FreshDatabase } from './database.ts';
import { apple } from './new-job.ts';

/** When the past of the test happens; all times of a past job are told relative to it. */
export const NOW = new Date('2026-11-23T12:30:00Z');
export const ago = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1_000);

export interface PastJobChanges {
  id?: string;
  guildId?: string | null;
  userId?: string;
  state?: string;
  action?: string;
  parentId?: string | null;
  request?: Partial<ImageRequest>;
  apology?: string | null;
  isPrivate?: boolean;
  workerId?: string;
  gpuMs?: number;
  imagesCharged?: number;
  provenance?: object;
  /** Seconds before NOW at which it was ready. */
  readyAgo?: number;
  /** Seconds between acceptance and painting. */
  waited?: number;
}

let interactions = 0;

/** Stores a job that was painted and answered, and returns its id. */
export async function insertPastJob({ database }: FreshDatabase, changes: PastJobChanges = {}): Promise<string> {
  interactions += 1;
  const { request: requestChanges, readyAgo = 60, waited = 2, apology = null, ...columns } = changes;
  const request = { ...apple, ...requestChanges };
  const id = columns.id ?? randomUUID();
  const createdAt = ago(readyAgo + waited + 1);
  const data = {
    id,
    interactionId: String(2_000_000 + interactions),
    applicationId: '1',
    guildId: '9',
    channelId: '2',
    userId: '3',
    locale: 'en-US',
    action: 'imagine',
    request,
    cost: costOf(request),
    state: 'answered',
    apology,
    imagesCharged: apology === null ? request.count : 0,
    gpuMs: apology === null ? 1_500 : 0,
    ...(apology === null && { provenance: provenanceOf() }),
    messageId: String(3_000_000 + interactions),
    deliveries: [{ rung: 'original', code: null, at: ago(readyAgo).toISOString() }],
    createdAt,
    expiresAt: new Date(createdAt.getTime() + 900_000),
    acknowledgedAt: createdAt,
    startedAt: ago(readyAgo + 1),
    readyAt: ago(readyAgo),
    finishedAt: ago(readyAgo),
    ...columns,
  };
  await database.job.create({ data });
  return id;
}

/** How a job was painted: four steps in 400 ms, four rows at most. */
export const provenanceOf = (changes: { rowsMax?: number; unetMs?: number } = {}) => ({
  modelHash: 'a'.repeat(64),
  device: 'cpu',
  runtime: { easel: '0.1.0', onnxruntime: '1.30.0', node: '20.20.0' },
  rowsMax: 4,
  notices: [{ code: 'prompt_truncated', values: { ignored: 'the end of a secret', tokensMax: 24 } }],
  queuedMs: 2_000,
  inferenceMs: 1_000,
  unetMs: 400,
  ...changes,
});
