import { NoiseLevel } from './dpm-solver-weights.ts';
import { combine } from './linear-combination.ts';
import { planCalls, planned } from './plan.ts';
import type { Run } from './run.ts';
import { LIMIT_DEFAULTS } from './sample-limit.ts';
import type { Scheduler } from './scheduler.ts';
import { COMMON_DEFAULTS, type Resolved, type SchedulerOptions } from './scheduler-config.ts';
import { SIGMA_DEFAULTS } from './sigma-spacing.ts';
import { type PredictionWeights, SolverPrediction } from './solver-prediction.ts';
import { solverSchedule } from './solver-schedule.ts';
import { TensorHistory } from './tensor-history.ts';
import { unsupported } from './unsupported.ts';

export const UNIPC_MULTISTEP_DEFAULTS = {
  ...COMMON_DEFAULTS,
  ...LIMIT_DEFAULTS,
  ...SIGMA_DEFAULTS,
  solver_order: 2,
  predict_x0: true,
  solver_type: 'bh2',
  lower_order_final: true,
  disable_corrector: [],
  use_flow_sigmas: false,
  timestep_spacing: 'linspace',
  steps_offset: 0,
  final_sigmas_type: 'zero',
  rescale_betas_zero_snr: false,
} satisfies Partial<SchedulerOptions>;

type Options = Resolved<typeof UNIPC_MULTISTEP_DEFAULTS>;

/** next = sample·x + m0·m₀ + m1·m₁ + m2·m₂ + current·m, where mₖ are predictions up to x's, and m one beyond it. */
interface BhWeights {
  sample: number;
  m0: number;
  m1: number;
  m2: number;
  current: number;
}

/** The weights of a call: of its prediction, of its corrector (`c…`, not used where `corrects` is 0), of its predictor. */
interface Weights extends PredictionWeights {
  corrects: 0 | 1;
  cSample: number;
  c0: number;
  c1: number;
  c2: number;
  cCurrent: number;
  sample: number;
  m0: number;
  m1: number;
  m2: number;
}

/** A corrector that is not used. */
const NO_CORRECTION: BhWeights = { sample: 1, m0: 0, m1: 0, m2: 0, current: 0 };

/**
 * UniPC: a predictor of orders 1 to 3 over the last predictions, and a corrector that repeats the step before with what
 * the model says at its end; one model call a step for both (Zhao et al. 2023, arXiv:2302.04867). Its function B(h) is h
 * (`bh1`) or eʰ − 1 (`bh2`).
 *
 * Follows diffusers' UniPCMultistepScheduler; options by its names. Without flow matching and other predictors.
 */
export class UniPcMultistep implements Scheduler {
  readonly timesteps: readonly number[];
  readonly initNoiseSigma = 1;
  /** The noise level of each call that is left, and of the end. */
  readonly #levels: readonly NoiseLevel[];
  readonly #plan: readonly Weights[];
  readonly #prediction: SolverPrediction;
  readonly #predictions: TensorHistory;
  /** The sample that the step before started from, corrected. */
  readonly #start = new TensorHistory(1);

