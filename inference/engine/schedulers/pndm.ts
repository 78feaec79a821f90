import { integerTimesteps } from './integer-timesteps.ts';
import { combine } from './linear-combination.ts';
import { NoiseSchedule } from './noise-schedule.ts';
import { planCalls, planned } from './plan.ts';
import { noiseMix, type PredictionType } from './prediction.ts';
import type { Run } from './run.ts';
import type { Scheduler } from './scheduler.ts';
import { COMMON_DEFAULTS, type Resolved, type SchedulerOptions } from './scheduler-config.ts';
import { TensorHistory } from './tensor-history.ts';
import { unsupported } from './unsupported.ts';

/** The options of diffusers' PNDMScheduler, and what they are where a model's file leaves them out. */
export const PNDM_DEFAULTS = {
  ...COMMON_DEFAULTS,
  skip_prk_steps: false,
  set_alpha_to_one: false,
  timestep_spacing: 'leading',
  steps_offset: 0,
} as const satisfies Partial<SchedulerOptions>;

type Options = Resolved<typeof PNDM_DEFAULTS>;

/** Adams–Bashforth: what the last outputs count for, newest first, by how many there are. */
const MULTISTEP = [
  [1, 0, 0, 0],
  [3 / 2, -1 / 2, 0, 0],
  [23 / 12, -16 / 12, 5 / 12, 0],
  [55 / 24, -59 / 24, 37 / 24, -9 / 24],
] as const;

/** The classical Runge-Kutta method: three steps of four calls, enough history for order 4. */
const RUNGE_KUTTA = [1 / 6, 1 / 3, 1 / 3, 1 / 6] as const;
const RUNGE_KUTTA_CALLS = 12;

interface Weights {
  /** Of the sample that the step begins with, and of the outputs that it combines. */
  sample: number;
  output: number;
  /** The scales of picture and noise at this timestep. */
  alpha: number;
  sigma: number;
}

/**
 * Pseudo numerical methods for diffusion models: Liu et al. 2022, arXiv:2202.09778, formula 9 and algorithm 2. With
 * `skip_prk_steps`, as Stable Diffusion ships it, PLMS: the second call looks again at where the first step ended, and
 * the step is made once more with the mean of both outputs, n + 1 calls in all. Without, the first three steps are
 * Runge-Kutta's, four calls each. Draws no noise.
 */
export class Pndm implements Scheduler {
  readonly timesteps: readonly number[];
  readonly initNoiseSigma = 1;
  readonly #plan: readonly Weights[];
  readonly #rungeKuttaCalls: number;
  readonly #start = new TensorHistory(1);
  readonly #outputs = new TensorHistory(MULTISTEP.length);
  /** The weighted sum of a Runge-Kutta step's outputs so far. */
  readonly #sum = new TensorHistory(1);

