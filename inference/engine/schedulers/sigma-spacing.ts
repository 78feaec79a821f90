import { betaQuantile } from './beta-quantile.ts';
import { linspace } from './timestep-spacing.ts';
import { unsupported } from './unsupported.ts';

export interface SigmaOptions {
  use_karras_sigmas: boolean;
  use_exponential_sigmas: boolean;
  use_beta_sigmas: boolean;
  /** Ends of the respaced sigmas, where they are not those of the schedule. */
  sigma_min: number | null;
  sigma_max: number | null;
}

export type SigmaSpacing = 'timesteps' | 'karras' | 'exponential' | 'beta';

/** Defaults of every scheduler that can respace its sigmas. */
export const SIGMA_DEFAULTS = {
  use_karras_sigmas: false,
  use_exponential_sigmas: false,
  use_beta_sigmas: false,
  sigma_min: null,
  sigma_max: null,
} satisfies SigmaOptions;

/** Which spacing the options ask for; two at once are refused. */
export function sigmaSpacing(options: SigmaOptions): SigmaSpacing {
  const asked: SigmaSpacing[] = [];
  if (options.use_karras_sigmas) asked.push('karras');
  if (options.use_exponential_sigmas) asked.push('exponential');
  if (options.use_beta_sigmas) asked.push('beta');
  if (asked.length > 1)
    throw unsupported(`Only one of Karras, exponential and beta sigmas can be used, got ${asked.join(' and ')}.`);
  return asked[0] ?? 'timesteps';
}

/** `count` sigmas falling from the largest to the smallest. */
export function respacedSigmas(
  spacing: Exclude<SigmaSpacing, 'timesteps'>,
  options: SigmaOptions,
  largest: number,
  smallest: number,
  count: number,
): number[] {
  const max = options.sigma_max ?? largest;
  const min = options.sigma_min ?? smallest;
  switch (spacing) {
    case 'karras':
      return karrasSigmas(max, min, count);
    case 'exponential':
      return linspace(Math.log(max), Math.log(min), count).map(Math.exp);
    case 'beta':
      // Lee et al. 2024, arXiv:2407.12173
      return linspace(0, 1, count).map((share) => min + betaQuantile(1 - share, 0.6) * (max - min));
  }
}

/** Equation 5 of Karras et al. 2022, arXiv:2206.00364, with their ρ = 7. */
function karrasSigmas(max: number, min: number, count: number): number[] {
  const rho = 7;
  const [from, to] = [max ** (1 / rho), min ** (1 / rho)];
  return linspace(0, 1, count).map((share) => (from + share * (to - from)) ** rho);
}
