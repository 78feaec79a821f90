import { type DpmAlgorithm, type DpmSolverWeights, dpmSolverWeights, NoiseLevel } from './dpm-solver-weights.ts';
import { combine, combineChained } from './linear-combination.ts';
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

export const DPM_SOLVER_MULTISTEP_DEFAULTS = {
  ...COMMON_DEFAULTS,
  ...LIMIT_DEFAULTS,
  ...SIGMA_DEFAULTS,
  solver_order: 2,
  algorithm_type: 'dpmsolver++',
  solver_type: 'midpoint',
  lower_order_final: true,
  euler_at_final: false,
  use_lu_lambdas: false,
  use_flow_sigmas: false,
  final_sigmas_type: 'zero',
  lambda_min_clipped: Number.NEGATIVE_INFINITY,
  variance_type: null,
  timestep_spacing: 'linspace',
  steps_offset: 0,
  rescale_betas_zero_snr: false,
} as const satisfies Partial<SchedulerOptions>;

type Options = Resolved<typeof DPM_SOLVER_MULTISTEP_DEFAULTS>;

/** x_t = sample·x + m0·m₀ + m1·m₁ + m2·m₂ + noise·z, where mₖ is the prediction of k calls ago. */
interface Weights extends PredictionWeights {
  sample: number;
  m0: number;
  m1: number;
  m2: number;
  noise: number;
}

/** Schedules shorter than this end in lower orders, which are more stable there. */
const STEPS_SHORT = 15;

/**
 * DPM-Solver and DPM-Solver++ with predictions of earlier steps instead of extra model calls: one call a step, orders 1
 * to 3 (Lu et al. 2022, arXiv:2206.00927 and arXiv:2211.01095). A1111 calls the second order "DPM++ 2M". The `sde-`
 * algorithms add fresh noise at every step, the last one included (where it has no weight).
 *
 * Follows diffusers' DPMSolverMultistepScheduler; options by its names. Without flow matching and learned variances.
 */
export class DpmSolverMultistep implements Scheduler {
  readonly timesteps: readonly number[];
  readonly initNoiseSigma = 1;
  readonly #algorithm: DpmAlgorithm;
  /** The noise level of each call that is left, and of the end. */
  readonly #levels: readonly NoiseLevel[];
  readonly #plan: readonly Weights[];
  readonly #prediction: SolverPrediction;
  readonly #predictions: TensorHistory;

  constructor(options: Options, run: Run) {
    this.#algorithm = options.algorithm_type === 'deis' ? 'dpmsolver++' : options.algorithm_type;
    refuse(options, this.#algorithm);
    const end = options.final_sigmas_type === 'zero' ? 'zero' : 'trained';
    const { timesteps, sigmas } = solverSchedule(
      options,
      run,
      () => end,
      options.beta_schedule === 'squaredcos_cap_v2',
    );
    this.timesteps = timesteps.slice(run.skippedSteps);
    this.#levels = sigmas.slice(run.skippedSteps).map((sigma) => new NoiseLevel(sigma));
    this.#prediction = new SolverPrediction(options, this.#algorithm.endsWith('++') ? 'original' : 'noise');
    this.#predictions = new TensorHistory(options.solver_order);
    this.#plan = planCalls('DPMSolverMultistep', 0, this.timesteps.length, (call) =>
      this.#weightsOf(
        options,
        call,
        Math.min(orderOf(options, timesteps.length, this.timesteps.length - call), call + 1),
      ),
    );
  }

  scaleModelInput(sample: Float32Array): Float32Array {
    return sample;
  }

  step(modelOutput: Float32Array, call: number, sample: Float32Array, drawNoise: () => Float32Array): void {
    const weights = planned(this.#plan, call);
    const m0 = this.#predictions.push(sample.length);
    const isSde = this.#algorithm.startsWith('sde');
    if (this.#prediction.isLinear && weights.m2 === 0 && !isSde) {
      const m1 = weights.m1 === 0 ? sample : this.#predictions.at(1);
      const { fromSample, fromOutput } = weights;
      combineChained(sample, [fromSample, modelOutput, fromOutput], m0, [weights.sample, weights.m0, weights.m1, m1]);
      return;
    }
    this.#prediction.write(m0, weights, sample, modelOutput);
    const m1 = weights.m1 === 0 ? m0 : this.#predictions.at(1);
    const m2 = weights.m2 === 0 ? m0 : this.#predictions.at(2);
    const noise = isSde ? drawNoise() : m0;
    combine(sample, weights.sample, sample, weights.m0, m0, weights.m1, m1, weights.m2, m2, weights.noise, noise);
  }

  addNoise(original: Float32Array, noise: Float32Array, call: number, out: Float32Array): void {
    const { alpha, sigma } = planned(this.#levels, call);
    combine(out, alpha, original, sigma, noise);
  }

  #weightsOf(options: Options, call: number, order: number): Weights {
    const [now, next] = [planned(this.#levels, call), planned(this.#levels, call + 1)];
    // The third order weighs its first derivative exactly, whatever the solver type.
    const solver = order === 3 || options.solver_type === 'heun' ? 'heun' : 'midpoint';
    const differences = dpmSolverWeights(this.#algorithm, solver, now, next);
    const earlier = this.#levels.slice(call - order + 1, call).reverse();
    return {
      ...this.#prediction.weightsAt(now),
      ...predictionWeights(differences, now, next, earlier),
      sample: differences.sample,
      noise: differences.noise,
    };
  }
}

function refuse(options: Options, algorithm: DpmAlgorithm): void {
  if (!algorithm.endsWith('++') && options.final_sigmas_type === 'zero') {
    throw unsupported(`${algorithm} cannot end at a sigma of zero; choose final_sigmas_type sigma_min.`);
  }
  if (algorithm === 'sde-dpmsolver' && options.solver_order === 3) {
    throw unsupported('sde-dpmsolver has no third order; choose solver_order 1 or 2.');
  }
  if (options.variance_type?.startsWith('learned')) {
    throw unsupported('Models that predict a variance beside the noise are not supported.');
  }
}

/** The highest order of a call, by how many calls of the schedule are left, itself included. */
function orderOf(options: Options, length: number, left: number): number {
  const short = options.lower_order_final && length < STEPS_SHORT;
  if (left === 1 && (short || options.euler_at_final || options.final_sigmas_type === 'zero')) return 1;
  return left === 2 && short ? Math.min(options.solver_order, 2) : options.solver_order;
}

/** The weights of the predictions themselves, from those of their divided differences. `earlier`: newest first. */
function predictionWeights(
  { d0, d1, d2 }: DpmSolverWeights,
  now: NoiseLevel,
  next: NoiseLevel,
  [before, first]: readonly NoiseLevel[],
): Pick<Weights, 'm0' | 'm1' | 'm2'> {
  if (before === undefined) return { m0: d0, m1: 0, m2: 0 };
  const h = next.lambda - now.lambda;
  const r0 = (now.lambda - before.lambda) / h;
  if (first === undefined) return { m0: d0 + d1 / r0, m1: -d1 / r0, m2: 0 };
  const r1 = (before.lambda - first.lambda) / h;
  const change = (d1 * r0 + d2) / (r0 + r1); // of the slope between the two pairs of predictions
  const [slope0, slope1] = [d1 + change, -change]; // of (m₀ − m₁) / r₀ and (m₁ − m₂) / r₁
  return { m0: d0 + slope0 / r0, m1: slope1 / r1 - slope0 / r0, m2: -slope1 / r1 };
}
