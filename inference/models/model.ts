import type { SchedulerName } from '../../prisma/scheduler-name.ts';
import type { SchedulerConfig } from '../engine/schedulers/scheduler-config.ts';
import type { TensorSpec } from './onnx-file.ts';

/** One ONNX graph of a model: its file and what the file declares. */
export interface Component {
  path: string;
  inputs: readonly TensorSpec[];
  outputs: readonly TensorSpec[];
  /** Every file that holds its weights, the graph's own first: absolute paths. */
  files: readonly string[];
}

/** How a model's tokenizer reads a prompt; the vocabulary itself stays on disk (vocabulary.ts). */
export interface TokenizerConfig {
  folder: string;
  /** Marks around a prompt, and what fills it up to `tokensMax`: SD 1 fills with the end mark, SD 2 with "!". */
  beginToken: string;
  endToken: string;
  padToken: string;
  /** Tokens that the text encoder reads at once, both marks included. */
  tokensMax: number;
  lowercase: boolean;
}

/**
 * A Stable Diffusion model on disk, as its files describe it and after they were checked against each other. Plain
 * data: it crosses to the engine thread, which opens the sessions.
 */
export interface Model {
  /** The folder's name: what people type and what a request names. */
  name: string;
  title: string;
  licence: string | null;
  textEncoder: Component;
  unet: Component;
  /** The folder that its VAE comes from, as `../NAME`; null where that is its own. */
  vae: string | null;
  vaeDecoder: Component;
  /** The same decoder in float32, for what the other cannot hold in float16. */
  vaeDecoderFloat32: Component | null;
  /** Only image to image needs it. */
  vaeEncoder: Component | null;
  /** Which pictures its makers would not have shown; null where they ship none. */
  safetyChecker: Component | null;
  /** Whether seamless pictures come out as pictures. */
  tiles: boolean;
  tokenizer: TokenizerConfig;
  /** How often the text encoder may read on in a prompt that is longer than `tokensMax`; 1 where the UNet's graph has one length. */
  promptChunks: number;
  /** Of scheduler/scheduler_config.json: betas, prediction type, and the options of the class it names. */
  schedulerConfig: SchedulerConfig;
  /** Channels of a latent, and pixels per latent in each direction. */
  latentChannels: number;
  /** Channels that the UNet is shown: those of a latent, or for inpainting also a mask and a masked picture's latents. */
  unetChannels: number;
  vaeFactor: number;
  /** Side in latents of the square pictures that the VAE was trained with: what it decodes of a large one at a time. */
  vaeTileSide: number;
  /** The VAE decodes latents / scalingFactor + shiftFactor. */
  scalingFactor: number;
  shiftFactor: number;
  /** Width and height in pixels must be multiples of this: VAE factor × the UNet's own down-sampling. */
  sizeMultiple: number;
  /** [width, height] in pixels it was trained for; the first is its default. */
  sizes: readonly [number, number][];
  defaults: { steps: number; guidanceScale: number; scheduler: SchedulerName };
}
