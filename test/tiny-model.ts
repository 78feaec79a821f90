import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BOOL, FLOAT, type Graph, INT32, type Node, onnxFile } from './onnx-graph.ts';

/** What an export may do differently; the defaults are those of Diffusers' own script. */
export interface TinyModelOptions {
  /** Ships a safety checker, which flags pictures that are brighter than the mean of CLIP's. */
  flags?: boolean;
  /** Of samples and states: FLOAT or FLOAT16. */
  floatType?: number;
  idsType?: number;
  timestepType?: number;
  /** `['steps']` (one per row), `[1]` or `[]` (one for all). */
  timestepShape?: readonly (number | string)[];
  /** The UNet asks for far more memory than there is when a call has more rows than this. */
  rowsBeforeOutOfMemory?: number;
  /** The VAE asks for far more memory than there is when a call has more latent cells than this. */
  cellsBeforeOutOfMemory?: number;
  /** The UNet's weights lie in a file beside its graph. */
  externalWeights?: boolean;
  /** Axes of the UNet's latents that the export fixed; open ones by default. */
  fixedAxes?: { batch?: number; height?: number; width?: number };
  /** Height and width that the export fixed for the VAE's decoder; open ones by default. */
  decoderSide?: number;
  /** How many times larger than its latents the VAE's configuration says that pictures are; they never are. */
  claimedVaeFactor?: 1 | 2;
  /** What the VAE's encoder returns; without it the model has none. */
  encodes?: 'latent_sample' | 'latent_parameters';
  /** A UNet that sees the mask and the masked picture's latents behind the latents. */
  inpaints?: boolean;
  /** A UNet that predicts every value from its neighbours, and takes what is beyond the edge for zeros. */
  looksAround?: boolean;
  /** What the VAE makes of every latent instead of a picture. */
  paints?: 'black' | 'infinity';
  /** A second decoder beside the first: in float32, and it always paints a picture. */
  float32Decoder?: boolean;
}

const CHANNELS = 3;
const emoji = fileURLToPath(new URL('../models/emoji', import.meta.url));

/**
 * Writes a model folder whose graphs have a handful of nodes: 8×8 pixels, a VAE factor of 1, 3 latent channels, one
 * number per token. It paints nothing anybody would recognise, but every row's result depends on its latents, its
 * timestep and its text, and on nothing else.
 */
export function writeTinyModel(folder: string, options: TinyModelOptions = {}): void {
  const json = (file: string, value: unknown) => write(file, JSON.stringify(value));
  const write = (file: string, content: string | Buffer) => {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file), content);
  };
  cpSync(join(emoji, 'model_index.json'), join(folder, 'model_index.json'));
  cpSync(join(emoji, 'scheduler'), join(folder, 'scheduler'), { recursive: true });
  cpSync(join(emoji, 'tokenizer'), join(folder, 'tokenizer'), { recursive: true });
  json('text_encoder/config.json', { hidden_size: 1, max_position_embeddings: 24, vocab_size: 2914 });
  json('unet/config.json', {
    in_channels: options.inpaints ? 2 * CHANNELS + 1 : CHANNELS,
    out_channels: CHANNELS,
    sample_size: 8,
    cross_attention_dim: 1,
    block_out_channels: [1],
  });
  json('vae_decoder/config.json', {
    latent_channels: CHANNELS,
    out_channels: 3,
    block_out_channels: options.claimedVaeFactor === 2 ? [1, 1] : [1],
    scaling_factor: 2,
  });
  write('text_encoder/model.onnx', onnxFile(textEncoder(options)));
  write('unet/model.onnx', onnxFile(unet(options)));
  if (options.externalWeights) write('unet/weights.bin', Buffer.from(Float32Array.of(0.5).buffer));
  write('vae_decoder/model.onnx', onnxFile(vaeDecoder(options)));
  if (options.float32Decoder) write('vae_decoder_fp32/model.onnx', onnxFile(vaeDecoder({})));
  if (options.flags) write('safety_checker/model.onnx', onnxFile(safetyChecker()));
  if (options.encodes !== undefined) write('vae_encoder/model.onnx', onnxFile(vaeEncoder(options.encodes, options)));
}

const toFloat = { to: FLOAT };

