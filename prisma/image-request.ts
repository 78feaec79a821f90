import { z } from 'zod';
import { SCHEDULER_NAMES } from './scheduler-name.ts';
import { SEED_MAX } from './seed.ts';

const seed = z.int().min(0).max(SEED_MAX);

/**
 * Everything that decides the pixels of a job, complete: no default is looked up later, so the same request paints
 * the same pictures again. The bot writes it (bot/request.ts), the worker checks it once more before it spends any
 * time, and the limits here are the outermost ones; what a server allows is narrower and lives in settings.
 */
export const imageRequest = z.strictObject({
  /** As typed, never trimmed or normalised: one trailing space changes the tokens. */
  prompt: z.string().min(1).max(6000),
  /** Prompt matrix: image k has prompts[k] in place of `prompt`, and the same seed as the others, so that only words differ. */
  prompts: z.array(z.string().min(1).max(6000)).min(2).max(4).nullable().default(null),
  negativePrompt: z.string().max(6000),
  count: z.int().min(1).max(4),
  /** Of image 0; image k has seed + k mod 2³². */
  seed,
  /** Noise of image k = slerp(strength, noise(seed), noise(variation.seed + k)); the seed then stays the same in every slot (A1111). */
  variation: z.strictObject({ seed, strength: z.number().gt(0).max(1) }).nullable(),
  steps: z.int().min(1).max(1000),
  /** Classifier-free guidance scale; 1 or less means no unconditional row. */
  guidanceScale: z.number().min(0).max(100),
  /** Share of the guided prediction that gets the conditional one's deviation back (Lin et al. 2023); 0 leaves it alone. */
  guidanceRescale: z.number().min(0).max(1).default(0),
  /** Share of the UNet calls that are guided; the later ones ask only for the prompt, at half the cost. */
  guidanceEnd: z.number().min(0).max(1).default(1),
  scheduler: z.enum(SCHEDULER_NAMES),
  /** From a picture (it travels beside the request) instead of noise: the share of the steps that are made; 1 hardly sees it. */
  imageToImage: z
    .strictObject({ strength: z.number().gt(0).max(1) })
    .nullable()
    .default(null),
  /** Pixels of the picture as it leaves the VAE. */
  width: z.int().min(8).max(8192),
  height: z.int().min(8).max(8192),
  /** Edges that continue on the other side, so that the picture can be laid next to itself. */
  tile: z.boolean().default(false),
  /** The model's folder name, and the hash of its weights at acceptance: null when no worker had told it. */
  model: z.string().min(1).max(100),
  modelHash: z.string().nullable(),
  /** Whose random numbers: torch's CUDA generator (Philox) or its CPU generator (mt19937). */
  noise: z.enum(['cuda', 'cpu']),
});

export type ImageRequest = z.infer<typeof imageRequest>;

/** Work of a request in image-steps, at most (guidance that ends early costs less): what a person is charged and what a worker plans with. */
export const costOf = (request: Pick<ImageRequest, 'count' | 'steps' | 'guidanceScale'>): number =>
  request.count * request.steps * (request.guidanceScale > 1 ? 2 : 1);
