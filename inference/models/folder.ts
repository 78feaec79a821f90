import type { z } from 'zod';
import {
  easelConfig,
  modelIndex,
  schedulerConfig,
  specialTokensMap,
  textEncoderConfig,
  tokenizerConfig,
  unetConfig,
  vaeConfig,
} from './diffusers-config.ts';
import type { Component, Model, TokenizerConfig } from './model.ts';
import { ModelFiles } from './model-files.ts';
import type { TensorSpec } from './onnx-file.ts';
import { readVocabulary } from './vocabulary.ts';

/** What tutorials use where a model says nothing; DPM-Solver++ needs 20 steps for what PNDM needs 50. */
const DEFAULTS = { steps: 20, guidanceScale: 7.5, scheduler: 'DPMSolverMultistep' } as const;

const FLOATS = ['float32', 'float16'];
const INTEGERS = ['int32', 'int64'];

/**
 * Reads a Diffusers ONNX folder and checks its files against each other: what the configurations say, what the graphs
 * declare, what the vocabulary holds. Weights are not read. Throws a Fault `model_damaged` for the first thing wrong.
 */
export function readModelFolder(folder: string, name: string): Model {
  const files = new ModelFiles(folder, name);
  files.json('model_index.json', modelIndex);
  const scheduler = files.json('scheduler/scheduler_config.json', schedulerConfig);
  const text = readTextEncoder(files);
  const vae = readVae(files);
  const unet = readUnet(files, vae.config.latent_channels, text.config.hidden_size);
  const easel = files.has('easel.json') ? files.json('easel.json', easelConfig) : { defaults: {} };

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
    vaeDecoder: vae.decoder,
    vaeEncoder: vae.encoder,
    tokenizer: text.tokenizer,
    schedulerConfig: scheduler,
    latentChannels: vae.config.latent_channels,
    vaeFactor,
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

function readTextEncoder(files: ModelFiles) {
  const config = files.json('text_encoder/config.json', textEncoderConfig);
  const component = readComponent(files, 'text_encoder', {
    inputs: { input_ids: { types: INTEGERS, shape: [null, null] } },
    output: ['last_hidden_state', [null, null, config.hidden_size]],
  });
  return { config, component, tokenizer: readTokenizer(files, config, component) };
}

function readTokenizer(
  files: ModelFiles,
  textEncoder: z.infer<typeof textEncoderConfig>,
  component: Component,
): TokenizerConfig {
  const file = 'tokenizer/tokenizer_config.json';
  const config = files.json(file, tokenizerConfig);
  const map = files.has('tokenizer/special_tokens_map.json')
    ? files.json('tokenizer/special_tokens_map.json', specialTokensMap)
    : {};
  const tokensMax = config.model_max_length > 1e6 ? textEncoder.max_position_embeddings : config.model_max_length;
  if (tokensMax > textEncoder.max_position_embeddings) {
    const rule = `at most text_encoder/config.json's max_position_embeddings (${textEncoder.max_position_embeddings})`;
    throw files.damaged(file, `expected model_max_length to be ${rule}, got ${tokensMax}`);
  }
  const fixed = component.inputs[0]?.shape?.[1];
  if (typeof fixed === 'number' && fixed !== tokensMax) {
    throw files.damaged(file, `expected model_max_length to be text_encoder/model.onnx's ${fixed}, got ${tokensMax}`);
  }
  const padToken = config.pad_token ?? map.pad_token;
  if (padToken === undefined)
    throw files.damaged(file, 'expected pad_token to name the token that fills short prompts');
  const { path } = files.locate('tokenizer/vocab.json');
  files.locate('tokenizer/merges.txt');
  const folder = path.slice(0, -'/vocab.json'.length);
  const tokenizer = { folder, beginToken: config.bos_token, endToken: config.eos_token, padToken, tokensMax };
  checkVocabulary(files, tokenizer, textEncoder.vocab_size);
  return { ...tokenizer, lowercase: config.do_lower_case };
}

function checkVocabulary(files: ModelFiles, tokenizer: Omit<TokenizerConfig, 'lowercase'>, idsMax: number): void {
  let ids: Record<string, number>;
  try {
    ids = readVocabulary(tokenizer.folder).ids;
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof SyntaxError)) throw error;
    throw files.damaged('tokenizer', `the vocabulary cannot be read: ${error.message}`, error);
  }
  for (const token of [tokenizer.beginToken, tokenizer.endToken, tokenizer.padToken]) {
    if (!Object.hasOwn(ids, token))
      throw files.damaged('tokenizer/vocab.json', `expected it to hold the token "${token}"`);
  }
  const highest = Object.values(ids).reduce((most, id) => Math.max(most, id), 0);
  if (highest >= idsMax) {
    throw files.damaged(
      'tokenizer/vocab.json',
      `expected ids under text_encoder/config.json's ${idsMax}, got ${highest}`,
    );
  }
}

