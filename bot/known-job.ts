import type { Prisma } from '../prisma/generated/client.ts';
import { type ImageRequest, imageRequest } from '../prisma/image-request.ts';
import { type Provenance, provenance } from '../prisma/outcome.ts';
import { type Asked, askedOptions } from './imagine-options.ts';
import { knownPolicy, type SafetyPolicy } from './safety.ts';

/** A stored job, as far as buttons and commands need it. */
export interface KnownJob {
  id: string;
  state: string;
  guildId: string | null;
  channelId: string;
  userId: string;
  action: string;
  parentId: string | null;
  parentSlot: number | null;
  request: ImageRequest;
  asked: Asked | null;
  isPrivate: boolean;
  isSpoiler: boolean;
  apology: string | null;
  provenance: Provenance | null;
  safety: SafetyPolicy;
  messageId: string | null;
  createdAt: Date;
}

/** What is read of a row for it. */
export const KNOWN_JOB = {
  id: true,
  state: true,
  guildId: true,
  channelId: true,
  userId: true,
  action: true,
  parentId: true,
  parentSlot: true,
  request: true,
  asked: true,
  isPrivate: true,
  isSpoiler: true,
  apology: true,
  provenance: true,
  safety: true,
  messageId: true,
  createdAt: true,
} satisfies Prisma.JobSelect;

/** What the columns of JSON mean; they were checked when they were written. */
export const knownJob = (job: Prisma.JobGetPayload<{ select: typeof KNOWN_JOB }>): KnownJob => ({
  ...job,
  request: imageRequest.parse(job.request),
  asked: job.asked === null ? null : askedOptions.parse(job.asked),
  provenance: job.provenance === null ? null : provenance.parse(job.provenance),
  safety: knownPolicy(job.safety),
});
