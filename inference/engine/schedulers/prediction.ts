/**
 * What a UNet was trained to answer: the noise (Ho et al. 2020, arXiv:2006.11239), the picture itself, or the velocity
 * v = α·noise − σ·picture (Salimans and Ho 2022, arXiv:2202.00512).
 */
export type PredictionType = 'epsilon' | 'sample' | 'v_prediction';

/** A tensor as the sum of the sample and the model's output, each with its weight. */
export interface Mix {
  sample: number;
  output: number;
}

/** The predicted picture x₀ of a sample α·x₀ + σ·noise. */
export function originalMix(type: PredictionType, alpha: number, sigma: number): Mix {
  switch (type) {
    case 'epsilon':
      return { sample: 1 / alpha, output: -sigma / alpha };
    case 'sample':
      return { sample: 0, output: 1 };
    case 'v_prediction':
      return { sample: alpha, output: -sigma };
  }
}

/** The predicted noise of a sample α·x₀ + σ·noise. */
export function noiseMix(type: PredictionType, alpha: number, sigma: number): Mix {
  switch (type) {
    case 'epsilon':
      return { sample: 0, output: 1 };
    case 'sample':
      return { sample: 1 / sigma, output: -alpha / sigma };
    case 'v_prediction':
      return { sample: sigma, output: alpha };
  }
}

/** The predicted picture of a sample x₀ + σ·noise that was not scaled down to unit variance (Karras et al. 2022). */
export function originalMixOfUnscaled(type: PredictionType, sigma: number): Mix {
  const alpha = 1 / Math.sqrt(sigma ** 2 + 1);
  const { sample, output } = originalMix(type, alpha, sigma * alpha);
  return { sample: sample * alpha, output };
}
