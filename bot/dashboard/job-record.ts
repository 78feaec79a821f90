import { z } from 'zod';
import type { Database } from '../../prisma/database.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import { type ImageRequest, imageRequest } from '../../prisma/image-request.ts';
import { type Provenance, provenance } from '../../prisma/outcome.ts';
import { type Asked, askedOptions } from '../imagine-options.ts';
import { type Evidence, proveRerun, type RerunProof } from '../rerun-proof.ts';
import { type Lineage, lineageOf } from './lineage.ts';

/** What is shown of a row as it stands there. */
const PLAIN = {
  id: true,
  state: true,
  guildId: true,
  channelId: true,
  userId: true,
  locale: true,
  action: true,
  parentSlot: true,
  isPrivate: true,
  isSpoiler: true,
  safety: true,
  apology: true,
  workerId: true,
  attempt: true,
  imagesCharged: true,
  gpuMs: true,
  messageId: true,
  createdAt: true,
  acknowledgedAt: true,
  startedAt: true,
  readyAt: true,
  finishedAt: true,
} satisfies Prisma.JobSelect;

/** Everything of a picture but its bytes. */
const PICTURE = {
  slot: true,
  seed: true,
  variationSeed: true,
  width: true,
  height: true,
  pixelSha256: true,
  parameters: true,
  isFlagged: true,
} satisfies Prisma.ImageSelect;

const deliveryTry = z.object({
  rung: z.string(),
  code: z.union([z.string(), z.number()]).nullable(),
  at: z.coerce.date(),
});

/** A try to send the answer: by which way, when, and Discord's code where it was refused. */
export type DeliveryTry = z.infer<typeof deliveryTry>;

type PictureRow = Prisma.ImageGetPayload<{ select: typeof PICTURE }>;

/** A stored picture; its bytes are the gallery's. */
export interface Picture extends Omit<PictureRow, 'seed' | 'variationSeed'> {
  seed: number;
  variationSeed: number | null;
}

/** What a person wrote, and everything that quotes or shows it. */
export interface Written extends Pick<ImageRequest, 'prompt' | 'prompts' | 'negativePrompt'> {
  /** As it was typed, before styles and flags became the request; null for jobs of an older Easel. */
  asked: Asked | null;
  /** What of it the model did not read, for example. */
  notices: Provenance['notices'];
  /** Those that are still stored. */
  pictures: Picture[];
}

/** Everything that is known of a job, as far as somebody may see it. */
export interface JobRecord extends Prisma.JobGetPayload<{ select: typeof PLAIN }> {
  /** Null where the job is private and somebody else's. */
  written: Written | null;
  parameters: Omit<ImageRequest, 'prompt' | 'prompts' | 'negativePrompt'>;
  /** Whether it began with a picture of the person's, which no admin sees. */
  hasInitialImage: boolean;
  /** Null where nothing was painted. */
  provenance: Omit<Provenance, 'notices'> | null;
  /** The first try first. */
  deliveries: DeliveryTry[];
  lineage: Lineage;
  /** Whether a rerun painted what its parent did; null for anything else, and once its pictures are deleted. */
  proof: RerunProof | null;
}

/**
 * A job of a server, or any job for null; null when there is none of this id there. Of somebody else's private job it
 * tells how it was painted, never what was written or what it looks like.
 */
export async function jobRecord(
  database: Database,
  { guildId, viewerId, jobId }: { guildId: string | null; viewerId: string; jobId: string },
): Promise<JobRecord | null> {
  const row = await database.job.findFirst({
    where: { id: jobId, ...(guildId !== null && { guildId }) },
    select: {
      ...PLAIN,
      parentId: true,
      request: true,
      asked: true,
      provenance: true,
      deliveries: true,
      images: { select: PICTURE, orderBy: { slot: 'asc' } },
      initialImage: { select: { jobId: true } },
    },
  });
  if (row === null) return null;
  const { parentId, request, asked: typed, provenance: stored, deliveries, images, initialImage, ...plain } = row;
  const { prompt, prompts, negativePrompt, ...parameters } = imageRequest.parse(request);
  const asked = typed === null ? null : askedOptions.parse(typed);
  const painted = stored === null ? null : provenance.parse(stored);
  const notices = painted?.notices ?? [];
  const written = { prompt, prompts, negativePrompt, asked, notices, pictures: images.map(pictureOf) };
  const isRerun = plain.action === 'rerun' && parentId !== null && plain.apology === null;
  const [lineage, proof] = await Promise.all([
    lineageOf(database, guildId, jobId),
    isRerun ? proofOf(database, jobId, parentId) : null,
  ]);
  return {
    ...plain,
    written: plain.isPrivate && plain.userId !== viewerId ? null : written,
    parameters,
    hasInitialImage: initialImage !== null,
    provenance: painted && withoutNotices(painted),
    deliveries: z.array(deliveryTry).parse(deliveries),
    lineage,
    proof,
  };
}

/** Seeds end at 4294967295, where a number still is exact. */
const pictureOf = ({ seed, variationSeed, ...row }: PictureRow): Picture => ({
  ...row,
  seed: Number(seed),
  variationSeed: variationSeed === null ? null : Number(variationSeed),
});

const withoutNotices = ({ notices: _, ...how }: Provenance): Omit<Provenance, 'notices'> => how;

/** Null once the rerun's own pictures are deleted: there is nothing left to compare. */
async function proofOf(database: Database, jobId: string, parentId: string): Promise<RerunProof | null> {
  const [own, original] = await Promise.all([evidenceOf(database, jobId), evidenceOf(database, parentId)]);
  return own === null || own.pixelSha256.length === 0 ? null : proveRerun(original, own);
}

/** Null for a job that was not painted, or not yet. */
async function evidenceOf(database: Database, id: string): Promise<Evidence | null> {
  const job = await database.job.findUnique({
    where: { id },
    select: { provenance: true, images: { select: { pixelSha256: true }, orderBy: { slot: 'asc' } } },
  });
  if (!job?.provenance) return null;
  const pixelSha256 = job.images.map((image) => image.pixelSha256);
  return { pixelSha256, provenance: provenance.parse(job.provenance) };
}
