/**
 * The exponential integrals that DPM-Solver steps are made of: Lu et al. 2022 (arXiv:2206.00927) in the noise, DPM-Solver++
 * (arXiv:2211.01095) in the picture, and the stochastic form of both. A step from noise level s to t is
 *
 *   x_t = sample·x_s + d0·D₀ + d1·D₁ + d2·D₂ + noise·z
 *
 * where D₀ is the prediction at s and D₁, D₂ its first two divided differences in λ = ln(α/σ), by powers of h = λ_t − λ_s.
 */
export interface DpmSolverWeights {
  sample: number;
  d0: number;
  d1: number;
  d2: number;
  noise: number;
}

export type DpmAlgorithm = 'dpmsolver' | 'dpmsolver++' | 'sde-dpmsolver' | 'sde-dpmsolver++';

/** How the first derivative is weighted: exactly (`heun`) or by half the step (`midpoint`). */
export type DpmSolverType = 'midpoint' | 'heun';

/** α and σ of a noise level ρ = σ/α, with α² + σ² = 1. */
export class NoiseLevel {
  readonly rho: number;
  readonly alpha: number;
  readonly sigma: number;
  /**
   * ln(α/σ), in float32 as diffusers has it: levels that differ in the last place only are one level there, and a step
   * between two such levels is none, or cannot be made.
   */
  readonly lambda: number;

  constructor(rho: number) {
    this.rho = rho;
    this.alpha = 1 / Math.sqrt(rho ** 2 + 1);
    this.sigma = rho * this.alpha;
    const alpha = Math.fround(1 / Math.fround(Math.sqrt(Math.fround(Math.fround(rho ** 2) + 1))));
    const sigma = Math.fround(rho * alpha);
    this.lambda = Math.fround(Math.fround(Math.log(alpha)) - Math.fround(Math.log(sigma)));
  }
}

export function dpmSolverWeights(
  algorithm: DpmAlgorithm,
  solver: DpmSolverType,
  from: NoiseLevel,
  to: NoiseLevel,
): DpmSolverWeights {
  const h = to.lambda - from.lambda;
  const half = solver === 'midpoint';
  switch (algorithm) {
    case 'dpmsolver++': {
      const phi = Math.expm1(-h);
      const d0 = -to.alpha * phi;
      const d1 = half ? d0 / 2 : to.alpha * (phi / h + 1);
      const d2 = -to.alpha * ((phi + h) / h ** 2 - 0.5);
      return { sample: to.sigma / from.sigma, d0, d1, d2, noise: 0 };
    }
    case 'dpmsolver': {
      const phi = Math.expm1(h);
      const d0 = -to.sigma * phi;
      const d1 = half ? d0 / 2 : -to.sigma * (phi / h - 1);
      const d2 = -to.sigma * ((phi - h) / h ** 2 - 0.5);
      return { sample: to.alpha / from.alpha, d0, d1, d2, noise: 0 };
    }
    case 'sde-dpmsolver++': {
      const phi = -Math.expm1(-2 * h);
      const d0 = to.alpha * phi;
      const d1 = half ? d0 / 2 : to.alpha * (phi / (-2 * h) + 1);
      const d2 = to.alpha * ((phi - 2 * h) / (2 * h) ** 2 - 0.5);
      return { sample: (to.sigma / from.sigma) * Math.exp(-h), d0, d1, d2, noise: to.sigma * Math.sqrt(phi) };
    }
    case 'sde-dpmsolver': {
      const phi = Math.expm1(h);
      const d0 = -2 * to.sigma * phi;
      const d1 = half ? d0 / 2 : -2 * to.sigma * (phi / h - 1);
      return { sample: to.alpha / from.alpha, d0, d1, d2: Number.NaN, noise: to.sigma * Math.sqrt(Math.expm1(2 * h)) };
    }
  }
}
