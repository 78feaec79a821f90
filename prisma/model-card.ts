import { z } from 'zod';
import { SCHEDULER_NAMES } from './scheduler-name.ts';

const size = z.tuple([z.int().min(8), z.int().min(8)]);

/**
 * What a worker tells about one of its models, so that the bot can check a request without touching a model file.
 * Everything comes from the model's folder: its configuration files, its ONNX metadata and its optional easel.json.
 */
export const modelCard = z.strictObject({
  /** The folder's name: what people type and what a request names. */
  name: z.string().min(1).max(100),
  title: z.string().min(1),
  licence: z.string().nullable(),
  /** SHA-256 over the weights of every component; the first ten characters are shown. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** Width and height must be multiples of this (VAE factor × the UNet's own down-sampling). */
  sizeMultiple: z.int().min(1),
  /** [width, height] it was trained for; the first is its default. */
  sizes: z.array(size).min(1),
  /** Tokens of a prompt that the text encoder reads at once, begin and end marks included. */
  promptTokensMax: z.int().min(3),
  defaults: z.strictObject({
    steps: z.int().min(1),
    guidanceScale: z.number().min(0),
    scheduler: z.enum(SCHEDULER_NAMES),
  }),
  /** Whether it can start from a picture: its folder has a VAE encoder. */
  startsFromImages: z.boolean().default(false),
  /** Whether it can paint pictures whose edges continue on the other side; one that learnt where things stand cannot. */
  tiles: z.boolean().default(true),
  schedulers: z.array(z.enum(SCHEDULER_NAMES)).min(1),
});
export type ModelCard = z.infer<typeof modelCard>;
