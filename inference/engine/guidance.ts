/**
 * Classifier-free guidance (Ho and Salimans, arXiv 2207.12598) as Diffusers writes it: unconditional + scale ×
 * (conditional − unconditional). Each operation rounds to float32 as torch does, so that a seed stays a picture.
 * `out` may be either input.
 */
export function guide(
  unconditional: Float32Array, // (C, h, w)
  conditional: Float32Array, // (C, h, w)
  scale: number,
  out: Float32Array, // (C, h, w)
): void {
  const { fround } = Math;
  const factor = fround(scale);
  for (let index = 0; index < out.length; index += 1) {
    const base = unconditional[index] as number;
    out[index] = base + fround(factor * fround((conditional[index] as number) - base));
  }
}

/** A scale of 1 or less asks for no guidance: Diffusers then leaves the unconditional row out, and so do we. */
export const isGuided = (scale: number): boolean => scale > 1;