  constructor(options: Options, run: Run) {
    const prediction = options.prediction_type;
    if (prediction === 'sample') throw unsupported('PLMS runs with models that predict noise or velocity only.');
    const noise = new NoiseSchedule(options);
    const spaced = integerTimesteps(options, noise.length, run);
    const stride = Math.floor(noise.length / run.steps);
    this.#rungeKuttaCalls = options.skip_prk_steps ? 0 : RUNGE_KUTTA_CALLS;
    const moves = options.skip_prk_steps
      ? multistepMoves(spaced, stride).slice(run.skippedSteps)
      : rungeKuttaMoves(spaced, stride, run.skippedSteps);
    if (options.skip_prk_steps && moves.length > 1) lookAgain(moves, stride);
    const final = options.set_alpha_to_one ? 1 : noise.alphaCumprod(0);
    this.timesteps = moves.map(({ seen }) => seen);
    this.#plan = planCalls('PLMS', 0, moves.length, (call) => {
      const { seen, from, to } = moves[call] as Move;
      const next = to < 0 ? final : noise.alphaCumprod(to);
      return weightsOf(prediction, noise.alphaCumprod(seen), noise.alphaCumprod(from), next);
    });
  }

  scaleModelInput(sample: Float32Array): Float32Array {
    return sample;
  }

  step(modelOutput: Float32Array, call: number, sample: Float32Array): void {
    const weights = planned(this.#plan, call);
    if (call < this.#rungeKuttaCalls) this.#rungeKutta(modelOutput, call % 4, sample, weights);
    else if (call === 1) {
      const half = weights.output / 2;
      combine(sample, weights.sample, this.#start.at(0), half, modelOutput, half, this.#outputs.at(0));
    } else this.#multistep(modelOutput, call, sample, weights);
  }

  addNoise(original: Float32Array, noise: Float32Array, call: number, out: Float32Array): void {
    const { alpha, sigma } = planned(this.#plan, call);
    combine(out, alpha, original, sigma, noise);
  }

  #multistep(modelOutput: Float32Array, call: number, sample: Float32Array, weights: Weights): void {
    this.#outputs.push(sample.length).set(modelOutput);
    if (call === 0) this.#start.push(sample.length).set(sample);
    const held = this.#rungeKuttaCalls > 0 ? MULTISTEP.length : Math.min(Math.max(call, 1), MULTISTEP.length);
    const [w0, w1, w2, w3] = MULTISTEP[held - 1] as (typeof MULTISTEP)[number];
    const output = (age: number): Float32Array => this.#outputs.at(Math.min(age, held - 1));
    const w = weights.output;
    combine(sample, weights.sample, sample, w * w0, output(0), w * w1, output(1), w * w2, output(2), w * w3, output(3));
  }

  /** `stage` 0, 1 and 2 look around with the latest output alone; stage 3 makes the step with the sum of all four. */
  #rungeKutta(modelOutput: Float32Array, stage: number, sample: Float32Array, { sample: x, output }: Weights): void {
    const weight = RUNGE_KUTTA[stage] as number;
    if (stage === 0) {
      this.#outputs.push(sample.length).set(modelOutput);
      this.#start.push(sample.length).set(sample);
      combine(this.#sum.push(sample.length), weight, modelOutput);
    } else combine(this.#sum.at(0), 1, this.#sum.at(0), weight, modelOutput);
    combine(sample, x, this.#start.at(0), output, stage === 3 ? this.#sum.at(0) : modelOutput);
  }
}

/** What one call does: the model sees a timestep, and the sample moves between two, below 0: to the end. */
interface Move {
  seen: number;
  from: number;
  to: number;
}

/** Every timestep once, but the second one twice. */
const multistepMoves = (timesteps: readonly number[], stride: number): Move[] =>
  [...timesteps.slice(0, 2), ...timesteps.slice(1)].map((seen) => ({ seen, from: seen, to: seen - stride }));

/** The second call of a run, wherever it starts, repeats the first step. */
function lookAgain(moves: Move[], stride: number): void {
  const { seen } = moves[1] as Move;
  moves[1] = { seen, from: seen + stride, to: seen };
}

/** Three Runge-Kutta steps of half a stride and back, then multistep. */
function rungeKuttaMoves(timesteps: readonly number[], stride: number, skippedSteps: number): Move[] {
  if (timesteps.length < 4) throw unsupported('PNDM with Runge-Kutta steps needs at least 4 steps.');
  if (skippedSteps > 0) throw unsupported('PNDM with Runge-Kutta steps cannot begin in the middle of its schedule.');
  const half = Math.floor(stride / 2);
  const steps = timesteps.slice(0, 3).flatMap((from, step): Move[] => {
    const next = timesteps[step + 1] as number;
    return [
      { seen: from, from, to: from - half },
      { seen: next + half, from, to: next + half },
      { seen: next + half, from, to: next },
      { seen: next, from, to: next },
    ];
  });
  return [...steps, ...timesteps.slice(3).map((seen) => ({ seen, from: seen, to: seen - stride }))];
}

/**
 * Formula 9: √(ᾱ' / ᾱ)·x − (ᾱ' − ᾱ)·ε / (ᾱ·√(1 − ᾱ') + √(ᾱ·(1 − ᾱ)·ᾱ')), where ε may have to be worked out of x and a
 * predicted velocity.
 */
function weightsOf(prediction: PredictionType, seen: number, from: number, to: number): Weights {
  const divisor = from * Math.sqrt(1 - to) + Math.sqrt(from * (1 - from) * to);
  const noise = noiseMix(prediction, Math.sqrt(from), Math.sqrt(1 - from));
  const weight = -(to - from) / divisor;
  return {
    sample: Math.sqrt(to / from) + weight * noise.sample,
    output: weight * noise.output,
    alpha: Math.sqrt(seen),
    sigma: Math.sqrt(1 - seen),
  };
}
