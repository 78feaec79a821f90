import { type BetaOptions, NoiseSchedule } from './noise-schedule.ts';
import type { Run } from './run.ts';
import type { SchedulerOptions } from './scheduler-config.ts';
import { respacedSigmas, type SigmaOptions, sigmaSpacing } from './sigma-spacing.ts';
import { assertFalling, type SpacingOptions, spacedTimesteps } from './timestep-spacing.ts';
import { unsupported } from './unsupported.ts';

/** Options of the schedulers that step through noise levels σ; each of them has some of the optional ones. */
export type DiscreteOptions = BetaOptions &
  SpacingOptions &
  Partial<SigmaOptions> &
  Partial<Pick<SchedulerOptions, 'interpolation_type' | 'final_sigmas_type' | 'rescale_betas_zero_snr'>>;

/** The plan of a scheduler that steps through noise levels: Euler, Heun, LMS and their kin. */
export interface DiscreteSchedule {
  /** (n) When the model is asked, falling; fractional where the noise levels were spaced, not the timesteps. */
  timesteps: readonly number[];
  /** (n + 1) The noise level at each timestep, then the one to end at; levels even in log σ have one more, not used. */
  sigmas: readonly number[];
  initNoiseSigma: number;
  noise: NoiseSchedule;
}

/** What a zero terminal SNR leaves in place of ᾱ = 0, so that σ stays finite: 4096, as in diffusers. */
const LAST_ALPHA_CUMPROD = 2 ** -24;

/** Plans a whole run, skipped steps included. Every number is rounded to float32, as diffusers stores it. */
export function discreteSchedule(options: DiscreteOptions, run: Run): DiscreteSchedule {
  const noise = new NoiseSchedule(options, {
    zeroTerminalSnr: options.rescale_betas_zero_snr ?? false,
    lastAlphaCumprod: LAST_ALPHA_CUMPROD,
  });
  if (run.timesteps !== null) assertFalling(run.timesteps, noise.length);
  const spaced = (run.timesteps ?? spacedTimesteps(options, noise.length, run.steps)).map(Math.fround);
  const interpolated =
    options.interpolation_type === 'log_linear'
      ? evenInLog(noise, run.steps + 1)
      : spaced.map((timestep) => noise.sigmaAt(timestep));
  const respaced = respace(options, interpolated, run.steps);
  if (respaced !== null && run.timesteps !== null) {
    throw unsupported('Timesteps of your own cannot be combined with respaced sigmas.');
  }
  const sigmas = [...(respaced ?? interpolated), options.final_sigmas_type === 'sigma_min' ? noise.sigmaMin : 0];
  const timesteps = respaced?.map((sigma) => noise.timestepOf(sigma)) ?? spaced;
  return {
    timesteps: timesteps.map(Math.fround),
    sigmas: sigmas.map(Math.fround),
    initNoiseSigma: initialSigma(options, Math.max(...sigmas)),
    noise,
  };
}

/** Even in log σ, one more than the steps: the last step then ends at the lowest trained level and not at 0. */
function evenInLog(noise: NoiseSchedule, count: number): number[] {
  const ends = { ...NO_RESPACING, sigma_min: noise.sigmaMin, sigma_max: noise.sigmaMax };
  return respacedSigmas('exponential', ends, noise.sigmaMax, noise.sigmaMin, count);
}

const NO_RESPACING = {
  use_karras_sigmas: false,
  use_exponential_sigmas: false,
  use_beta_sigmas: false,
  sigma_min: null,
  sigma_max: null,
} satisfies SigmaOptions;

function respace(options: DiscreteOptions, sigmas: readonly number[], count: number): number[] | null {
  const all = { ...NO_RESPACING, ...options };
  const spacing = sigmaSpacing(all);
  if (spacing === 'timesteps') return null;
  return respacedSigmas(spacing, all, sigmas[0] as number, sigmas[sigmas.length - 1] as number, count);
}

/**
 * Scale of the initial noise. Spacings that begin at the last trained timestep begin with noise alone; `leading` begins
 * below it, where the picture's own unit variance has to be made up for.
 */
const initialSigma = (options: SpacingOptions, sigmaMax: number): number =>
  options.timestep_spacing === 'leading' ? Math.sqrt(sigmaMax ** 2 + 1) : sigmaMax;
