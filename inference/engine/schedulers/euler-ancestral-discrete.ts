import { discreteSchedule } from './discrete-schedule.ts';
import { combine } from './linear-combination.ts';
import { planCalls, planned } from './plan.ts';
import { originalMixOfUnscaled, type PredictionType } from './prediction.ts';
import type { Run } from './run.ts';
import type { Scheduler } from './scheduler.ts';
import { COMMON_DEFAULTS, type Resolved, type SchedulerOptions } from './scheduler-config.ts';
import { ancestralSplit, scaleToUnitVariance } from './unscaled-sample.ts';
import { unsupported } from './unsupported.ts';

/** The options of diffusers' EulerAncestralDiscreteScheduler, and what they are where a model's file leaves them out. */
export const EULER_ANCESTRAL_DISCRETE_DEFAULTS = {
  ...COMMON_DEFAULTS,
  timestep_spacing: 'linspace',
  steps_offset: 0,
  rescale_betas_zero_snr: false,
} as const satisfies Partial<SchedulerOptions>;

interface Weights {
  sample: number;
  output: number;
  noise: number;
  sigma: number;
}

/**
 * Euler's method in ancestral form: each step goes below the next noise level and returns to it with fresh noise, as
 * DDPM does (Ho et al. 2020, arXiv:2006.11239; for noise levels by K. Crowson, k-diffusion). One model call and one
 * draw a step; the last draw is multiplied by 0, but drawn.
 */
export class EulerAncestralDiscrete implements Scheduler {
  readonly timesteps: readonly number[];
  readonly initNoiseSigma: number;
  readonly #plan: readonly Weights[];

  constructor(options: Resolved<typeof EULER_ANCESTRAL_DISCRETE_DEFAULTS>, run: Run) {
    const prediction = options.prediction_type;
    if (prediction === 'sample') throw unsupported('Euler a runs with models that predict noise or velocity only.');
    const { timesteps, sigmas, initNoiseSigma } = discreteSchedule(options, run);
    this.timesteps = timesteps.slice(run.skippedSteps);
    this.initNoiseSigma = initNoiseSigma;
    this.#plan = planCalls('Euler a', run.skippedSteps, timesteps.length, (index) =>
      weightsOf(sigmas[index] as number, sigmas[index + 1] as number, prediction),
    );
  }

  scaleModelInput(sample: Float32Array, call: number, out: Float32Array): Float32Array {
    return scaleToUnitVariance(sample, planned(this.#plan, call).sigma, out);
  }

  step(modelOutput: Float32Array, call: number, sample: Float32Array, drawNoise: () => Float32Array): void {
    const weights = planned(this.#plan, call);
    combine(sample, weights.sample, sample, weights.output, modelOutput, weights.noise, drawNoise());
  }

  addNoise(original: Float32Array, noise: Float32Array, call: number, out: Float32Array): void {
    combine(out, 1, original, planned(this.#plan, call).sigma, noise);
  }
}

/** x + (x − x₀) / σ · (σ↓ − σ) + σ↑·noise. */
function weightsOf(sigma: number, next: number, prediction: PredictionType): Weights {
  const { up, down } = ancestralSplit(sigma, next);
  const original = originalMixOfUnscaled(prediction, sigma);
  const stride = (down - sigma) / sigma;
  return { sample: 1 + (1 - original.sample) * stride, output: -original.output * stride, noise: up, sigma };
}
