import { integerTimesteps } from './integer-timesteps.ts';
import { combine } from './linear-combination.ts';
import { NoiseSchedule } from './noise-schedule.ts';
import { planCalls, planned } from './plan.ts';
import { noiseMix, originalMix, type PredictionType } from './prediction.ts';
import type { Run, StepArguments } from './run.ts';
import { LIMIT_DEFAULTS, sampleLimit } from './sample-limit.ts';
import type { Scheduler } from './scheduler.ts';
import { COMMON_DEFAULTS, type Resolved, type SchedulerOptions } from './scheduler-config.ts';
import { TensorHistory } from './tensor-history.ts';
import { unsupported } from './unsupported.ts';

/** The options of diffusers' DDIMScheduler, and what they are where a model's file leaves them out. */
export const DDIM_DEFAULTS = {
  ...COMMON_DEFAULTS,
  ...LIMIT_DEFAULTS,
  clip_sample: true,
  clip_sample_range: 1,
  set_alpha_to_one: true,
  timestep_spacing: 'leading',
  steps_offset: 0,
  rescale_betas_zero_snr: false,
} as const satisfies Partial<SchedulerOptions>;

interface Weights {
  /** The predicted picture x₀. */
  originalSample: number;
  originalOutput: number;
  /** The previous sample, of x₀, the sample, the model's output and fresh noise (0: none is drawn). */
  original: number;
  sample: number;
  output: number;
  noise: number;
  /** The scales of picture and noise at this timestep. */
  alpha: number;
  sigma: number;
}

/**
 * Denoising Diffusion Implicit Models: Song et al. 2021, arXiv:2010.02502, formula 12. `eta` goes from no fresh noise
 * (0, the default) to as much as DDPM (1). One model call a step; draws noise at every step if eta is above 0.
 */
export class Ddim implements Scheduler {
  readonly timesteps: readonly number[];
  readonly initNoiseSigma = 1;
  readonly #plan: readonly Weights[];
  readonly #limit: ((original: Float32Array) => void) | null;
  readonly #original = new TensorHistory(1);
  readonly #draws: boolean;

  constructor(options: Resolved<typeof DDIM_DEFAULTS>, run: Run) {
    const { eta = 0 } = run.stepArguments;
    if (!(eta >= 0 && eta <= 1)) throw unsupported(`DDIM takes an eta from 0 to 1, got ${eta}.`);
    const noise = new NoiseSchedule(options, { zeroTerminalSnr: options.rescale_betas_zero_snr });
    const timesteps = integerTimesteps(options, noise.length, run);
    const stride = Math.floor(noise.length / run.steps);
    const final = options.set_alpha_to_one ? 1 : noise.alphaCumprod(0);
    this.timesteps = timesteps.slice(run.skippedSteps);
    this.#limit = sampleLimit(options);
    this.#draws = eta > 0;
    this.#plan = planCalls('DDIM', run.skippedSteps, timesteps.length, (index) => {
      const timestep = timesteps[index] as number;
      const next = timestep - stride < 0 ? final : noise.alphaCumprod(timestep - stride);
      return weightsOf(options.prediction_type, noise.alphaCumprod(timestep), next, run.stepArguments);
    });
  }

  scaleModelInput(sample: Float32Array): Float32Array {
    return sample;
  }

  step(modelOutput: Float32Array, call: number, sample: Float32Array, drawNoise: () => Float32Array): void {
    const weights = planned(this.#plan, call);
    const noise = this.#draws ? drawNoise() : sample; // also where the last step gives it no weight, as diffusers does
    const { originalSample, originalOutput } = weights;
    if (this.#limit === null) {
      const fromSample = weights.sample + weights.original * originalSample;
      const fromOutput = weights.output + weights.original * originalOutput;
      combine(sample, fromSample, sample, fromOutput, modelOutput, weights.noise, noise);
      return;
    }
    const x0 = this.#original.push(sample.length);
    combine(x0, originalSample, sample, originalOutput, modelOutput);
    this.#limit(x0);
    combine(sample, weights.sample, sample, weights.output, modelOutput, weights.original, x0, weights.noise, noise);
  }

  addNoise(original: Float32Array, noise: Float32Array, call: number, out: Float32Array): void {
    const { alpha, sigma } = planned(this.#plan, call);
    combine(out, alpha, original, sigma, noise);
  }
}

/** √ᾱ'·x₀ + √(1 − ᾱ' − s²)·ε + s·noise, from ᾱ to ᾱ', where s is eta times the deviation of DDPM's step. */
function weightsOf(
  prediction: PredictionType,
  alphaCumprod: number,
  next: number,
  { eta = 0, use_clipped_model_output: clipped = false }: StepArguments,
): Weights {
  const [alpha, sigma] = [Math.sqrt(alphaCumprod), Math.sqrt(1 - alphaCumprod)];
  const original = originalMix(prediction, alpha, sigma);
  // As float32, as torch has it: at the cleanest timesteps ᾱ / ᾱ' differs from 1 in the fourth digit only.
  const stepBeta = 1 - Math.fround(alphaCumprod / next);
  const deviation = eta * Math.sqrt(((1 - next) / (1 - alphaCumprod)) * stepBeta);
  const direction = Math.sqrt(1 - next - deviation ** 2);
  // ε either as it was predicted, or as it follows from an x₀ that was kept in range.
  const noise = clipped ? { sample: 1 / sigma, output: 0 } : noiseMix(prediction, alpha, sigma);
  return {
    originalSample: original.sample,
    originalOutput: original.output,
    original: Math.sqrt(next) - (clipped ? (direction * alpha) / sigma : 0),
    sample: direction * noise.sample,
    output: direction * noise.output,
    noise: deviation,
    alpha,
    sigma,
  };
}
