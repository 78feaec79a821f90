/**
 * A sample x = x₀ + σ·noise whose variance grows with the noise level (Karras et al. 2022, arXiv:2206.00364), in
 * contrast to the √ᾱ·x₀ + √(1 − ᾱ)·noise that the model was trained on.
 */

/** `out`, filled with x / √(σ² + 1), of unit variance, as the model wants it. */
export function scaleToUnitVariance(sample: Float32Array, sigma: number, out: Float32Array): Float32Array {
  const factor = 1 / Math.sqrt(sigma * sigma + 1); // in float64, so that one rounding is left; division took twice as long
  for (let i = 0; i < sample.length; i += 1) out[i] = (sample[i] as number) * factor;
  return out;
}

/**
 * An ancestral step from σ aims at `down`, below the `next` noise level, and adds fresh noise of deviation `up`, so that
 * it ends at `next` in all. Rounded to float32 after each operation, as torch does: where σ falls steeply, `down` is a
 * small difference of large numbers, and two steps of DPM2 a ended 1.8e-3 away from diffusers without the rounding.
 */
export function ancestralSplit(sigma: number, next: number): { down: number; up: number } {
  const round = Math.fround;
  const [sigma2, next2] = [round(sigma ** 2), round(next ** 2)];
  const up = round(Math.sqrt(round(round(next2 * round(sigma2 - next2)) / sigma2)));
  return { up, down: round(Math.sqrt(round(next2 - round(up ** 2)))) };
}
