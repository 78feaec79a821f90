import { discreteSchedule } from './discrete-schedule.ts';
import { combine } from './linear-combination.ts';
import { planCalls, planned } from './plan.ts';
import { originalMixOfUnscaled, type PredictionType } from './prediction.ts';
import type { Run, StepArguments } from './run.ts';
import type { Scheduler } from './scheduler.ts';
import { COMMON_DEFAULTS, type Resolved, type SchedulerOptions } from './scheduler-config.ts';
import { SIGMA_DEFAULTS } from './sigma-spacing.ts';
import { scaleToUnitVariance } from './unscaled-sample.ts';
import { unsupported } from './unsupported.ts';

/** The options of diffusers' EulerDiscreteScheduler, and what they are where a model's file leaves them out. */
export const EULER_DISCRETE_DEFAULTS = {
  ...COMMON_DEFAULTS,
  ...SIGMA_DEFAULTS,
  timestep_spacing: 'linspace',
  timestep_type: 'discrete',
  steps_offset: 0,
  interpolation_type: 'linear',
  rescale_betas_zero_snr: false,
  final_sigmas_type: 'zero',
} as const satisfies Partial<SchedulerOptions>;

interface Weights {
  sample: number;
  output: number;
  /** 0 where nothing is drawn; what is drawn may still have no weight, where a run ends without noise. */
  churns: 0 | 1;
  noise: number;
  sigma: number;
}

/**
 * Euler's method on the probability-flow ODE, with optional churn: algorithm 2 of Karras et al. 2022, arXiv:2206.00364,
 * without its second-order correction. One model call a step; draws noise only in steps that churn.
 */
export class EulerDiscrete implements Scheduler {
  readonly timesteps: readonly number[];
  readonly initNoiseSigma: number;
  readonly #plan: readonly Weights[];

  constructor(options: Resolved<typeof EULER_DISCRETE_DEFAULTS>, run: Run) {
    const { timesteps: discrete, sigmas, initNoiseSigma } = discreteSchedule(options, run);
    const timesteps = isContinuous(options)
      ? discrete.map((_, i) => continuousTimestep(sigmas[i] as number))
      : discrete;
    if (isContinuous(options) && run.timesteps !== null) {
      throw unsupported('A model of continuous timesteps has its timesteps from the noise levels, not from you.');
    }
    this.timesteps = timesteps.slice(run.skippedSteps);
    this.initNoiseSigma = initNoiseSigma;
    this.#plan = planCalls('Euler', run.skippedSteps, timesteps.length, (index) =>
      weightsOf(sigmas, index, options.prediction_type, run.stepArguments),
    );
  }

  scaleModelInput(sample: Float32Array, call: number, out: Float32Array): Float32Array {
    return scaleToUnitVariance(sample, planned(this.#plan, call).sigma, out);
  }

  step(modelOutput: Float32Array, call: number, sample: Float32Array, drawNoise: () => Float32Array): void {
    const { sample: x, output, churns, noise } = planned(this.#plan, call);
    if (churns === 0) combine(sample, x, sample, output, modelOutput);
    else combine(sample, x, sample, output, modelOutput, noise, drawNoise());
  }

  addNoise(original: Float32Array, noise: Float32Array, call: number, out: Float32Array): void {
    combine(out, 1, original, planned(this.#plan, call).sigma, noise);
  }
}

/** Models of velocity may be asked with ln(σ)/4 in place of a trained timestep (Karras et al. 2022, table 1). */
const isContinuous = ({ timestep_type, prediction_type }: Resolved<typeof EULER_DISCRETE_DEFAULTS>): boolean =>
  timestep_type === 'continuous' && prediction_type === 'v_prediction';

const continuousTimestep = (sigma: number): number => Math.fround(Math.log(sigma) / 4);

/**
 * x̂ = x + noise·√(σ̂² − σ²), then x̂ + (x̂ − x₀) / σ̂ · (σ' − σ̂), where churn raises σ to σ̂: by `s_churn` over all the
 * steps, at most √2 times at once, and only between `s_tmin` and `s_tmax`. None by default.
 */
function weightsOf(
  sigmas: readonly number[],
  index: number,
  prediction: PredictionType,
  { s_churn = 0, s_tmin = 0, s_tmax = Number.POSITIVE_INFINITY, s_noise = 1 }: StepArguments,
): Weights {
  const [sigma, next] = [sigmas[index] as number, sigmas[index + 1] as number];
  const gamma = s_tmin <= sigma && sigma <= s_tmax ? Math.min(s_churn / (sigmas.length - 1), Math.SQRT2 - 1) : 0;
  const churned = sigma * (gamma + 1);
  // As diffusers has it, a predicted noise is scaled to the churned level, a velocity to the one that the model saw.
  const original = originalMixOfUnscaled(prediction, prediction === 'epsilon' ? churned : sigma);
  const stride = (next - churned) / churned;
  const sample = 1 + (1 - original.sample) * stride;
  return {
    sample,
    output: -original.output * stride,
    churns: gamma > 0 ? 1 : 0,
    noise: sample * s_noise * Math.sqrt(churned ** 2 - sigma ** 2),
    sigma,
  };
}
