/** Ways of keeping a predicted picture in range, for models that paint in pixels; latent models leave both off. */
export interface LimitOptions {
  thresholding: boolean;
  dynamic_thresholding_ratio: number;
  sample_max_value: number;
}

export const LIMIT_DEFAULTS = {
  thresholding: false,
  dynamic_thresholding_ratio: 0.995,
  sample_max_value: 1,
} satisfies LimitOptions;

/** Every element into −range…range. */
export function clip(tensor: Float32Array, range: number): void {
  for (let i = 0; i < tensor.length; i += 1) {
    tensor[i] = Math.min(Math.max(tensor[i] as number, -range), range);
  }
}

/**
 * Dynamic thresholding (Saharia et al. 2022, arXiv:2205.11487): s is the quantile of the absolute values, between 1 and
 * `sample_max_value`; the tensor is clipped to −s…s and divided by s. One sample at a time, as everywhere here.
 */
export class DynamicThreshold {
  readonly #ratio: number;
  readonly #max: number;
  #sorted = new Float32Array(0);

  constructor(options: LimitOptions) {
    this.#ratio = options.dynamic_thresholding_ratio;
    this.#max = options.sample_max_value;
  }

  apply(tensor: Float32Array): void {
    const threshold = Math.min(Math.max(this.#quantile(tensor), 1), this.#max);
    clip(tensor, threshold);
    for (let i = 0; i < tensor.length; i += 1) tensor[i] = (tensor[i] as number) / threshold;
  }

  /** Linear between the two nearest ranks. */
  #quantile(tensor: Float32Array): number {
    if (this.#sorted.length !== tensor.length) this.#sorted = new Float32Array(tensor.length);
    for (let i = 0; i < tensor.length; i += 1) this.#sorted[i] = Math.abs(tensor[i] as number);
    this.#sorted.sort();
    const rank = this.#ratio * (tensor.length - 1);
    const below = this.#sorted[Math.floor(rank)] as number;
    const above = this.#sorted[Math.ceil(rank)] as number;
    return below + (above - below) * (rank - Math.floor(rank));
  }
}

/** The limit that the options ask for, thresholding before clipping as in diffusers; null: none. */
export function sampleLimit(
  options: LimitOptions & { clip_sample: boolean; clip_sample_range: number },
): ((tensor: Float32Array) => void) | null {
  if (options.thresholding) {
    const threshold = new DynamicThreshold(options);
    return (tensor) => threshold.apply(tensor);
  }
  return options.clip_sample ? (tensor) => clip(tensor, options.clip_sample_range) : null;
}
