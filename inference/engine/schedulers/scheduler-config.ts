import { z } from 'zod';
import { unsupported } from './unsupported.ts';

const flag = z.boolean();
const real = z.number();
const count = z.int().min(1).max(100_000);

/** Every option that Easel knows in a Diffusers `scheduler_config.json`, by diffusers' own name. */
const shape = {
  algorithm_type: z.enum(['dpmsolver', 'dpmsolver++', 'sde-dpmsolver', 'sde-dpmsolver++', 'deis']),
  beta_end: real,
  beta_schedule: z.string(),
  beta_start: real,
  clip_sample: flag,
  clip_sample_range: real,
  disable_corrector: z.array(z.int()),
  dynamic_thresholding_ratio: real.min(0).max(1),
  euler_at_final: flag,
  final_sigmas_type: z.enum(['zero', 'sigma_min']),
  interpolation_type: z.enum(['linear', 'log_linear']),
  lambda_min_clipped: z.union([real, z.enum(['-inf', '-Infinity']).transform(() => Number.NEGATIVE_INFINITY)]),
  lower_order_final: flag,
  num_train_timesteps: count,
  original_inference_steps: count,
  predict_x0: flag,
  prediction_type: z.enum(['epsilon', 'sample', 'v_prediction']),
  rescale_betas_zero_snr: flag,
  sample_max_value: real,
  set_alpha_to_one: flag,
  sigma_max: real.positive().nullable(),
  sigma_min: real.positive().nullable(),
  skip_prk_steps: flag,
  solver_order: z.int().min(1).max(3),
  solver_type: z.enum(['midpoint', 'heun', 'logrho', 'bh1', 'bh2']),
  steps_offset: z.int(),
  thresholding: flag,
  timestep_scaling: real,
  timestep_spacing: z.enum(['linspace', 'leading', 'trailing']),
  timestep_type: z.enum(['discrete', 'continuous']),
  trained_betas: z.array(real).nullable(),
  use_beta_sigmas: flag,
  use_exponential_sigmas: flag,
  use_flow_sigmas: z.literal(false),
  use_karras_sigmas: flag,
  use_lu_lambdas: flag,
  variance_type: z
    .enum(['fixed_small', 'fixed_small_log', 'fixed_large', 'fixed_large_log', 'learned', 'learned_range'])
    .nullable(),
};

type Shape = typeof shape;

/** The options of all schedulers together; each scheduler takes some of them. */
export type SchedulerOptions = { [Name in keyof Shape]: z.infer<Shape[Name]> };

/** What a `scheduler_config.json` holds: options of the class it names, and whatever else diffusers wrote. */
export type SchedulerConfig = Readonly<Record<string, unknown>>;

/** The options of one scheduler, by the names in its defaults. */
export type Resolved<Defaults> = { [Name in keyof Defaults & keyof SchedulerOptions]: SchedulerOptions[Name] };

/**
 * The options of one scheduler as diffusers' `from_config` resolves them: its own defaults, then what the model's file
 * says, whichever class the file was written for, then `overrides`. Options that the scheduler does not have stay out
 * when they come from the file, as in diffusers; as an override such an option is refused, since somebody asked for it.
 */
export function resolveConfig<Defaults extends Partial<SchedulerOptions>>(
  scheduler: string,
  defaults: Defaults,
  modelConfig: SchedulerConfig,
  overrides: SchedulerConfig = {},
): Resolved<Defaults> {
  const foreign = Object.keys(overrides).find((name) => !(name in defaults));
  if (foreign !== undefined) throw unsupported(`${scheduler} has no option ${foreign}.`);
  const resolved: Record<string, unknown> = {};
  for (const [name, byDefault] of Object.entries(defaults)) {
    const given = overrides[name] ?? modelConfig[name];
    resolved[name] =
      given === undefined || given === null ? byDefault : parseOption(scheduler, name as keyof Shape, given);
  }
  return resolved as Resolved<Defaults>;
}

function parseOption(scheduler: string, name: keyof Shape, value: unknown): unknown {
  const parsed = shape[name].safeParse(value);
  if (parsed.success) return parsed.data;
  const reason = parsed.error.issues[0]?.message ?? 'it has another type';
  throw unsupported(`${scheduler} cannot run with ${name} ${JSON.stringify(value)}: ${reason}.`);
}

/** Defaults that every scheduler shares; those of a class that differ are named in its own file. */
export const COMMON_DEFAULTS = {
  num_train_timesteps: 1000,
  beta_start: 0.0001,
  beta_end: 0.02,
  beta_schedule: 'linear',
  trained_betas: null,
  prediction_type: 'epsilon',
} as const satisfies Partial<SchedulerOptions>;
