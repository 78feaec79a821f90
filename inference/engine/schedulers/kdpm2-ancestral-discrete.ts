import { discreteSchedule } from './discrete-schedule.ts';
import { combine } from './linear-combination.ts';
import { planCalls, planned } from './plan.ts';
import { originalMixOfUnscaled, type PredictionType } from './prediction.ts';
import type { Run } from './run.ts';
import type { Scheduler } from './scheduler.ts';
import { COMMON_DEFAULTS, type Resolved, type SchedulerOptions } from './scheduler-config.ts';
import { TensorHistory } from './tensor-history.ts';
import { roundHalfEven } from './timestep-spacing.ts';
import { ancestralSplit, scaleToUnitVariance } from './unscaled-sample.ts';
import { unsupported } from './unsupported.ts';

/** The options of diffusers' KDPM2AncestralDiscreteScheduler, and what they are where a model's file leaves them out. */
export const KDPM2_ANCESTRAL_DISCRETE_DEFAULTS = {
  ...COMMON_DEFAULTS,
  use_karras_sigmas: false,
  use_exponential_sigmas: false,
  use_beta_sigmas: false,
  timestep_spacing: 'linspace',
  steps_offset: 0,
} as const satisfies Partial<SchedulerOptions>;

/** The noise levels of one step. */
interface Levels {
  sigma: number;
  middle: number;
  down: number;
  up: number;
  next: number;
}

interface Weights {
  /** Of the sample that the step began with; 0 in its first call. */
  start: number;
  sample: number;
  output: number;
  noise: number;
  /** The noise level that the model sees. */
  sigma: number;
  /** The noise level that image to image would begin with here. */
  noised: number;
}

/**
 * DPM-Solver-2 (Lu et al. 2022, arXiv:2206.00927) in ancestral form (K. Crowson, k-diffusion): each step aims below the
 * next noise level, looks at the geometric mean on the way there, and returns to the level with fresh noise. Two model
 * calls a step, one for the last: 2n − 1 in all. Draws noise in second calls only.
 */
export class Kdpm2AncestralDiscrete implements Scheduler {
  readonly timesteps: readonly number[];
  readonly initNoiseSigma: number;
  readonly #plan: readonly Weights[];
  readonly #start = new TensorHistory(1);

  constructor(options: Resolved<typeof KDPM2_ANCESTRAL_DISCRETE_DEFAULTS>, run: Run) {
    const prediction = options.prediction_type;
    if (prediction === 'sample') throw unsupported('DPM2 a runs with models that predict noise or velocity only.');
    const { timesteps, sigmas, initNoiseSigma, noise } = discreteSchedule(options, run);
    const levels = timesteps.map((_, step) => levelsOf(sigmas[step] as number, sigmas[step + 1] as number));
    const all = timesteps.flatMap((timestep, step) => [
      options.use_karras_sigmas ? roundHalfEven(timestep) : timestep, // as diffusers has it, for this spacing only
      Math.fround(noise.timestepOf((levels[step] as Levels).middle)),
    ]);
    const calls = 2 * timesteps.length - 1;
    const begin = 2 * run.skippedSteps;
    this.timesteps = all.slice(begin, calls);
    this.initNoiseSigma = initNoiseSigma;
    this.#plan = planCalls('DPM2 a', begin, calls, (index) => {
      const level = levels[index >> 1] as Levels;
      return index % 2 === 0 ? lookAhead(level, prediction) : wholeStep(level, prediction);
    });
  }

  scaleModelInput(sample: Float32Array, call: number, out: Float32Array): Float32Array {
    return scaleToUnitVariance(sample, planned(this.#plan, call).sigma, out);
  }

  step(modelOutput: Float32Array, call: number, sample: Float32Array, drawNoise: () => Float32Array): void {
    const { start, sample: x, output, noise } = planned(this.#plan, call);
    if (call % 2 === 0) {
      this.#start.push(sample.length).set(sample);
      combine(sample, x, sample, output, modelOutput);
    } else {
      combine(sample, start, this.#start.at(0), x, sample, output, modelOutput, noise, drawNoise());
    }
  }

  addNoise(original: Float32Array, noise: Float32Array, call: number, out: Float32Array): void {
    combine(out, 1, original, planned(this.#plan, call).noised, noise);
  }
}

function levelsOf(sigma: number, next: number): Levels {
  const { up, down } = ancestralSplit(sigma, next);
  return { sigma, middle: Math.sqrt(sigma * down), down, up, next };
}

/** x + (x − x₀) / σ · (σ_middle − σ). The last step ends here: its middle is 0. */
function lookAhead({ sigma, middle }: Levels, prediction: PredictionType): Weights {
  const original = originalMixOfUnscaled(prediction, sigma);
  const stride = (middle - sigma) / sigma;
  return {
    start: 0,
    sample: 1 + (1 - original.sample) * stride,
    output: -original.output * stride,
    noise: 0,
    sigma,
    noised: sigma,
  };
}

/** start + (x − x₀) / σ_middle · (σ↓ − σ) + σ↑·noise. */
function wholeStep({ sigma, middle, down, up, next }: Levels, prediction: PredictionType): Weights {
  const original = originalMixOfUnscaled(prediction, middle);
  const stride = (down - sigma) / middle;
  return {
    start: 1,
    sample: (1 - original.sample) * stride,
    output: -original.output * stride,
    noise: up,
    sigma: middle,
    noised: next,
  };
}