function textEncoder({ floatType = FLOAT, idsType = INT32 }: TinyModelOptions): Graph {
  return {
    inputs: [['input_ids', idsType, ['batch', 'sequence']]],
    output: ['last_hidden_state', floatType, ['batch', 'sequence', 1]],
    nodes: [
      ['Cast', ['input_ids'], 'ids', toFloat],
      ['Div', ['ids', 'many'], 'small'],
      ['Unsqueeze', ['small', 'last'], 'states'],
      ['Cast', ['states'], 'last_hidden_state', { to: floatType }],
    ],
    integers: { last: [2] },
    floats: { many: 1e5 },
  };
}

/** sample / 2 + timestep / 1000 + the mean of the text's states; with a mask also (mask + masked picture) / 2. */
function unet(options: TinyModelOptions): Graph {
  const { floatType = FLOAT, timestepType = INT32, timestepShape = ['steps'], rowsBeforeOutOfMemory } = options;
  const { inpaints = false, looksAround = false } = options;
  const around: Record<string, number | number[]> = { kernel_shape: [3, 3], pads: [1, 1, 1, 1], count_include_pad: 1 };
  const { batch = 'batch', height = 'height', width = 'width' } = options.fixedAxes ?? {};
  const latents = [batch, CHANNELS, height, width];
  const parts: Node[] = [
    ['Cast', ['sample'], 'seen', toFloat],
    ['Slice', ['seen', 'first', 'mask_at', 'channel'], 'latents'],
    ['Slice', ['seen', 'mask_at', 'masked_at', 'channel'], 'mask'],
    ['Slice', ['seen', 'masked_at', 'last', 'channel'], 'masked'],
    ['Add', ['masked', 'mask'], 'place'],
    ['Mul', ['place', 'half'], 'hint'],
  ];
  const hungry: Node[] = [
    ['Shape', ['sample'], 'shape', { end: 1 }],
    ['Sub', ['shape', 'allowed'], 'over'],
    ['Max', ['over', 'zero'], 'surplus'],
    ['Mul', ['surplus', 'petabyte'], 'elements'],
    ['ConstantOfShape', ['elements'], 'memory'],
    ['ReduceSum', ['memory'], 'nothing', { keepdims: 0 }],
    ['Add', ['text', 'nothing'], 'asked'],
  ];
  return {
    inputs: [
      ['sample', floatType, inpaints ? [batch, 2 * CHANNELS + 1, height, width] : latents],
      ['timestep', timestepType, timestepShape],
      ['encoder_hidden_states', floatType, ['batch', 'sequence', 1]],
    ],
    output: ['out_sample', floatType, latents],
    nodes: [
      ...(inpaints ? parts : [['Cast', ['sample'], 'latents', toFloat] satisfies Node]),
      ['Mul', ['latents', 'half'], 'halved'],
      ['Cast', ['timestep'], 'time', toFloat],
      ['Reshape', ['time', 'column'], 'times'],
      ['Div', ['times', 'thousand'], 'small'],
      ['Cast', ['encoder_hidden_states'], 'states', toFloat],
      ['ReduceMean', ['states'], 'mean', { axes: [1, 2], keepdims: 1 }],
      ['Reshape', ['mean', 'column'], 'text'],
      ...(rowsBeforeOutOfMemory === undefined ? [] : hungry),
      ['Add', ['halved', 'small'], 'sum'],
      ['Add', ['sum', rowsBeforeOutOfMemory === undefined ? 'text' : 'asked'], 'result'],
      ...(inpaints ? [['Add', ['result', 'hint'], 'hinted'] satisfies Node] : []),
      ...(looksAround ? [['AveragePool', ['latents'], 'mean_around', around] satisfies Node] : []),
      ...(looksAround ? [['Neg', ['mean_around'], 'blurred'] satisfies Node] : []),
      ['Cast', [looksAround ? 'blurred' : inpaints ? 'hinted' : 'result'], 'out_sample', { to: floatType }],
    ],
    integers: {
      column: [-1, 1, 1, 1],
      ...(inpaints
        ? { first: [0], mask_at: [CHANNELS], masked_at: [CHANNELS + 1], last: [2 * CHANNELS + 1], channel: [1] }
        : {}),
      ...(rowsBeforeOutOfMemory === undefined
        ? {}
        : { allowed: [rowsBeforeOutOfMemory], zero: [0], petabyte: [2 ** 48] }),
    },
    floats: options.externalWeights ? { thousand: 1000 } : { half: 0.5, thousand: 1000 },
    ...(options.externalWeights ? { externalFloats: { half: 'weights.bin' } } : {}),
  };
}

