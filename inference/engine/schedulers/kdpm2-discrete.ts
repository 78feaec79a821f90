import { discreteSchedule } from './discrete-schedule.ts';
import { combine } from './linear-combination.ts';
import { planCalls, planned } from './plan.ts';
import { originalMixOfUnscaled, type PredictionType } from './prediction.ts';
import type { Run } from './run.ts';
import type { Scheduler } from './scheduler.ts';
import { COMMON_DEFAULTS, type Resolved, type SchedulerOptions } from './scheduler-config.ts';
import { TensorHistory } from './tensor-history.ts';
import { roundHalfEven } from './timestep-spacing.ts';
import { scaleToUnitVariance } from './unscaled-sample.ts';
import { unsupported } from './unsupported.ts';

/** The options of diffusers' KDPM2DiscreteScheduler, and what they are where a model's file leaves them out. */
export const KDPM2_DISCRETE_DEFAULTS = {
  ...COMMON_DEFAULTS,
  use_karras_sigmas: false,
  use_exponential_sigmas: false,
  use_beta_sigmas: false,
  timestep_spacing: 'linspace',
  steps_offset: 0,
} as const satisfies Partial<SchedulerOptions>;

interface Weights {
  /** Of the sample that the step began with; 0 in its first call. */
  start: number;
  sample: number;
  output: number;
  /** The noise level that the model sees. */
  sigma: number;
  /** The noise level that image to image would begin with here. */
  noised: number;
}

/**
 * DPM-Solver-2 over noise levels: a look at the geometric mean of two levels, then the whole step by the slope found
 * there. Lu et al. 2022, arXiv:2206.00927, in the notation of Karras et al. 2022, arXiv:2206.00364. Two model calls a
 * step, one for the last: 2n − 1 in all. Draws no noise.
 */
export class Kdpm2Discrete implements Scheduler {
  readonly timesteps: readonly number[];
  readonly initNoiseSigma: number;
  readonly #plan: readonly Weights[];
  readonly #start = new TensorHistory(1);

  constructor(options: Resolved<typeof KDPM2_DISCRETE_DEFAULTS>, run: Run) {
    const prediction = options.prediction_type;
    if (prediction === 'sample') throw unsupported('DPM2 runs with models that predict noise or velocity only.');
    const { timesteps, sigmas, initNoiseSigma, noise } = discreteSchedule(options, run);
    const middles = timesteps.map((_, step) => Math.sqrt((sigmas[step] as number) * (sigmas[step + 1] as number)));
    const all = timesteps.flatMap((timestep, step) => [
      options.use_karras_sigmas ? roundHalfEven(timestep) : timestep, // as diffusers has it, for this spacing only
      Math.fround(noise.timestepOf(middles[step] as number)),
    ]);
    const calls = 2 * timesteps.length - 1;
    const begin = 2 * run.skippedSteps;
    this.timesteps = all.slice(begin, calls);
    this.initNoiseSigma = initNoiseSigma;
    this.#plan = planCalls('DPM2', begin, calls, (index) => {
      const step = index >> 1;
      const levels = [sigmas[step], middles[step], sigmas[step + 1]] as [number, number, number];
      return index % 2 === 0 ? lookAhead(levels, prediction) : wholeStep(levels, prediction);
    });
  }

  scaleModelInput(sample: Float32Array, call: number, out: Float32Array): Float32Array {
    return scaleToUnitVariance(sample, planned(this.#plan, call).sigma, out);
  }

  step(modelOutput: Float32Array, call: number, sample: Float32Array): void {
    const weights = planned(this.#plan, call);
    if (call % 2 === 0) this.#start.push(sample.length).set(sample);
    combine(sample, weights.start, this.#start.at(0), weights.sample, sample, weights.output, modelOutput);
  }

  addNoise(original: Float32Array, noise: Float32Array, call: number, out: Float32Array): void {
    combine(out, 1, original, planned(this.#plan, call).noised, noise);
  }
}

/** x + (x − x₀) / σ · (σ_middle − σ). The last step ends here: its middle is 0. */
function lookAhead([sigma, middle]: readonly [number, number, number], prediction: PredictionType): Weights {
  const original = originalMixOfUnscaled(prediction, sigma);
  const stride = (middle - sigma) / sigma;
  return {
    start: 0,
    sample: 1 + (1 - original.sample) * stride,
    output: -original.output * stride,
    sigma,
    noised: sigma,
  };
}

/** start + (x − x₀) / σ_middle · (σ' − σ). */
function wholeStep([sigma, middle, next]: readonly [number, number, number], prediction: PredictionType): Weights {
  const original = originalMixOfUnscaled(prediction, middle);
  const stride = (next - sigma) / middle;
  return {
    start: 1,
    sample: (1 - original.sample) * stride,
    output: -original.output * stride,
    sigma: middle,
    noised: next,
  };
}
