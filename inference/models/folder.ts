import { FLOATS, INTEGERS, readComponent } from './component.ts';
import { easelConfig, modelIndex, schedulerConfig, textEncoderConfig, unetConfig } from './diffusers-config.ts';
import type { Component, Model } from './model.ts';
import { ModelFiles } from './model-files.ts';
import { readTokenizer } from './tokenizer-folder.ts';
import { readVae, type VaeFolder } from './vae-folder.ts';

/** Chunks of a long prompt that are read where the model says nothing. */
const PROMPT_CHUNKS = 3;

/** Latents along a tile of the VAE where its configuration says nothing: 512 pixels, as Stable Diffusion's. */
const TILE_SIDE = 64;

/** What tutorials use where a model says nothing; DPM-Solver++ needs 20 steps for what PNDM needs 50. */
const DEFAULTS = { steps: 20, guidanceScale: 7.5, scheduler: 'DPMSolverMultistep' } as const;

/**
 * Reads a Diffusers ONNX folder and checks its files against each other: what the configurations say, what the graphs
 * declare, what the vocabulary holds. Weights are not read. Throws a Fault `model_damaged` for the first thing wrong.
 */
export function readModelFolder(folder: string, name: string): Model {
  const files = new ModelFiles(folder, name);
  files.json('model_index.json', modelIndex);
  const scheduler = files.json('scheduler/scheduler_config.json', schedulerConfig);
  const text = readTextEncoder(files);
  const easel = files.has('easel.json') ? files.json('easel.json', easelConfig) : { defaults: {} };
  const vae = readVae(files, folder, easel.vae);
  const unet = readUnet(files, vae.config.latent_channels, text.config.hidden_size);

  const vaeFactor = 2 ** (vae.config.block_out_channels.length - 1);
  const sizeMultiple = vaeFactor * 2 ** (unet.config.block_out_channels.length - 1);
  const latentSide = unet.config.sample_size;
  const [latentHeight, latentWidth] = typeof latentSide === 'number' ? [latentSide, latentSide] : latentSide;
  const sizes = easel.sizes ?? [[latentWidth * vaeFactor, latentHeight * vaeFactor]];
  const odd = sizes.flat().find((pixels) => pixels % sizeMultiple !== 0);
  if (odd !== undefined) {
    const file = easel.sizes === undefined ? 'unet/config.json' : 'easel.json';
    throw files.damaged(file, `expected sizes that are multiples of ${sizeMultiple} pixels, got ${odd}`);
  }
  return {
    name,
    title: easel.title ?? name,
    licence: easel.licence ?? null,
    textEncoder: text.component,
    unet: unet.component,
    vae: easel.vae ?? null,
    vaeDecoder: vae.decoder,
    vaeDecoderFloat32: vae.decoderFloat32,
    vaeEncoder: vae.encoder,
    safetyChecker: files.has('safety_checker/model.onnx') ? readSafetyChecker(files) : null,
    tiles: easel.tiles ?? true,
    tokenizer: text.tokenizer,
    promptChunks: readPromptChunks(unet.component, easel.promptChunks, files),
    schedulerConfig: scheduler,
    latentChannels: vae.config.latent_channels,
    unetChannels: unet.config.in_channels,
    vaeFactor,
    vaeTileSide: tileSideOf(vae, vaeFactor),
    scalingFactor: vae.config.scaling_factor,
    shiftFactor: vae.config.shift_factor ?? 0,
    sizeMultiple,
    sizes,
    defaults: {
      steps: easel.defaults.steps ?? DEFAULTS.steps,
      guidanceScale: easel.defaults.guidanceScale ?? DEFAULTS.guidanceScale,
      scheduler: easel.defaults.scheduler ?? DEFAULTS.scheduler,
    },
  };
}

/** The size that the VAE was trained for, in latents. AutoencoderKL's default of 32 pixels would be tiles of 4 cells. */
function tileSideOf({ config: { sample_size: size } }: VaeFolder, vaeFactor: number): number {
  if (size === undefined) return TILE_SIDE;
  return Math.max(1, Math.floor((typeof size === 'number' ? size : Math.min(...size)) / vaeFactor));
}

function readTextEncoder(files: ModelFiles) {
  const config = files.json('text_encoder/config.json', textEncoderConfig);
  const component = readComponent(files, 'text_encoder', {
    inputs: { input_ids: { types: INTEGERS, shape: [null, null] } },
    output: ['last_hidden_state', [null, null, config.hidden_size]],
  });
  return { config, component, tokenizer: readTokenizer(files, config, component) };
}

function readUnet(files: ModelFiles, latentChannels: number, hiddenSize: number) {
  const file = 'unet/config.json';
  const config = files.json(file, unetConfig);
  if (config.cross_attention_dim !== hiddenSize) {
    const rule = `text_encoder/config.json's hidden_size (${hiddenSize})`;
    throw files.damaged(file, `expected cross_attention_dim to be ${rule}, got ${config.cross_attention_dim}`);
  }
  const rule = `vae_decoder/config.json's latent_channels (${latentChannels})`;
  if (config.out_channels !== latentChannels) {
    throw files.damaged(file, `expected out_channels to be ${rule}, got ${config.out_channels}`);
  }
  const inpaintingChannels = 2 * latentChannels + 1; // latents, mask, latents of the masked picture
  if (config.in_channels !== latentChannels && config.in_channels !== inpaintingChannels) {
    const inpainting = `or ${inpaintingChannels} for inpainting`;
    throw files.damaged(file, `expected in_channels to be ${rule} ${inpainting}, got ${config.in_channels}`);
  }
  const component = readComponent(files, 'unet', {
    inputs: {
      sample: { types: FLOATS, shape: [null, config.in_channels, null, null] },
      timestep: { types: [...FLOATS, ...INTEGERS], shape: null },
      encoder_hidden_states: { types: FLOATS, shape: [null, null, hiddenSize] },
    },
    output: ['out_sample', [null, latentChannels, null, null]],
  });
  return { config, component };
}

/** Its flags are booleans, unlike every other output; images come as (N, H, W, 3). */
function readSafetyChecker(files: ModelFiles): Component {
  const graph = files.onnx('safety_checker');
  const [inputs, outputs] = [graph.inputs, graph.outputs].map((tensors) => tensors.map(({ name }) => name));
  const fits = inputs?.length === 2 && inputs.includes('clip_input') && inputs.includes('images');
  if (fits && outputs?.includes('has_nsfw_concepts')) return graph;
  const rule = 'expected the inputs clip_input, images and the output has_nsfw_concepts';
  throw files.damaged('safety_checker/model.onnx', `${rule}, got ${inputs?.join(', ')} and ${outputs?.join(', ')}`);
}

/**
 * A1111 reads on without end; three chunks are 225 tokens of CLIP, more than most people ever write, and each makes
 * every step's attention dearer. A graph that was exported for one length of text reads one.
 */
function readPromptChunks(unet: Component, wanted: number | undefined, files: ModelFiles): number {
  const length = unet.inputs.find(({ name }) => name === 'encoder_hidden_states')?.shape?.[1];
  if (typeof length !== 'number') return wanted ?? PROMPT_CHUNKS;
  if (wanted === undefined || wanted === 1) return 1;
  throw files.damaged(
    'easel.json',
    `expected promptChunks to be 1, since the UNet reads ${length} tokens, got ${wanted}`,
  );
}
