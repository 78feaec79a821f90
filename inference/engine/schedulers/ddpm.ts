import { integerTimesteps } from './integer-timesteps.ts';
import { combine } from './linear-combination.ts';
import { NoiseSchedule } from './noise-schedule.ts';
import { planCalls, planned } from './plan.ts';
import { originalMix } from './prediction.ts';
import type { Run } from './run.ts';
import { LIMIT_DEFAULTS, sampleLimit } from './sample-limit.ts';
import type { Scheduler } from './scheduler.ts';
import { COMMON_DEFAULTS, type Resolved, type SchedulerOptions } from './scheduler-config.ts';
import { TensorHistory } from './tensor-history.ts';
import { assertFalling } from './timestep-spacing.ts';
import { unsupported } from './unsupported.ts';

/** The options of diffusers' DDPMScheduler, and what they are where a model's file leaves them out. */
export const DDPM_DEFAULTS = {
  ...COMMON_DEFAULTS,
  ...LIMIT_DEFAULTS,
  variance_type: 'fixed_small',
  clip_sample: true,
  clip_sample_range: 1,
  timestep_spacing: 'leading',
  steps_offset: 0,
  rescale_betas_zero_snr: false,
} as const satisfies Partial<SchedulerOptions>;

type Options = Resolved<typeof DDPM_DEFAULTS>;

interface Weights {
  /** The predicted picture x₀. */
  originalSample: number;
  originalOutput: number;
  /** The previous sample, of x₀, the sample and fresh noise. */
  original: number;
  sample: number;
  noise: number;
  /** The scales of picture and noise at this timestep. */
  alpha: number;
  sigma: number;
}

/**
 * Denoising Diffusion Probabilistic Models: Ho et al. 2020, arXiv:2006.11239, formula 7, with the timesteps in between
 * left out. One model call a step; draws noise at every timestep above 0, even where its deviation is the 1e-10 that
 * diffusers keeps for the last step.
 */
export class Ddpm implements Scheduler {
  readonly timesteps: readonly number[];
  readonly initNoiseSigma = 1;
  readonly #plan: readonly Weights[];
  readonly #limit: ((original: Float32Array) => void) | null;
  readonly #original = new TensorHistory(1);

  constructor(options: Options, run: Run) {
    const noise = new NoiseSchedule(options, { zeroTerminalSnr: options.rescale_betas_zero_snr });
    if (run.timesteps !== null) assertFalling(run.timesteps, noise.length);
    const timesteps = run.timesteps ?? integerTimesteps(options, noise.length, run);
    this.timesteps = timesteps.slice(run.skippedSteps);
    this.#limit = sampleLimit(options);
    this.#plan = planCalls('DDPM', run.skippedSteps, timesteps.length, (index) => {
      const next = timesteps[index + 1];
      return weightsOf(
        options,
        noise.alphaCumprod(timesteps[index] as number),
        next === undefined ? 1 : noise.alphaCumprod(next),
      );
    });
  }

  scaleModelInput(sample: Float32Array): Float32Array {
    return sample;
  }

  step(modelOutput: Float32Array, call: number, sample: Float32Array, drawNoise: () => Float32Array): void {
    const weights = planned(this.#plan, call);
    const draws = (this.timesteps[call] as number) > 0;
    const [noise, deviation] = draws ? [drawNoise(), weights.noise] : [sample, 0];
    const { originalSample, originalOutput } = weights;
    if (this.#limit === null) {
      const fromSample = weights.sample + weights.original * originalSample;
      combine(sample, fromSample, sample, weights.original * originalOutput, modelOutput, deviation, noise);
      return;
    }
    const x0 = this.#original.push(sample.length);
    combine(x0, originalSample, sample, originalOutput, modelOutput);
    this.#limit(x0);
    combine(sample, weights.sample, sample, weights.original, x0, deviation, noise);
  }

  addNoise(original: Float32Array, noise: Float32Array, call: number, out: Float32Array): void {
    const { alpha, sigma } = planned(this.#plan, call);
    combine(out, alpha, original, sigma, noise);
  }
}

/** From ᾱ to ᾱ', as if in one step of α = ᾱ / ᾱ' and β = 1 − α. */
function weightsOf(options: Options, alphaCumprod: number, next: number): Weights {
  const [alpha, sigma] = [Math.sqrt(alphaCumprod), Math.sqrt(1 - alphaCumprod)];
  const original = originalMix(options.prediction_type, alpha, sigma);
  // As float32, as torch has it: of a β of 1e-4 that changes the fourth digit, and with it diffusers' own full loop.
  const stepAlpha = Math.fround(alphaCumprod / next);
  return {
    originalSample: original.sample,
    originalOutput: original.output,
    original: (Math.sqrt(next) * (1 - stepAlpha)) / (1 - alphaCumprod),
    sample: (Math.sqrt(stepAlpha) * (1 - next)) / (1 - alphaCumprod),
    noise: deviationOf(options.variance_type, 1 - stepAlpha, (1 - next) / (1 - alphaCumprod)),
    alpha,
    sigma,
  };
}

/** Deviation of the fresh noise: √β, or that of the posterior, √(β·(1 − ᾱ') / (1 − ᾱ)). */
function deviationOf(type: Options['variance_type'], beta: number, share: number): number {
  switch (type) {
    case 'fixed_small':
    case 'fixed_small_log': // diffusers goes through the logarithm and back
      return Math.sqrt(Math.max(share * beta, 1e-20));
    case 'fixed_large':
      return Math.sqrt(beta);
    case 'fixed_large_log':
      throw unsupported('DDPM cannot run with fixed_large_log variance: it is the root of a negative logarithm.');
    default:
      throw unsupported('DDPM runs with fixed variance only; Stable Diffusion models do not learn it.');
  }
}