/** Adds nothing to a tensor, and needs petabytes for that when `input` has more cells than are allowed. */
const hungryFor = (input: string, from: string, to: string): Node[] => [
  ['Shape', [input], 'sides', { start: 2 }],
  ['ReduceProd', ['sides'], 'cells', { keepdims: 1 }],
  ['Sub', ['cells', 'allowed'], 'over'],
  ['Max', ['over', 'none'], 'surplus'],
  ['Mul', ['surplus', 'petabyte'], 'elements'],
  ['ConstantOfShape', ['elements'], 'memory'],
  ['ReduceSum', ['memory'], 'nothing_more', { keepdims: 0 }],
  ['Add', [from, 'nothing_more'], to],
];

const hungryIntegers = (cells: number | undefined) =>
  cells === undefined ? {} : { integers: { allowed: [cells], none: [0], petabyte: [2 ** 48] } };

/** tanh(latents), or what is asked for: tanh · 0 − 1 is black, 1 / (tanh · 0) is not finite. */
function vaeDecoder(options: TinyModelOptions): Graph {
  const { floatType = FLOAT, paints, cellsBeforeOutOfMemory, decoderSide } = options;
  const sides = [decoderSide ?? 'height', decoderSide ?? 'width'];
  const isHungry = cellsBeforeOutOfMemory !== undefined;
  const painted = isHungry ? 'painted' : 'pixels';
  const nodes: Record<'picture' | 'black' | 'infinity', Node[]> = {
    picture: [['Tanh', ['latents'], painted]],
    black: [
      ['Mul', ['latents', 'zero'], 'nothing'],
      ['Sub', ['nothing', 'one'], painted],
    ],
    infinity: [
      ['Mul', ['latents', 'zero'], 'nothing'],
      ['Div', ['one', 'nothing'], painted],
    ],
  };
  return {
    inputs: [['latent_sample', floatType, ['batch', CHANNELS, ...sides]]],
    output: ['sample', floatType, ['batch', 3, ...sides]],
    nodes: [
      ['Cast', ['latent_sample'], 'latents', toFloat],
      ...nodes[paints ?? 'picture'],
      ...(isHungry ? hungryFor('latent_sample', 'painted', 'pixels') : []),
      ['Cast', ['pixels'], 'sample', { to: floatType }],
    ],
    ...hungryIntegers(cellsBeforeOutOfMemory),
    floats: { zero: 0, one: 1 },
  };
}

/** The picture / 2, and as logarithm of the variance 100 times that. */
function vaeEncoder(output: 'latent_sample' | 'latent_parameters', options: TinyModelOptions): Graph {
  const { floatType = FLOAT, cellsBeforeOutOfMemory } = options;
  const isHungry = cellsBeforeOutOfMemory !== undefined;
  const isSample = output === 'latent_sample';
  const parameters: Node[] = [
    ['Mul', ['mean', 'hundred'], 'log_variance'],
    ['Concat', ['mean', 'log_variance'], 'parameters', { axis: 1 }],
  ];
  return {
    inputs: [['sample', floatType, ['batch', 3, 'height', 'width']]],
    output: [output, floatType, ['batch', isSample ? CHANNELS : 2 * CHANNELS, 'height', 'width']],
    nodes: [
      ['Cast', ['sample'], 'pixels', toFloat],
      ['Mul', ['pixels', 'half'], isHungry ? 'halved' : 'mean'],
      ...(isHungry ? hungryFor('sample', 'halved', 'mean') : []),
      ...(isSample ? [] : parameters),
      ['Cast', [isSample ? 'mean' : 'parameters'], output, { to: floatType }],
    ],
    floats: { half: 0.5, hundred: 100 },
    ...hungryIntegers(cellsBeforeOutOfMemory),
  };
}

/** Flags a picture whose mean is above what CLIP's feature extractor calls zero; looks at the other input not at all. */
function safetyChecker(): Graph {
  return {
    inputs: [
      ['clip_input', FLOAT, ['batch', 3, 224, 224]],
      ['images', FLOAT, ['batch', 'height', 'width', 3]],
    ],
    output: ['has_nsfw_concepts', BOOL, ['batch']],
    nodes: [
      ['ReduceMean', ['clip_input'], 'mean', { axes: [1, 2, 3], keepdims: 0 }],
      ['Greater', ['mean', 'zero'], 'has_nsfw_concepts'],
    ],
    floats: { zero: 0 },
  };
}
