import { float32Log } from './float32-log.ts';
import { unsupported } from './unsupported.ts';

export interface BetaOptions {
  num_train_timesteps: number;
  beta_start: number;
  beta_end: number;
  beta_schedule: string;
  trained_betas: readonly number[] | null;
}

/**
 * How much noise a model was trained with at each timestep: x_t = √ᾱ_t · x₀ + √(1 − ᾱ_t) · noise.
 *
 * Every table is rounded to float32 where torch rounds it: schedules that truncate a timestep to an integer change by a
 * whole timestep otherwise.
 */
export class NoiseSchedule {
  /** ᾱ_t by timestep, float32. */
  readonly alphasCumprod: Float32Array;
  /** √((1 − ᾱ_t) / ᾱ_t) by timestep, rising, float32. */
  readonly sigmas: Float32Array;
  #logSigmas: Float32Array | null = null;

  /**
   * `zeroTerminalSnr` shifts the betas so that the last timestep is pure noise (Lin et al. 2023, arXiv:2305.08891);
   * `lastAlphaCumprod` then replaces the resulting 0 in schedulers that divide by it.
   */
  constructor(options: BetaOptions, { zeroTerminalSnr = false, lastAlphaCumprod = 0 } = {}) {
    const betas = betasOf(options);
    this.alphasCumprod = cumulativeAlphas(zeroTerminalSnr ? withZeroTerminalSnr(betas) : betas);
    if (zeroTerminalSnr && lastAlphaCumprod > 0) this.alphasCumprod[betas.length - 1] = lastAlphaCumprod;
    this.sigmas = sigmasOf(this.alphasCumprod);
  }

  /** Only respaced noise levels ask for it: half of what a scheduler's start takes, and every image starts one. */
  get logSigmas(): Float32Array {
    this.#logSigmas ??= this.sigmas.map(float32Log);
    return this.#logSigmas;
  }

  get length(): number {
    return this.alphasCumprod.length;
  }

  /** ᾱ of a trained timestep; schedules that leave the trained ones are refused. */
  alphaCumprod(timestep: number): number {
    const alpha = this.alphasCumprod[timestep];
    if (alpha === undefined) {
      throw unsupported(
        `Expected every timestep to be one of the ${this.length} that the model was trained with, got ${timestep}.`,
      );
    }
    return alpha;
  }

  /** The smallest sigma. */
  get sigmaMin(): number {
    return this.sigmas[0] as number;
  }

  /** The largest sigma. */
  get sigmaMax(): number {
    return this.sigmas[this.length - 1] as number;
  }

  /** How many timesteps, the noisiest ones, have λ = ln(α/σ) below a bound. */
  countBelowLambda(bound: number): number {
    if (bound === Number.NEGATIVE_INFINITY) return 0; // what most models say; 2,000 logarithms less
    const log = (value: number): number => Math.fround(Math.log(Math.fround(Math.sqrt(value))));
    return this.alphasCumprod.filter((alpha) => Math.fround(log(alpha) - log(Math.fround(1 - alpha))) < bound).length;
  }

  /** Sigma at a timestep between the trained ones, linearly; the ends hold outside. */
  sigmaAt(timestep: number): number {
    const low = Math.floor(timestep);
    if (low < 0) return this.sigmaMin;
    if (low >= this.length - 1) return this.sigmaMax;
    const [before, after] = [this.sigmas[low] as number, this.sigmas[low + 1] as number];
    return (after - before) * (timestep - low) + before;
  }

  /**
   * The timestep at which the schedule has a sigma: its inverse, linear in log sigma, in float32 as diffusers works it
   * out: in float64 the largest sigma lay 4e-8 to 7e-6 below its own timestep, and truncating lost a whole one.
   */
  timestepOf(sigma: number): number {
    const logSigma = Math.fround(Math.log(sigma));
    let low = 0;
    for (let high = this.length - 1; low < high; ) {
      const middle = (low + high + 1) >> 1;
      if (logSigma >= (this.logSigmas[middle] as number)) low = middle;
      else high = middle - 1;
    }
    low = Math.min(low, this.length - 2);
    const [before, after] = [this.logSigmas[low] as number, this.logSigmas[low + 1] as number];
    const share = Math.fround(Math.fround(before - logSigma) / Math.fround(before - after));
    const weight = Math.min(Math.max(share, 0), 1);
    return Math.fround(1 - weight) * low + weight * (low + 1);
  }
}

