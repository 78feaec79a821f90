import { NoiseLevel } from './dpm-solver-weights.ts';
import { float32Log } from './float32-log.ts';
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

export const DEIS_MULTISTEP_DEFAULTS = {
  ...COMMON_DEFAULTS,
  ...LIMIT_DEFAULTS,
  ...SIGMA_DEFAULTS,
  solver_order: 2,
  algorithm_type: 'deis',
  solver_type: 'logrho',
  lower_order_final: true,
  use_flow_sigmas: false,
  timestep_spacing: 'linspace',
  steps_offset: 0,
} as const satisfies Partial<SchedulerOptions>;

type Options = Resolved<typeof DEIS_MULTISTEP_DEFAULTS>;

/** x_t = sample·x + m0·m₀ + m1·m₁ + m2·m₂, where mₖ is the noise predicted k calls ago. */
interface Weights extends PredictionWeights {
  sample: number;
  m0: number;
  m1: number;
  m2: number;
}

/** Schedules shorter than this end in lower orders, which are more stable there. */
const STEPS_SHORT = 15;

/**
 * DEIS in log-ρ: the predicted noise is a polynomial in ln ρ, ρ = σ/α, through the last one to three calls, and the step
 * its exact integral over ρ (Zhang and Chen 2022, arXiv:2204.13902). One call a step; ends at the lowest trained noise
 * level. Respaced runs end where they are: their last step is none.
 *
 * Follows diffusers' DEISMultistepScheduler; options by its names. Without flow matching.
 */
export class DeisMultistep implements Scheduler {
  readonly timesteps: readonly number[];
  readonly initNoiseSigma = 1;
  /** The noise level of each call that is left, and of the end. */
  readonly #levels: readonly NoiseLevel[];
  readonly #plan: readonly Weights[];
  readonly #prediction: SolverPrediction;
  readonly #predictions: TensorHistory;

  constructor(options: Options, run: Run) {
    if (options.algorithm_type.startsWith('sde')) {
      throw unsupported(`DEISMultistep does not implement ${options.algorithm_type}.`);
    }
    const { timesteps, sigmas } = solverSchedule(options, run, (respaced) => (respaced ? 'repeated' : 'trained'));
    this.timesteps = timesteps.slice(run.skippedSteps);
    this.#levels = sigmas.slice(run.skippedSteps).map((sigma) => new NoiseLevel(sigma));
    this.#prediction = new SolverPrediction(options, 'noise');
    this.#predictions = new TensorHistory(options.solver_order);
    const short = options.lower_order_final && timesteps.length < STEPS_SHORT;
    this.#plan = planCalls('DEISMultistep', 0, this.timesteps.length, (call) => {
      const left = this.timesteps.length - call;
      return this.#weightsOf(call, Math.min(options.solver_order, call + 1, short ? left : 3));
    });
  }

  scaleModelInput(sample: Float32Array): Float32Array {
    return sample;
  }

  step(modelOutput: Float32Array, call: number, sample: Float32Array): void {
    const weights = planned(this.#plan, call);
    const m0 = this.#predictions.push(sample.length);
    this.#prediction.write(m0, weights, sample, modelOutput);
    const m1 = weights.m1 === 0 ? m0 : this.#predictions.at(1);
    const m2 = weights.m2 === 0 ? m0 : this.#predictions.at(2);
    combine(sample, weights.sample, sample, weights.m0, m0, weights.m1, m1, weights.m2, m2);
  }

  addNoise(original: Float32Array, noise: Float32Array, call: number, out: Float32Array): void {
    const { alpha, sigma } = planned(this.#levels, call);
    combine(out, alpha, original, sigma, noise);
  }

  #weightsOf(call: number, order: number): Weights {
    const [now, next] = [planned(this.#levels, call), planned(this.#levels, call + 1)];
    const rhos = this.#levels
      .slice(call - order + 1, call + 1)
      .map(rhoOf)
      .reverse();
    const [m0 = 0, m1 = 0, m2 = 0] = rhos.map(
      (_, age) => next.alpha * f(integral(rhoOf(next), rhos, age) - integral(rhoOf(now), rhos, age)),
    );
    return { ...this.#prediction.weightsAt(now), sample: next.alpha / now.alpha, m0, m1, m2 };
  }
}

/** ρ = σ/α as diffusers has it, from a σ and an α that were rounded before. */
function rhoOf({ rho }: NoiseLevel): number {
  const alpha = f(1 / f(Math.sqrt(f(f(rho * rho) + 1))));
  return f(f(rho * alpha) / alpha);
}

/**
 * The antiderivative over ρ of the Lagrange polynomial in ln ρ that is 1 at node `which`, at `rho`.
 *
 * Rounded after every operation, in diffusers' order: the difference of two such values is small against both, so that
 * what float32 loses shows in the picture. Exact values ended 1e-3 from diffusers after 50 steps of the third order.
 */
function integral(rho: number, nodes: readonly number[], which: number): number {
  const at = float32Log(rho);
  const order = nodes.length;
  const [node, c, d] = [0, 1, 2].map((offset) => float32Log(nodes[(which + offset) % order] as number)) as [
    number,
    number,
    number,
  ];
  if (order === 1) return rho;
  if (order === 2) return f(f(rho * f(f(at - c) - 1)) / f(node - c));
  const product = f(f(c * f(f(d - at) + 1)) - f(d * at));
  const polynomial = f(f(f(f(product + d) + f(at * at)) - f(2 * at)) + 2);
  return f(f(rho * polynomial) / f(f(node - c) * f(node - d)));
}

const f = Math.fround;
