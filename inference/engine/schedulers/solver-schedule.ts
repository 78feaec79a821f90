import { type BetaOptions, NoiseSchedule } from './noise-schedule.ts';
import type { Run } from './run.ts';
import type { SchedulerOptions } from './scheduler-config.ts';
import { respacedSigmas, type SigmaOptions, sigmaSpacing } from './sigma-spacing.ts';
import { linspace, roundHalfEven, type SpacingOptions, solverTimesteps } from './timestep-spacing.ts';
import { unsupported } from './unsupported.ts';

/** Options of the solvers in λ (DPM-Solver, UniPC, DEIS); each of them has some of the optional ones. */
export type SolverOptions = BetaOptions &
  SigmaOptions &
  Partial<SpacingOptions> &
  Partial<Pick<SchedulerOptions, 'rescale_betas_zero_snr' | 'lambda_min_clipped' | 'use_lu_lambdas'>>;

/** Where a run ends: without noise, at the lowest trained noise level, or once more at the lowest one of the run. */
export type FinalSigma = 'zero' | 'trained' | 'repeated';

/** The plan of a solver in λ. */
export interface SolverSchedule {
  /** (n) When the model is asked: trained timesteps, falling, repeated where noise levels lie closer than they do. */
  timesteps: readonly number[];
  /** (n + 1) σ/α at each timestep, then at the end; float32. */
  sigmas: readonly number[];
}

/** What a zero terminal SNR leaves in place of ᾱ = 0, so that λ stays finite: 2⁻²⁴, as in diffusers. */
const LAST_ALPHA_CUMPROD = 2 ** -24;

/**
 * Plans `run.steps` steps. `final` tells the end from whether the noise levels were respaced. Respaced levels ask the
 * model at the timestep below theirs, Karras' at the nearest unless `truncatesKarras`.
 */
export function solverSchedule(
  options: SolverOptions,
  run: Run,
  final: (respaced: boolean) => FinalSigma,
  truncatesKarras = false,
): SolverSchedule {
  const noise = new NoiseSchedule(options, {
    zeroTerminalSnr: options.rescale_betas_zero_snr ?? false,
    lastAlphaCumprod: LAST_ALPHA_CUMPROD,
  });
  const respaced = respace(options, noise, run);
  const timesteps = respaced
    ? respaced.sigmas.map((sigma) => {
        const timestep = noise.timestepOf(sigma);
        return Math.trunc(respaced.rounds && !truncatesKarras ? roundHalfEven(timestep) : timestep);
      })
    : (run.timesteps ?? trainedTimesteps(options, noise, run.steps));
  const sigmas = respaced?.sigmas ?? timesteps.map((timestep) => noise.sigmaAt(timestep));
  const ends = { zero: 0, trained: noise.sigmaMin, repeated: sigmas[sigmas.length - 1] as number };
  return { timesteps, sigmas: [...sigmas, ends[final(respaced !== null)]].map(Math.fround) };
}

function trainedTimesteps(options: SolverOptions, noise: NoiseSchedule, steps: number): number[] {
  const spacing = { timestep_spacing: options.timestep_spacing ?? 'linspace', steps_offset: options.steps_offset ?? 0 };
  const last = noise.length - noise.countBelowLambda(options.lambda_min_clipped ?? Number.NEGATIVE_INFINITY);
  return solverTimesteps(spacing, noise.length, last, steps);
}

/** Noise levels spaced by themselves, falling, and whether their timesteps are rounded; null: spaced by timesteps. */
function respace(options: SolverOptions, noise: NoiseSchedule, run: Run): { sigmas: number[]; rounds: boolean } | null {
  const spacing = sigmaSpacing(options);
  const evenInLambda = options.use_lu_lambdas ?? false;
  if (spacing === 'timesteps' && !evenInLambda) return null;
  if (run.timesteps !== null) throw unsupported('Timesteps of your own cannot be combined with respaced sigmas.');
  const [max, min] = [noise.sigmaMax, noise.sigmaMin];
  if (spacing !== 'timesteps' && !(evenInLambda && spacing !== 'karras')) {
    return { sigmas: respacedSigmas(spacing, options, max, min, run.steps), rounds: spacing === 'karras' };
  }
  const [from, to] = [noise.logSigmas[noise.length - 1] as number, noise.logSigmas[0] as number];
  return { sigmas: linspace(from, to, run.steps).map(Math.exp), rounds: true }; // Lu et al. 2022, section 3.4
}