  constructor(options: Options, run: Run) {
    refuse(options);
    const final = (respaced: boolean) => (respaced ? 'repeated' : 'trained');
    const { timesteps, sigmas } = solverSchedule(options, run, (respaced) =>
      options.final_sigmas_type === 'zero' ? 'zero' : final(respaced),
    );
    this.timesteps = timesteps.slice(run.skippedSteps);
    this.#levels = sigmas.slice(run.skippedSteps).map((sigma) => new NoiseLevel(sigma));
    this.#prediction = new SolverPrediction(options, options.predict_x0 ? 'original' : 'noise');
    this.#predictions = new TensorHistory(options.solver_order + 1);
    this.#plan = planCalls('UniPCMultistep', 0, this.timesteps.length, (call) => {
      const skipsCorrector = call === 0 || options.disable_corrector.includes(run.skippedSteps + call - 1);
      return this.#weightsOf(options, call, !skipsCorrector);
    });
  }

  scaleModelInput(sample: Float32Array): Float32Array {
    return sample;
  }

  step(modelOutput: Float32Array, call: number, sample: Float32Array): void {
    const w = planned(this.#plan, call);
    const m = this.#predictions.push(sample.length);
    this.#prediction.write(m, w, sample, modelOutput); // of the sample as the model saw it, before it is corrected
    if (w.corrects === 1 && w.c2 === 0 && w.m2 === 0) {
      const before = this.#predictions.at(1);
      correctAndPredict(sample, w, this.#start.at(0), m, before, w.c1 === 0 ? before : this.#predictions.at(2));
      return;
    }
    if (w.corrects === 1) {
      const before = this.#predictions.at(1);
      const c1 = w.c1 === 0 ? before : this.#predictions.at(2);
      const c2 = w.c2 === 0 ? before : this.#predictions.at(3);
      combine(sample, w.cSample, this.#start.at(0), w.c0, before, w.cCurrent, m, w.c1, c1, w.c2, c2);
    }
    this.#start.push(sample.length).set(sample);
    const m1 = w.m1 === 0 ? m : this.#predictions.at(1);
    const m2 = w.m2 === 0 ? m : this.#predictions.at(2);
    combine(sample, w.sample, sample, w.m0, m, w.m1, m1, w.m2, m2);
  }

  addNoise(original: Float32Array, noise: Float32Array, call: number, out: Float32Array): void {
    const { alpha, sigma } = planned(this.#levels, call);
    combine(out, alpha, original, sigma, noise);
  }

  #weightsOf(options: Options, call: number, corrects: boolean): Weights {
    const corrector = corrects ? this.#bhWeights(options, call - 1, true) : NO_CORRECTION;
    const { sample, m0, m1, m2 } = this.#bhWeights(options, call, false);
    return {
      ...this.#prediction.weightsAt(planned(this.#levels, call)),
      corrects: corrects ? 1 : 0,
      cSample: corrector.sample,
      c0: corrector.m0,
      c1: corrector.m1,
      c2: corrector.m2,
      cCurrent: corrector.current,
      sample,
      m0,
      m1,
      m2,
    };
  }

  /** The step from call `from` to the next noise level, with the prediction made there (`corrects`) or without. */
  #bhWeights(options: Options, from: number, corrects: boolean): BhWeights {
    const left = this.timesteps.length - from;
    const order = Math.min(options.solver_order, from + 1, options.lower_order_final ? left : 3);
    const [start, end] = [planned(this.#levels, from), planned(this.#levels, from + 1)];
    const h = end.lambda - start.lambda;
    // Where the other predictions lie, in steps of h from the start: those before it, newest first, and the one beyond.
    const earlier = this.#levels.slice(from - order + 1, from).reverse();
    const positions = [...earlier.map(({ lambda }) => (lambda - start.lambda) / h), ...(corrects ? [1] : [])];
    const signed = options.predict_x0 ? -h : h;
    const bh = options.solver_type === 'bh1' ? signed : Math.expm1(signed);
    const rhos = rhosOf(positions, signed, bh);
    const scale = -bh * (options.predict_x0 ? end.alpha : end.sigma);
    const current = corrects ? scale * (rhos[order - 1] as number) : 0;
    const [m1 = 0, m2 = 0] = earlier.map((_, i) => (scale * (rhos[i] as number)) / (positions[i] as number));
    const first = -Math.expm1(signed) * (options.predict_x0 ? end.alpha : end.sigma);
    const sample = options.predict_x0 ? end.sigma / start.sigma : end.alpha / start.alpha;
    return { sample, m0: first - m1 - m2 - current, m1, m2, current };
  }
}

/**
 * A corrected and a predicted step of second order in one pass: a quarter less than a sum, a copy and a sum. `start`
 * becomes the corrected sample, from which the next call corrects.
 */
function correctAndPredict(
  sample: Float32Array,
  w: Weights,
  start: Float32Array,
  m: Float32Array,
  before: Float32Array,
  second: Float32Array,
): void {
  const { cSample, c0, c1, cCurrent, sample: kept, m0, m1 } = w;
  for (let i = 0; i < sample.length; i += 1) {
    const earlier = before[i] as number;
    const now = m[i] as number;
    const corrected = Math.fround(
      cSample * (start[i] as number) + c0 * earlier + cCurrent * now + c1 * (second[i] as number),
    );
    start[i] = corrected;
    sample[i] = kept * corrected + m0 * now + m1 * earlier;
  }
}

function refuse(options: Options): void {
  const asked = `UniPC with ${options.predict_x0 ? `solver_type ${options.solver_type}` : 'predict_x0 false'}`;
  if (options.final_sigmas_type === 'zero' && (options.solver_type === 'bh1' || !options.predict_x0)) {
    throw unsupported(`${asked} cannot end at a sigma of zero; choose final_sigmas_type sigma_min.`);
  }
  if (options.thresholding && !options.predict_x0) {
    throw unsupported('UniPC predicts noise with predict_x0 false, which cannot be thresholded.');
  }
}

/**
 * The weights ρ of the scaled differences of predictions at `positions` rₖ: Σₖ rₖⁿ⁻¹·ρₖ = n!·hⁿ·φₙ₊₁(h) / (hⁿ⁻¹·B(h)) for
 * n = 1, 2, …, which makes the step exact for polynomials of that degree. A single one is ½ whatever h is: the paper's
 * choice, and diffusers'.
 */
function rhosOf(positions: readonly number[], h: number, bh: number): number[] {
  if (positions.length === 1) return [0.5];
  let phi = Math.expm1(h) / h - 1;
  let factorial = 1;
  const rows = positions.map((_, power) => {
    const row = [...positions.map((position) => position ** power), (phi * factorial) / bh];
    factorial *= power + 2;
    phi = phi / h - 1 / factorial;
    return row;
  });
  return solve(rows);
}

/** Solves a small linear system by elimination; each row ends in its right-hand side. Its leading minors are not zero. */
function solve(rows: number[][]): number[] {
  const count = rows.length;
  for (let pivot = 0; pivot < count; pivot += 1) {
    const top = rows[pivot] as number[];
    for (let other = 0; other < count; other += 1) {
      const row = rows[other] as number[];
      if (other === pivot) continue;
      const factor = (row[pivot] as number) / (top[pivot] as number);
      rows[other] = row.map((value, column) => value - factor * (top[column] as number));
    }
  }
  return rows.map((row, i) => (row[count] as number) / (row[i] as number));
}
