/**
 * A sample x = x₀ + σ·noise whose variance grows with the noise level (Karras et al. 2022, arXiv:2206.00364), in
 * contrast to the √ᾱ·x₀ + √(1 − ᾱ)·noise that the model was trained on.
 */

/** Writes x / √(σ² + 1), of unit variance, as the model wants it, into `out`, which may be the sample itself. */
export function scaleToUnitVariance(sample: Float32Array, sigma: number, out: Float32Array): void {
  const scale = Math.sqrt(sigma * sigma + 1);
  for (let i = 0; i < sample.length; i += 1) out[i] = (sample[i] as number) / scale;
}

/** A step by Euler's method from σ to `down` splits off fresh noise of deviation `up`, so that it ends at `next` in all. */
export function ancestralSplit(sigma: number, next: number): { down: number; up: number } {
  const up = Math.sqrt((next ** 2 * (sigma ** 2 - next ** 2)) / sigma ** 2);
  return { up, down: Math.sqrt(next ** 2 - up ** 2) };
}