function readUnet(files: ModelFiles, latentChannels: number, hiddenSize: number) {
  const file = 'unet/config.json';
  const config = files.json(file, unetConfig);
  if (config.cross_attention_dim !== hiddenSize) {
    const rule = `text_encoder/config.json's hidden_size (${hiddenSize})`;
    throw files.damaged(file, `expected cross_attention_dim to be ${rule}, got ${config.cross_attention_dim}`);
  }
  for (const key of ['in_channels', 'out_channels'] as const) {
    if (config[key] !== latentChannels) {
      const rule = `vae_decoder/config.json's latent_channels (${latentChannels})`;
      throw files.damaged(file, `expected ${key} to be ${rule}, got ${config[key]}`);
    }
  }
  const component = readComponent(files, 'unet', {
    inputs: {
      sample: { types: FLOATS, shape: [null, latentChannels, null, null] },
      timestep: { types: [...FLOATS, ...INTEGERS], shape: null },
      encoder_hidden_states: { types: FLOATS, shape: [null, null, hiddenSize] },
    },
    output: ['out_sample', [null, latentChannels, null, null]],
  });
  return { config, component };
}

function readVae(files: ModelFiles) {
  const config = files.json('vae_decoder/config.json', vaeConfig);
  const decoder = readComponent(files, 'vae_decoder', {
    inputs: { latent_sample: { types: FLOATS, shape: [null, config.latent_channels, null, null] } },
    output: ['sample', [null, 3, null, null]],
  });
  // Its output is called latent_sample or latent_parameters, by exporter; image to image tells them apart.
  const encoder = files.has('vae_encoder/model.onnx') ? files.onnx('vae_encoder') : null;
  return { config, decoder, encoder };
}

interface Expected {
  inputs: Record<string, { types: readonly string[]; shape: readonly (number | null)[] | null }>;
  output: [name: string, shape: readonly (number | null)[]];
}

/** Opens a component's graph and refuses inputs that this pipeline would not feed (SDXL's, LCM's, inpainting's). */
function readComponent(files: ModelFiles, component: string, expected: Expected): Component {
  const graph = files.onnx(component);
  const file = `${component}/model.onnx`;
  const names = Object.keys(expected.inputs);
  const got = graph.inputs.map((input) => input.name);
  if (got.length !== names.length || !names.every((name) => got.includes(name))) {
    throw files.damaged(file, `expected the inputs ${names.join(', ')}, got ${got.join(', ') || 'none'}`);
  }
  for (const input of graph.inputs) {
    const rule = expected.inputs[input.name];
    if (rule === undefined) continue;
    if (!rule.types.includes(input.type)) {
      throw files.damaged(file, `expected ${input.name} to be ${rule.types.join(' or ')}, got ${input.type}`);
    }
    if (rule.shape !== null) checkShape(files, file, input, rule.shape);
  }
  const [name, shape] = expected.output;
  const output = graph.outputs.find((candidate) => candidate.name === name);
  if (output === undefined) throw files.damaged(file, `expected an output ${name}`);
  if (!FLOATS.includes(output.type)) {
    throw files.damaged(file, `expected ${name} to be ${FLOATS.join(' or ')}, got ${output.type}`);
  }
  checkShape(files, file, output, shape);
  return graph;
}

/** `null` stands for an axis that may have any size; an axis that the graph leaves open fits every number. */
function checkShape(files: ModelFiles, file: string, tensor: TensorSpec, expected: readonly (number | null)[]): void {
  const { name, shape } = tensor;
  if (shape === null) return;
  const fits =
    shape.length === expected.length &&
    shape.every((axis, index) => typeof axis === 'string' || expected[index] === null || axis === expected[index]);
  if (!fits) {
    const rule = expected.map((axis) => axis ?? '?').join(' × ');
    throw files.damaged(file, `expected ${name} to have the shape ${rule}, got ${shape.join(' × ')}`);
  }
  if (typeof shape[0] === 'number') {
    throw files.damaged(
      file,
      `expected ${name} to have an open batch axis, got ${shape[0]} (export it with dynamic axes)`,
    );
  }
}
