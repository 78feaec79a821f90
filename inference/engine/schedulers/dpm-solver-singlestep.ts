import { type DpmAlgorithm, type DpmSolverWeights, dpmSolverWeights, NoiseLevel } from './dpm-solver-weights.ts';
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

export const DPM_SOLVER_SINGLESTEP_DEFAULTS = {
  ...COMMON_DEFAULTS,
  ...LIMIT_DEFAULTS,
  ...SIGMA_DEFAULTS,
  solver_order: 2,
  algorithm_type: 'dpmsolver++',
  solver_type: 'midpoint',
  lower_order_final: false,
  use_flow_sigmas: false,
  final_sigmas_type: 'zero',
  lambda_min_clipped: Number.NEGATIVE_INFINITY,
  variance_type: null,
} as const satisfies Partial<SchedulerOptions>;

type Options = Resolved<typeof DPM_SOLVER_SINGLESTEP_DEFAULTS>;

/** x_t = base·x_base + m0·m₀ + m1·m₁ + m2·m₂ + noise·z, where mₖ is the prediction of k calls ago. */
interface Weights extends PredictionWeights {
  /** 1: the step starts at this call's sample. More: at that of one or two calls ago. */
  order: number;
  base: number;
  m0: number;
  m1: number;
  m2: number;
  noise: number;
}

/**
 * DPM-Solver and DPM-Solver++ in single steps: groups of one, two or three calls, whose last one steps from where the
 * group began with everything the group predicted (Lu et al. 2022, arXiv:2206.00927 and arXiv:2211.01095). A1111 calls
 * the second order "DPM++ 2S". `sde-dpmsolver++` adds fresh noise at every call.
 *
 * Follows diffusers' DPMSolverSinglestepScheduler; options by its names. Without flow matching and learned variances.
 */
export class DpmSolverSinglestep implements Scheduler {
  readonly timesteps: readonly number[];
  readonly initNoiseSigma = 1;
  readonly #algorithm: DpmAlgorithm;
  /** The noise level of each call that is left, and of the end. */
  readonly #levels: readonly NoiseLevel[];
  readonly #plan: readonly Weights[];
  readonly #prediction: SolverPrediction;
  readonly #predictions: TensorHistory;
  readonly #base = new TensorHistory(1);

  constructor(options: Options, run: Run) {
    this.#algorithm = options.algorithm_type === 'deis' ? 'dpmsolver++' : options.algorithm_type;
    refuse(options, this.#algorithm);
    const end = options.final_sigmas_type === 'zero' ? 'zero' : 'trained';
    const { timesteps, sigmas } = solverSchedule(options, run, () => end);
    this.timesteps = timesteps.slice(run.skippedSteps);
    this.#levels = sigmas.slice(run.skippedSteps).map((sigma) => new NoiseLevel(sigma));
    this.#prediction = new SolverPrediction(options, this.#algorithm.endsWith('++') ? 'original' : 'noise');
    this.#predictions = new TensorHistory(options.solver_order);
    const orders = ordersOf(options, timesteps.length).slice(run.skippedSteps);
    this.#plan = planCalls('DPMSolverSinglestep', 0, this.timesteps.length, (call) =>
      // A run that starts inside a group has only its own calls to look back at.
      this.#weightsOf(options, call, Math.min(planned(orders, call), call + 1)),
    );
  }

  scaleModelInput(sample: Float32Array): Float32Array {
    return sample;
  }