function betasOf(options: BetaOptions): Float32Array {
  const { num_train_timesteps: length, beta_start: start, beta_end: end, beta_schedule: name } = options;
  if (options.trained_betas !== null) return Float32Array.from(options.trained_betas);
  switch (name) {
    case 'linear':
      return linspaceFloat32(start, end, length);
    case 'scaled_linear':
      return linspaceFloat32(Math.sqrt(start), Math.sqrt(end), length).map((root) => root * root);
    case 'squaredcos_cap_v2':
      return betasOfAlphaBar(length, (t) => Math.cos((((t + 0.008) / 1.008) * Math.PI) / 2) ** 2);
    case 'exp':
      return betasOfAlphaBar(length, (t) => Math.exp(t * -12));
    case 'laplace':
      return betasOfAlphaBar(length, laplaceAlphaBar);
    case 'sigmoid':
      return linspaceFloat32(-6, 6, length).map((x) => (1 / (1 + Math.exp(-x))) * (end - start) + start);
    default:
      throw unsupported(`The beta schedule ${name} is not implemented.`);
  }
}

/** Betas of a cumulative schedule ᾱ(t), t from 0 to 1, none above 0.999 (Nichol and Dhariwal 2021, arXiv:2102.09672). */
function betasOfAlphaBar(length: number, alphaBar: (t: number) => number): Float32Array {
  return Float32Array.from({ length }, (_, i) =>
    Math.min(1 - alphaBar((i + 1) / length) / alphaBar(i / length), 0.999),
  );
}

function laplaceAlphaBar(t: number): number {
  const side = Math.sign(0.5 - t) || 1;
  const snr = Math.exp(-0.5 * side * Math.log(1 - 2 * Math.abs(0.5 - t) + 1e-6));
  return Math.sqrt(snr / (1 + snr));
}

/**
 * Evenly spaced values in float32 as torch's CPU kernel rounds them: eight at a time from a rounded first one, counted
 * from the nearer end, and one by one where fewer than sixteen are left.
 */
export function linspaceFloat32(start: number, end: number, length: number): Float32Array {
  const [first, last] = [Math.fround(start), Math.fround(end)];
  const step = length === 1 ? 0 : Math.fround(Math.fround(last - first) / (length - 1));
  const half = Math.floor(length / 2);
  const vectorised = length - (length % 16);
  const at = (i: number): number => Math.fround(i < half ? first + step * i : last - step * (length - 1 - i));
  const values = new Float32Array(length);
  for (let i = 0; i < length; i += 1) values[i] = i < vectorised ? at(i - (i % 8)) + step * (i % 8) : at(i);
  return values;
}

/** Products of 1 − β up to each timestep, accumulated in float64 and rounded one by one, as torch does on a CPU. */
function cumulativeAlphas(betas: Float32Array): Float32Array {
  const alphas = new Float32Array(betas.length);
  let product = 1;
  for (let t = 0; t < alphas.length; t += 1) {
    product *= Math.fround(1 - (betas[t] as number));
    alphas[t] = product;
  }
  return alphas;
}

function sigmasOf(alphas: Float32Array): Float32Array {
  const sigmas = new Float32Array(alphas.length);
  for (let t = 0; t < sigmas.length; t += 1) {
    const alpha = alphas[t] as number;
    sigmas[t] = Math.sqrt(Math.fround(Math.fround(1 - alpha) / alpha));
  }
  return sigmas;
}

/** Algorithm 1 of Lin et al. 2023: √ᾱ shifted to end at zero and scaled to keep its start. */
function withZeroTerminalSnr(betas: Float32Array): Float32Array {
  const roots = cumulativeAlphas(betas).map(Math.sqrt);
  const [first, last] = [roots[0] as number, roots[roots.length - 1] as number];
  const scale = Math.fround(first / Math.fround(first - last));
  const alphaBars = roots.map((root) => Math.fround(Math.fround(root - last) * scale) ** 2);
  return alphaBars.map((alphaBar, t) => 1 - Math.fround(t === 0 ? alphaBar : alphaBar / (alphaBars[t - 1] as number)));
}
