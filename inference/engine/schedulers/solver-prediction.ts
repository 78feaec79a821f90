import type { NoiseLevel } from './dpm-solver-weights.ts';
import { combine } from './linear-combination.ts';
import { noiseMix, originalMix, type PredictionType } from './prediction.ts';
import { DynamicThreshold, type LimitOptions } from './sample-limit.ts';

/** How a call turns its sample and the model's output into a prediction. */
export interface PredictionWeights {
  fromSample: number;
  fromOutput: number;
  /** Where the picture is thresholded on the way: the prediction, from the sample and that picture. */
  thresholdedSample: number;
  thresholded: number;
}

/** What a solver in λ keeps of each call: the predicted picture or the predicted noise, whatever the model answers. */
export class SolverPrediction {
  readonly #type: PredictionType;
  readonly #of: 'original' | 'noise';
  readonly #threshold: DynamicThreshold | null;

  constructor(options: LimitOptions & { prediction_type: PredictionType }, of: 'original' | 'noise') {
    this.#type = options.prediction_type;
    this.#of = of;
    this.#threshold = options.thresholding ? new DynamicThreshold(options) : null;
  }

  weightsAt({ alpha, sigma }: NoiseLevel): PredictionWeights {
    const mix = this.#of === 'noise' ? noiseMix : originalMix;
    const first = (this.#threshold === null ? mix : originalMix)(this.#type, alpha, sigma);
    const second = mix('sample', alpha, sigma);
    return {
      fromSample: first.sample,
      fromOutput: first.output,
      thresholdedSample: second.sample,
      thresholded: second.output,
    };
  }

  /** Whether a prediction is the weighted sum of the sample and the model's output, and nothing else. */
  get isLinear(): boolean {
    return this.#threshold === null;
  }

  /** Writes the prediction of a call into `out`. */
  write(out: Float32Array, weights: PredictionWeights, sample: Float32Array, modelOutput: Float32Array): void {
    combine(out, weights.fromSample, sample, weights.fromOutput, modelOutput);
    if (this.#threshold === null) return;
    this.#threshold.apply(out);
    combine(out, weights.thresholdedSample, sample, weights.thresholded, out);
  }
}
