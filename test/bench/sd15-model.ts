import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { noiseGenerator } from '../../inference/engine/noise/noise.ts';
import { FLOAT, type Graph, INT32, INT64, type Node, onnxFile } from '../onnx-graph.ts';
import { modelsDirectory } from './requests.ts';

const LATENT_CHANNELS = 4;
const TOKENS = 77;
/** Size of a token's state. */
const STATE = 768;
const VOCABULARY = 2914; // of the embedded model's tokenizer, which reads the prompts
/** Of the UNet; Stable Diffusion has 320 to 1,280. Chosen so that a call of two rows takes some tens of milliseconds on two cores. */
const CHANNELS = 96;
const BLOCKS = 8;
const DECODER_CHANNELS = 24;

/** Stable Diffusion 1.5's scheduler_config.json. */
const SCHEDULER = {
  _class_name: 'PNDMScheduler',
  beta_start: 0.00085,
  beta_end: 0.012,
  beta_schedule: 'scaled_linear',
  num_train_timesteps: 1000,
  set_alpha_to_one: false,
  skip_prk_steps: true,
  steps_offset: 1,
  clip_sample: false,
};

/**
 * Writes a model folder whose graphs have the inputs and outputs of Stable Diffusion 1.5 and its work on the host:
 * latents of 4 × 64 × 64 for 512 × 512 pixels, texts of 77 × 768, a timestep per row. Its weights are few and random, so
 * it paints nothing; that a UNet call takes milliseconds instead of seconds makes what is around it visible.
 */
export function writeSd15Model(folder: string): void {
  const write = (file: string, content: string | Buffer) => {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file), content);
  };
  const json = (file: string, value: unknown) => write(file, JSON.stringify(value));
  const emoji = join(modelsDirectory, 'emoji');
  cpSync(join(emoji, 'model_index.json'), join(folder, 'model_index.json'));
  cpSync(join(emoji, 'tokenizer'), join(folder, 'tokenizer'), { recursive: true });
  const marks = { bos_token: '<|startoftext|>', eos_token: '<|endoftext|>', pad_token: '<|endoftext|>' };
  json('tokenizer/tokenizer_config.json', { model_max_length: TOKENS, ...marks });
  json('scheduler/scheduler_config.json', SCHEDULER);
  json('text_encoder/config.json', { hidden_size: STATE, max_position_embeddings: TOKENS, vocab_size: VOCABULARY });
  json('unet/config.json', {
    in_channels: LATENT_CHANNELS,
    out_channels: LATENT_CHANNELS,
    sample_size: 64,
    cross_attention_dim: STATE,
    block_out_channels: [320, 640, 1280, 1280],
  });
  json('vae_decoder/config.json', {
    latent_channels: LATENT_CHANNELS,
    out_channels: 3,
    block_out_channels: [128, 256, 512, 512],
  });
  write('text_encoder/model.onnx', onnxFile(textEncoder()));
  write('unet/model.onnx', onnxFile(unet()));
  write('vae_decoder/model.onnx', onnxFile(vaeDecoder()));
}

/** Normal around 0, scaled so that a layer neither shrinks nor grows what passes through it. */
function randomWeights(seed: number, shape: readonly number[], inputs: number) {
  const length = shape.reduce((product, axis) => product * axis, 1);
  const values = noiseGenerator('cpu', seed).draw(length);
  return { shape, values: values.map((value) => value / Math.sqrt(inputs)) };
}

const convolution = (seed: number, from: number, to: number) => randomWeights(seed, [to, from, 3, 3], 9 * from);
const padded = { pads: [1, 1, 1, 1] };

/** A state per token, looked up. */
function textEncoder(): Graph {
  return {
    inputs: [['input_ids', INT32, ['batch', 'sequence']]],
    output: ['last_hidden_state', FLOAT, ['batch', 'sequence', STATE]],
    nodes: [['Gather', ['table', 'input_ids'], 'last_hidden_state', { axis: 0 }]],
    weights: { table: randomWeights(1, [VOCABULARY, STATE], 1) },
  };
}

/** Residual blocks of one convolution each; timestep and mean text are added before the first. */
function unet(): Graph {
  const latents = ['batch', LATENT_CHANNELS, 'height', 'width'];
  const block = (index: number): Node[] => [
    ['Sigmoid', [`hidden${index}`], `gate${index}`],
    ['Mul', [`hidden${index}`, `gate${index}`], `active${index}`],
    ['Conv', [`active${index}`, `weights${index}`], `change${index}`, padded],
    ['Add', [`hidden${index}`, `change${index}`], `hidden${index + 1}`],
  ];
  const blocks = Array.from({ length: BLOCKS }, (_, index) => index);
  return {
    inputs: [
      ['sample', FLOAT, latents],
      ['timestep', INT64, ['steps']],
      ['encoder_hidden_states', FLOAT, ['batch', 'sequence', STATE]],
    ],
    output: ['out_sample', FLOAT, latents],
    nodes: [
      ['Cast', ['timestep'], 'time', { to: FLOAT }],
      ['Div', ['time', 'thousand'], 'noisiness'],
      ['Reshape', ['noisiness', 'column'], 'times'],
      ['ReduceMean', ['encoder_hidden_states'], 'text', { axes: [1], keepdims: 0 }],
      ['MatMul', ['text', 'project'], 'projected'],
      ['Reshape', ['projected', 'per_channel'], 'conditioning'],
      ['Conv', ['sample', 'first'], 'seen', padded],
      ['Add', ['seen', 'times'], 'timed'],
      ['Add', ['timed', 'conditioning'], 'hidden0'],
      ...blocks.flatMap(block),
      ['Tanh', [`hidden${BLOCKS}`], 'bounded'],
      ['Conv', ['bounded', 'last'], 'out_sample', padded],
    ],
    integers: { column: [-1, 1, 1, 1], per_channel: [-1, CHANNELS, 1, 1] },
    floats: { thousand: 1000 },
    weights: {
      first: convolution(2, LATENT_CHANNELS, CHANNELS),
      project: randomWeights(3, [STATE, CHANNELS], STATE),
      last: convolution(4, CHANNELS, LATENT_CHANNELS),
      ...Object.fromEntries(
        blocks.map((index) => [`weights${index}`, convolution(10 + index, CHANNELS, CHANNELS)] as const),
      ),
    },
  };
}

/** Two convolutions, the second of which makes the 8 × 8 pixels of every latent. */
function vaeDecoder(): Graph {
  return {
    inputs: [['latent_sample', FLOAT, ['batch', LATENT_CHANNELS, 'height', 'width']]],
    output: ['sample', FLOAT, ['batch', 3, 'height_of_picture', 'width_of_picture']],
    nodes: [
      ['Conv', ['latent_sample', 'first'], 'hidden', padded],
      ['Tanh', ['hidden'], 'active'],
      ['Conv', ['active', 'last'], 'blocks', padded],
      ['DepthToSpace', ['blocks'], 'picture', { blocksize: 8 }],
      ['Tanh', ['picture'], 'sample'],
    ],
    weights: {
      first: convolution(5, LATENT_CHANNELS, DECODER_CHANNELS),
      last: convolution(6, DECODER_CHANNELS, 3 * 64),
    },
  };
}
