import { discreteSchedule } from './discrete-schedule.ts';
import { combine } from './linear-combination.ts';
import { planCalls, planned } from './plan.ts';
import { originalMixOfUnscaled } from './prediction.ts';
import type { Run } from './run.ts';
import { clip } from './sample-limit.ts';
import type { Scheduler } from './scheduler.ts';
import { COMMON_DEFAULTS, type Resolved, type SchedulerOptions } from './scheduler-config.ts';
import { TensorHistory } from './tensor-history.ts';
import { scaleToUnitVariance } from './unscaled-sample.ts';

/** The options of diffusers' HeunDiscreteScheduler, and what they are where a model's file leaves them out. */
export const HEUN_DISCRETE_DEFAULTS = {
  ...COMMON_DEFAULTS,
  use_karras_sigmas: false,
  use_exponential_sigmas: false,
  use_beta_sigmas: false,
  clip_sample: false,
  clip_sample_range: 1,
  timestep_spacing: 'linspace',
  steps_offset: 0,
} as const satisfies Partial<SchedulerOptions>;

interface Weights {
  /** The predicted picture x₀. */
  sample: number;
  output: number;
  sigma: number;
  /** How far the step goes: σ' − σ of the whole step, in its first call and in its second. */
  stride: number;
}

/**
 * Heun's method on the probability-flow ODE: an Euler step, a second look from where it ended, and the mean of both
 * slopes from where it began: algorithm 1 of Karras et al. 2022, arXiv:2206.00364. Two model calls a step, one for the
 * last, which ends at σ = 0 where there is no slope: 2n − 1 in all. Draws no noise.
 */
export class HeunDiscrete implements Scheduler {
  readonly timesteps: readonly number[];
  readonly initNoiseSigma: number;
  readonly #plan: readonly Weights[];
  /** x₀ is kept within ± this; null: wherever it is. */
  readonly #range: number | null;
  readonly #original = new TensorHistory(1);
  /** Of the step under way: where it began, and its first slope. */
  readonly #start = new TensorHistory(1);
  readonly #slope = new TensorHistory(1);

  constructor(options: Resolved<typeof HEUN_DISCRETE_DEFAULTS>, run: Run) {
    const schedule = discreteSchedule(options, run);
    const twice = (value: number, i: number): number[] => (i === 0 ? [value] : [value, value]);
    const timesteps = schedule.timesteps.flatMap(twice);
    const begin = 2 * run.skippedSteps; // where a step's first call would be, had the first step two
    this.timesteps = timesteps.slice(begin);
    this.initNoiseSigma = schedule.initNoiseSigma;
    this.#range = options.clip_sample ? options.clip_sample_range : null;
    // What each call sees: σ₀, σ₁, σ₁, σ₂, σ₂, … and then 0. Even calls predict, odd calls correct.
    const sigmas = [...schedule.sigmas.slice(0, -1).flatMap(twice), 0];
    this.#plan = planCalls('Heun', begin, timesteps.length, (index) => {
      const sigma = sigmas[index] as number;
      const first = index - (index % 2);
      const stride = (sigmas[first + 1] as number) - (sigmas[first] as number);
      return { ...originalMixOfUnscaled(options.prediction_type, sigma), sigma, stride };
    });
  }

  scaleModelInput(sample: Float32Array, call: number, out: Float32Array): Float32Array {
    return scaleToUnitVariance(sample, planned(this.#plan, call).sigma, out);
  }

  step(modelOutput: Float32Array, call: number, sample: Float32Array): void {
    const { sample: x, output, sigma, stride } = planned(this.#plan, call);
    if (this.#range === null && call % 2 === 0) {
      predict(
        sample,
        modelOutput,
        planned(this.#plan, call),
        this.#start.push(sample.length),
        this.#slope.push(sample.length),
      );
      return;
    }
    const original = this.#original.push(sample.length);
    combine(original, x, sample, output, modelOutput);
    if (this.#range !== null) clip(original, this.#range);
    if (call % 2 === 0) {
      this.#start.push(sample.length).set(sample);
      const slope = this.#slope.push(sample.length);
      combine(slope, 1 / sigma, sample, -1 / sigma, original);
      combine(sample, 1, sample, stride, slope);
    } else {
      const half = stride / 2;
      combine(sample, 1, this.#start.at(0), half, this.#slope.at(0), half / sigma, sample, -half / sigma, original);
    }
  }

  addNoise(original: Float32Array, noise: Float32Array, call: number, out: Float32Array): void {
    combine(out, 1, original, planned(this.#plan, call).sigma, noise);
  }
}

/** The predicted half of a step in one pass: what three sums and a copy do, in half their time. */
function predict(
  sample: Float32Array,
  modelOutput: Float32Array,
  { sample: x, output, sigma, stride }: Weights,
  start: Float32Array,
  slopes: Float32Array,
): void {
  const inverse = 1 / sigma;
  for (let i = 0; i < sample.length; i += 1) {
    const value = sample[i] as number;
    const original = Math.fround(x * value + output * (modelOutput[i] as number));
    const slope = Math.fround(inverse * value + -inverse * original);
    start[i] = value;
    slopes[i] = slope;
    sample[i] = value + stride * slope;
  }
}
