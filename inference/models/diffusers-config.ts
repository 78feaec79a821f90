import { z } from 'zod';
import { SCHEDULER_NAMES } from '../../prisma/scheduler-name.ts';

/**
 * The JSON files of a Diffusers folder, as far as they decide pixels. Other keys are left alone. A default stands only
 * where Diffusers' own class has one: then an absent key means that value, it is not our guess.
 */

const count = z.int().min(1).max(1_000_000);
/** Diffusers writes a tuple where height and width differ: [height, width]. */
const side = z.union([count, z.tuple([count, count])]);
const component = z.tuple([z.string().nullable(), z.string().nullable()]);
/** A special token is its text, or an object that holds it. */
const token = z.union([
  z.string().min(1),
  z.looseObject({ content: z.string().min(1) }).transform(({ content }) => content),
]);

/** model_index.json: that the folder is a pipeline with these parts. */
export const modelIndex = z.looseObject({
  _class_name: z.string(),
  tokenizer: component,
  text_encoder: component,
  unet: component,
  scheduler: component,
});

/** unet/config.json. Its width halves between blocks, which decides the sizes it can paint. */
export const unetConfig = z.looseObject({
  in_channels: count,
  out_channels: count,
  sample_size: side,
  cross_attention_dim: count,
  block_out_channels: z.array(count).min(1),
});

/** vae_decoder/config.json. Each block but the last doubles the side of the picture. */
export const vaeConfig = z.looseObject({
  latent_channels: count,
  out_channels: z.literal(3),
  block_out_channels: z.array(count).min(1),
  sample_size: side.optional(),
  scaling_factor: z.number().positive().default(0.18215), // AutoencoderKL's own default
  shift_factor: z.number().nullable().default(null),
});

/** text_encoder/config.json. Its bos and eos ids are left alone: Stable Diffusion 1.5 ships wrong ones, the tokenizer knows. */
export const textEncoderConfig = z.looseObject({
  hidden_size: count,
  max_position_embeddings: count,
  vocab_size: count,
});

/** tokenizer/tokenizer_config.json. */
export const tokenizerConfig = z.looseObject({
  model_max_length: z.number().min(3), // 1e30 where the exporter did not know
  bos_token: token,
  eos_token: token,
  pad_token: token.optional(),
  do_lower_case: z.boolean().default(true),
});

/** tokenizer/special_tokens_map.json, asked where the configuration names no pad token. */
export const specialTokensMap = z.looseObject({ pad_token: token.optional() });

/** The rest of its options is the scheduler's to check, since each knows which of them it takes. */
export const schedulerConfig = z.looseObject({
  _class_name: z.string(),
  num_train_timesteps: count,
  prediction_type: z.enum(['epsilon', 'v_prediction', 'sample']).optional(),
});

/** What Easel itself keeps beside a model; every key may be absent. */
export const easelConfig = z.strictObject({
  title: z.string().min(1).optional(),
  licence: z.string().min(1).optional(),
  defaults: z
    .strictObject({
      steps: z.int().min(1).max(1000).optional(),
      guidanceScale: z.number().min(0).max(100).optional(),
      scheduler: z.enum(SCHEDULER_NAMES).optional(),
    })
    .default({}),
  /** One name and no path, so that a downloaded file can point at what lies beside it and nowhere else. */
  vae: z
    .string()
    .regex(/^\.\.\/[^./\\][^/\\]*$/, 'it names no folder beside this one, as "../sd-vae-ft-mse" does')
    .optional(),
  tiles: z.boolean().optional(),
  promptChunks: z.int().min(1).max(20).optional(),
  sizes: z
    .array(z.tuple([count, count]))
    .min(1)
    .optional(),
});
