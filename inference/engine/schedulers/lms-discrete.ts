import { discreteSchedule } from './discrete-schedule.ts';
import { combine } from './linear-combination.ts';
import { planCalls, planned } from './plan.ts';
import { originalMixOfUnscaled } from './prediction.ts';
import type { Run } from './run.ts';
import type { Scheduler } from './scheduler.ts';
import { COMMON_DEFAULTS, type Resolved, type SchedulerOptions } from './scheduler-config.ts';
import { TensorHistory } from './tensor-history.ts';
import { scaleToUnitVariance } from './unscaled-sample.ts';
import { unsupported } from './unsupported.ts';

/** The options of diffusers' LMSDiscreteScheduler, and what they are where a model's file leaves them out. */
export const LMS_DISCRETE_DEFAULTS = {
  ...COMMON_DEFAULTS,
  use_karras_sigmas: false,
  use_exponential_sigmas: false,
  use_beta_sigmas: false,
  timestep_spacing: 'linspace',
  steps_offset: 0,
} as const satisfies Partial<SchedulerOptions>;

const ORDERS = [1, 2, 3, 4];
const ORDER_MAX = 4;

interface Weights {
  /** The slope (x − x₀) / σ. */
  sample: number;
  output: number;
  sigma: number;
  /** What the slopes count for, newest first; 0 where there is none. */
  slope0: number;
  slope1: number;
  slope2: number;
  slope3: number;
}

/**
 * Linear multistep: the Adams–Bashforth method on the probability-flow ODE, over σ as it is spaced (K. Crowson,
 * k-diffusion; the ODE of Karras et al. 2022, arXiv:2206.00364). One model call a step; draws no noise.
 */
export class LmsDiscrete implements Scheduler {
  readonly timesteps: readonly number[];
  readonly initNoiseSigma: number;
  readonly #plan: readonly Weights[];
  readonly #slopes = new TensorHistory(ORDER_MAX);
  #slopesHeld = 0;

  constructor(options: Resolved<typeof LMS_DISCRETE_DEFAULTS>, run: Run) {
    const order = run.stepArguments.order ?? ORDER_MAX;
    if (!ORDERS.includes(order)) throw unsupported(`LMS looks back at 1 to 4 slopes, not at ${order}.`);
    const { timesteps, sigmas, initNoiseSigma } = discreteSchedule(options, run);
    this.timesteps = timesteps.slice(run.skippedSteps);
    this.initNoiseSigma = initNoiseSigma;
    this.#plan = planCalls('LMS', run.skippedSteps, timesteps.length, (index) => {
      const sigma = sigmas[index] as number;
      const original = originalMixOfUnscaled(options.prediction_type, sigma);
      const [slope0 = 0, slope1 = 0, slope2 = 0, slope3 = 0] = coefficients(sigmas, index, Math.min(index + 1, order));
      const slope = { sample: (1 - original.sample) / sigma, output: -original.output / sigma };
      return { ...slope, sigma, slope0, slope1, slope2, slope3 };
    });
  }

  scaleModelInput(sample: Float32Array, call: number, out: Float32Array): Float32Array {
    return scaleToUnitVariance(sample, planned(this.#plan, call).sigma, out);
  }

  step(modelOutput: Float32Array, call: number, sample: Float32Array): void {
    const weights = planned(this.#plan, call);
    const newest = this.#slopes.push(sample.length);
    this.#slopesHeld = Math.min(this.#slopesHeld + 1, ORDER_MAX);
    if (this.#slopesHeld === ORDER_MAX) {
      stepOfFourSlopes(sample, modelOutput, weights, newest, [
        this.#slopes.at(1),
        this.#slopes.at(2),
        this.#slopes.at(3),
      ]);
      return;
    }
    combine(newest, weights.sample, sample, weights.output, modelOutput);
    // A run that starts in the middle keeps the coefficients of its place in the schedule and leaves out the slopes
    // that it does not have, as diffusers does.
    const slope = (age: number): Float32Array => (age < this.#slopesHeld ? this.#slopes.at(age) : newest);
    const weight = (age: number, value: number): number => (age < this.#slopesHeld ? value : 0);
    combine(
      sample,
      1,
      sample,
      weights.slope0,
      newest,
      weight(1, weights.slope1),
      slope(1),
      weight(2, weights.slope2),
      slope(2),
      weight(3, weights.slope3),
      slope(3),
    );
  }

  addNoise(original: Float32Array, noise: Float32Array, call: number, out: Float32Array): void {
    combine(out, 1, original, planned(this.#plan, call).sigma, noise);
  }
}

/** The newest slope and the step along all four in one pass: a fifth less than two sums. */
function stepOfFourSlopes(
  sample: Float32Array,
  modelOutput: Float32Array,
  w: Weights,
  newest: Float32Array,
  [slope1, slope2, slope3]: readonly [Float32Array, Float32Array, Float32Array],
): void {
  const { sample: kept, output, slope0, slope1: w1, slope2: w2, slope3: w3 } = w;
  for (let i = 0; i < sample.length; i += 1) {
    const value = sample[i] as number;
    const slope = Math.fround(kept * value + output * (modelOutput[i] as number));
    newest[i] = slope;
    sample[i] =
      value + slope0 * slope + w1 * (slope1[i] as number) + w2 * (slope2[i] as number) + w3 * (slope3[i] as number);
  }
}

/**
 * The integral from σ to σ' of each Lagrange polynomial through the last `order` noise levels, newest first. They are
 * cubics at most, for which Simpson's rule is exact; diffusers integrates numerically to 1e-4.
 */
function coefficients(sigmas: readonly number[], index: number, order: number): number[] {
  const [from, to] = [sigmas[index] as number, sigmas[index + 1] as number];
  const nodes = sigmas.slice(index - order + 1, index + 1).reverse();
  return nodes.map((node, age) => {
    const others = nodes.toSpliced(age, 1);
    const basis = (sigma: number): number =>
      others.reduce((product, other) => (product * (sigma - other)) / (node - other), 1);
    return ((to - from) / 6) * (basis(from) + 4 * basis((from + to) / 2) + basis(to));
  });
}