  step(modelOutput: Float32Array, call: number, sample: Float32Array, drawNoise: () => Float32Array): void {
    const weights = planned(this.#plan, call);
    const m0 = this.#predictions.push(sample.length);
    this.#prediction.write(m0, weights, sample, modelOutput);
    if (weights.order === 1) this.#base.push(sample.length).set(sample);
    const base = this.#base.at(0);
    const m1 = weights.order < 2 ? m0 : this.#predictions.at(1);
    const m2 = weights.order < 3 ? m0 : this.#predictions.at(2);
    const noise = this.#algorithm.startsWith('sde') ? drawNoise() : m0;
    combine(sample, weights.base, base, weights.m0, m0, weights.m1, m1, weights.m2, m2, weights.noise, noise);
  }

  addNoise(original: Float32Array, noise: Float32Array, call: number, out: Float32Array): void {
    const { alpha, sigma } = planned(this.#levels, call);
    combine(out, alpha, original, sigma, noise);
  }

  #weightsOf(options: Options, call: number, order: number): Weights {
    const group = this.#levels.slice(call - order + 1, call + 1);
    const [base, next] = [planned(group, 0), planned(this.#levels, call + 1)];
    const midpoint = options.solver_type !== 'heun';
    // The third order weighs its first derivative exactly; as midpoint it has no second one.
    const solver = midpoint && order < 3 ? 'midpoint' : 'heun';
    const differences = dpmSolverWeights(this.#algorithm, solver, base, next);
    return {
      ...this.#prediction.weightsAt(planned(this.#levels, call)),
      ...predictionWeights(midpoint ? { ...differences, d2: 0 } : differences, group, next, midpoint),
      order,
      base: differences.sample,
      noise: differences.noise,
    };
  }
}

function refuse(options: Options, algorithm: DpmAlgorithm): void {
  if (algorithm === 'sde-dpmsolver') throw unsupported('DPMSolverSinglestep does not implement sde-dpmsolver.');
  if (algorithm === 'dpmsolver' && options.final_sigmas_type === 'zero') {
    throw unsupported('dpmsolver cannot end at a sigma of zero; choose final_sigmas_type sigma_min.');
  }
  if (algorithm === 'dpmsolver' && options.thresholding) {
    throw unsupported('dpmsolver predicts noise, which DPMSolverSinglestep cannot threshold; choose dpmsolver++.');
  }
  if (options.variance_type?.startsWith('learned')) {
    throw unsupported('Models that predict a variance beside the noise are not supported.');
  }
}

/**
 * The order of each call: 1, 2, 3, 1, 2, 3, … whose last is lowered to 1 where the run ends without noise, whatever the
 * options say, and where they ask for it and whole groups would end in a full one (diffusers' rules).
 */
function ordersOf(options: Options, steps: number): number[] {
  const { solver_order: order } = options;
  const orders = Array.from({ length: steps }, (_, call) => (call % order) + 1);
  const wholeGroups = steps % order === 0;
  if (options.final_sigmas_type === 'zero' || (options.lower_order_final && wholeGroups)) orders[steps - 1] = 1;
  return orders;
}

/**
 * The weights of the predictions themselves, from those of their divided differences, which are taken from where the
 * group began. `group`: the levels of its calls, oldest first.
 */
function predictionWeights(
  { d0, d1, d2 }: DpmSolverWeights,
  [base, second, third]: readonly NoiseLevel[],
  next: NoiseLevel,
  midpoint: boolean,
): Pick<Weights, 'm0' | 'm1' | 'm2'> {
  if (base === undefined || second === undefined) return { m0: d0, m1: 0, m2: 0 };
  const h = next.lambda - base.lambda;
  const r1 = (second.lambda - base.lambda) / h;
  if (third === undefined) return { m0: d1 / r1, m1: d0 - d1 / r1, m2: 0 };
  const r0 = (third.lambda - base.lambda) / h;
  // Of the slopes (m₁ − m₂) / r₁ and (m₀ − m₂) / r₀; the midpoint form takes the wider one for the derivative.
  const [slope1, slope0] = midpoint ? [0, d1] : [(d1 * r0 - 2 * d2) / (r0 - r1), (2 * d2 - d1 * r1) / (r0 - r1)];
  return { m0: slope0 / r0, m1: slope1 / r1, m2: d0 - slope0 / r0 - slope1 / r1 };
}
