import { imageRequest } from '../prisma/image-request.ts';
import { APOLOGIES, type Apology, provenance } from '../prisma/outcome.ts';
import type { Catalogue } from './catalogue.ts';
import type { Reply } from './discord.ts';
import { composeGrid } from './grid.ts';
import { askedOptions } from './imagine-options.ts';
import type { DueJob, Jobs } from './jobs.ts';
import { rendererOf } from './renderer.ts';
import { apologyReply, type PaintedJob, resultReply } from './reply.ts';
import { proveRerun } from './rerun-proof.ts';
import { knownPolicy, shownPng } from './safety.ts';
import { isTrainedSize } from './size.ts';
import { textsFor } from './texts/texts.ts';

/** A stored outcome → the message that shows it, now or again: the picture or the apology, in the job's language. */
export async function composeAnswer(
  job: DueJob,
  { jobs, catalogue }: { jobs: Jobs; catalogue: Catalogue },
): Promise<Reply> {
  const texts = textsFor(job.locale);
  const renderer = rendererOf(job.renderer);
  if (job.apology !== null) return apologyReply(knownApology(job.apology), job.id, texts, renderer);
  const request = imageRequest.parse(job.request);
  const policy = knownPolicy(job.safety);
  const hidden = job.images.filter(({ isFlagged }) => isFlagged === true).length;
  const card = catalogue.find(request.model);
  const painted = {
    id: job.id,
    userId: job.userId,
    request,
    provenance: provenance.parse(job.provenance),
    seeds: job.images.map(({ seed }) => Number(seed)),
    isSpoiler: job.isSpoiler || (policy === 'spoiler' && hidden > 0),
    hidden: policy === 'block' ? hidden : 0,
    isTrainedSize: !card || isTrainedSize(request, card),
    lineage: await lineageOf(job, jobs),
    promptNotices: job.asked === null ? [] : askedOptions.parse(job.asked).notices,
  };
  const grid = await composeGrid(await Promise.all(job.images.map((image) => shownPng(image, policy))));
  return {
    ...resultReply(painted, grid, texts, renderer),
    withoutPrompt: resultReply(withoutPrompt(painted), grid, texts, renderer),
  };
}

async function lineageOf(
  { action, parentId, images, provenance: own }: DueJob,
  jobs: Jobs,
): Promise<PaintedJob['lineage']> {
  if (parentId === null) return null;
  if (action !== 'rerun') return { action, parentId, proof: null };
  const parent = await jobs.find(parentId);
  const hashes = (await jobs.images(parentId)).map(({ pixelSha256 }) => pixelSha256);
  const original = parent?.provenance ? { pixelSha256: hashes, provenance: parent.provenance } : null;
  const repeated = { pixelSha256: images.map(({ pixelSha256 }) => pixelSha256), provenance: provenance.parse(own) };
  return { action, parentId, proof: proveRerun(original, repeated) };
}

/** A newer worker may know an apology that this bot does not. */
const knownApology = (code: string): Apology => APOLOGIES.find((apology) => apology === code) ?? 'painting_failed';

/** A server's AutoMod may mind a word of the prompt; the picture can be shown without it. */
const withoutPrompt = (painted: PaintedJob): PaintedJob => ({
  ...painted,
  request: { ...painted.request, prompt: '…', prompts: null },
  promptNotices: [],
  provenance: { ...painted.provenance, notices: [] },
});
