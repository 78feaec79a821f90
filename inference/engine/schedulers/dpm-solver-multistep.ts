import {
  type DpmAlgorithm,
  type DpmSolverType,
  type DpmSolverWeights,
  dpmSolverWeights,
  NoiseLevel,
} from './dpm-solver-weights.ts';
import { combine } from './linear-combination.ts';
import { NoiseSchedule } from './noise-schedule.ts';
import { planCalls, planned } from './plan.ts';
import { type Mix, noiseMix, originalMix } from './prediction.ts';
import type { Run } from './run.ts';
import { DynamicThreshold, LIMIT_DEFAULTS } from './sample-limit.ts';
import type { Scheduler } from './scheduler.ts';
import { COMMON_DEFAULTS, type Resolved, type SchedulerOptions } from './scheduler-config.ts';
import { respacedSigmas, SIGMA_DEFAULTS, sigmaSpacing } from './sigma-spacing.ts';
import { TensorHistory } from './tensor-history.ts';
import { linspace, roundHalfEven, solverTimesteps } from './timestep-spacing.ts';
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
interface Weights {
  fromSample: number;
  fromOutput: number;
  sample: number;
  m0: number;
  m1: number;
  m2: number;
  noise: number;
}

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
  /** σ/α at each call, and one more for the end. */
  readonly sigmas: readonly number[];
  readonly #plan: readonly Weights[];
  readonly #algorithm: DpmAlgorithm;
  readonly #predictions: TensorHistory;
  readonly #threshold: DynamicThreshold | null;
  readonly #begin: number;

  constructor(options: Options, run: Run) {
    this.#algorithm = options.algorithm_type === 'deis' ? 'dpmsolver++' : options.algorithm_type;
    this.#refuse(options);
    const { timesteps, sigmas } = scheduleOf(options, run);
    this.#begin = run.skippedSteps;
    this.timesteps = timesteps.slice(this.#begin);
    this.sigmas = sigmas;
    this.#predictions = new TensorHistory(options.solver_order);
    this.#threshold = options.thresholding ? new DynamicThreshold(options) : null;
    const solver: DpmSolverType = options.solver_type === 'heun' ? 'heun' : 'midpoint';
    this.#plan = planCalls('DPMSolverMultistep', this.#begin, timesteps.length, (index) => {
      const order = Math.min(orderOf(options, index, timesteps.length), index - this.#begin + 1);
      return this.#weightsOf(options, solver, index, order);
    });
  }

  scaleModelInput(sample: Float32Array, _call: number, out: Float32Array): void {
    out.set(sample);
  }

  step(modelOutput: Float32Array, call: number, sample: Float32Array, drawNoise: () => Float32Array): void {
    const weights = planned(this.#plan, call);
    const m0 = this.#predictions.push(sample.length);
    combine(m0, weights.fromSample, sample, weights.fromOutput, modelOutput);
    this.#threshold?.apply(m0);
    const m1 = weights.m1 === 0 ? m0 : this.#predictions.at(1);
    const m2 = weights.m2 === 0 ? m0 : this.#predictions.at(2);
    const noise = this.#algorithm.startsWith('sde') ? drawNoise() : m0;
    combine(sample, weights.sample, sample, weights.m0, m0, weights.m1, m1, weights.m2, m2, weights.noise, noise);
  }

  addNoise(original: Float32Array, noise: Float32Array, call: number, out: Float32Array): void {
    const { alpha, sigma } = this.#levelAt(this.#begin + call);
    combine(out, alpha, original, sigma, noise);
  }

  #refuse(options: Options): void {
    const inNoise = this.#algorithm === 'dpmsolver' || this.#algorithm === 'sde-dpmsolver';
    if (inNoise && options.final_sigmas_type === 'zero') {
      throw unsupported(`${this.#algorithm} cannot end at a sigma of zero; choose final_sigmas_type sigma_min.`);
    }
    if (inNoise && options.thresholding) throw unsupported(`${this.#algorithm} with thresholding is not supported.`);
    if (this.#algorithm === 'sde-dpmsolver' && options.solver_order === 3) {
      throw unsupported('sde-dpmsolver has no third order; choose solver_order 1 or 2.');
    }
    if (options.variance_type?.startsWith('learned')) {
      throw unsupported('Models that predict a variance beside the noise are not supported.');
    }
  }

  #levelAt(index: number): NoiseLevel {
    return new NoiseLevel(this.sigmas[index] as number);
  }

  #weightsOf(options: Options, solver: DpmSolverType, index: number, order: number): Weights {
    const level = this.#levelAt(index);
    const mix = this.#algorithm.endsWith('++') ? originalMix : noiseMix;
    const { sample: fromSample, output: fromOutput }: Mix = mix(options.prediction_type, level.alpha, level.sigma);
    // The third order weights its first derivative exactly, whatever the solver type.
    const d = dpmSolverWeights(this.#algorithm, order === 3 ? 'heun' : solver, level, this.#levelAt(index + 1));
    const { sample, noise } = d;
    const lambdas = [1, 0, -1, -2].map((offset) => (index + offset >= 0 ? this.#levelAt(index + offset).lambda : 0));
    return { fromSample, fromOutput, sample, noise, ...predictionWeights(d, lambdas, order) };
  }
}

/**
 * The weights of the predictions themselves, from those of their divided differences. `lambdas`: of the next call, this
 * one, and the two before.
 */
function predictionWeights(
  { d0, d1, d2 }: DpmSolverWeights,
  lambdas: readonly number[],
  order: number,
): Pick<Weights, 'm0' | 'm1' | 'm2'> {
  if (order === 1) return { m0: d0, m1: 0, m2: 0 };
  const [next, now, before, earlier] = lambdas as [number, number, number, number];
  const r0 = (now - before) / (next - now);
  if (order === 2) return { m0: d0 + d1 / r0, m1: -d1 / r0, m2: 0 };
  const r1 = (before - earlier) / (next - now);
  const recent = d1 + (d1 * r0 + d2) / (r0 + r1); // weight of (m₀ − m₁) / r₀
  const older = -(d1 * r0 + d2) / (r0 + r1); // weight of (m₁ − m₂) / r₁
  return { m0: d0 + recent / r0, m1: -recent / r0 + older / r1, m2: -older / r1 };
}

/** The order that call `index` of `length` may have: lower at the end, where a short schedule is unstable. */
function orderOf(options: Options, index: number, length: number): number {
  const short = options.lower_order_final && length < 15;
  if (index === length - 1 && (short || options.euler_at_final || options.final_sigmas_type === 'zero')) return 1;
  return index === length - 2 && short ? Math.min(options.solver_order, 2) : options.solver_order;
}

function scheduleOf(options: Options, run: Run): { timesteps: number[]; sigmas: number[] } {
  const schedule = new NoiseSchedule(options, {
    zeroTerminalSnr: options.rescale_betas_zero_snr,
    lastAlphaCumprod: 2 ** -24,
  });
  const spacing = sigmaSpacing(options);
  if (run.timesteps !== null && (spacing !== 'timesteps' || options.use_lu_lambdas)) {
    throw unsupported('Custom timesteps cannot be combined with respaced sigmas.');
  }
  const end = options.final_sigmas_type === 'zero' ? 0 : schedule.sigmaMin;
  if (spacing === 'timesteps' && !options.use_lu_lambdas) {
    const last = schedule.length - clippedTimesteps(schedule, options.lambda_min_clipped);
    const timesteps = run.timesteps ?? solverTimesteps(options, schedule.length, last, run.steps);
    return {
      timesteps: [...timesteps],
      sigmas: [...timesteps.map((timestep) => Math.fround(schedule.sigmaAt(timestep))), end],
    };
  }
  const logSigmaMax = schedule.logSigmas[schedule.length - 1] as number;
  const sigmas =
    spacing === 'timesteps'
      ? linspace(logSigmaMax, schedule.logSigmas[0] as number, run.steps).map(Math.exp)
      : respacedSigmas(spacing, options, schedule.sigmaMax, schedule.sigmaMin, run.steps);
  const rounded = (spacing === 'karras' || options.use_lu_lambdas) && options.beta_schedule !== 'squaredcos_cap_v2';
  const timesteps = sigmas.map((sigma) => {
    const timestep = schedule.timestepOf(Math.log(sigma));
    return Math.trunc(rounded ? roundHalfEven(timestep) : timestep);
  });
  return { timesteps, sigmas: [...sigmas.map(Math.fround), end] };
}

/** How many of the noisiest timesteps have a λ below the smallest allowed one. */
function clippedTimesteps(schedule: NoiseSchedule, lambdaMin: number): number {
  return schedule.alphasCumprod.reduce((clipped, alphaCumprod) => {
    const alpha = Math.fround(Math.sqrt(alphaCumprod));
    const sigma = Math.fround(Math.sqrt(Math.fround(1 - alphaCumprod)));
    const lambda = Math.fround(Math.fround(Math.log(alpha)) - Math.fround(Math.log(sigma)));
    return lambda < lambdaMin ? clipped + 1 : clipped;
  }, 0);
}
