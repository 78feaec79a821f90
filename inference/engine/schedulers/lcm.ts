import { distillationTimesteps, distilledTimesteps } from './distilled-timesteps.ts';
import { combine } from './linear-combination.ts';
import { NoiseSchedule } from './noise-schedule.ts';
import { planCalls, planned } from './plan.ts';
import { originalMix } from './prediction.ts';
import type { Run } from './run.ts';
import { LIMIT_DEFAULTS, sampleLimit } from './sample-limit.ts';
import type { Scheduler } from './scheduler.ts';
import { COMMON_DEFAULTS, type Resolved, type SchedulerOptions } from './scheduler-config.ts';
import { TensorHistory } from './tensor-history.ts';

/** The options of diffusers' LCMScheduler, and what they are where a model's file leaves them out. */
export const LCM_DEFAULTS = {
  ...COMMON_DEFAULTS,
  ...LIMIT_DEFAULTS,
  beta_start: 0.00085,
  beta_end: 0.012,
  beta_schedule: 'scaled_linear',
  original_inference_steps: 50,
  clip_sample: false,
  clip_sample_range: 1,
  set_alpha_to_one: true, // taken as in diffusers, where no step of this scheduler ever uses it
  steps_offset: 0,
  timestep_spacing: 'leading',
  timestep_scaling: 10,
  rescale_betas_zero_snr: false,
} as const satisfies Partial<SchedulerOptions>;

/** σ_data of the boundary condition: the deviation of the latents that the model was distilled with. */
const DATA_DEVIATION = 0.5;

interface Weights {
  /** The predicted picture x₀. */
  originalSample: number;
  originalOutput: number;
  /** The previous sample, of x₀, the sample and fresh noise (null: none is drawn). */
  original: number;
  sample: number;
  noise: number | null;
  /** The scales of picture and noise at this timestep. */
  alpha: number;
  sigma: number;
}

/**
 * Multistep sampling of a latent consistency model: each call predicts the picture and noises it again, less each time.
 * Luo et al. 2023, arXiv:2310.04378, algorithm 3. One model call a step; draws noise at every step but the last.
 */
export class Lcm implements Scheduler {
  readonly timesteps: readonly number[];
  readonly initNoiseSigma = 1;
  readonly #plan: readonly Weights[];
  readonly #limit: ((original: Float32Array) => void) | null;
  readonly #original = new TensorHistory(1);

  constructor(options: Resolved<typeof LCM_DEFAULTS>, run: Run) {
    const noise = new NoiseSchedule(options, { zeroTerminalSnr: options.rescale_betas_zero_snr });
    const count = run.originalInferenceSteps ?? options.original_inference_steps;
    const origin = distillationTimesteps('LCM', noise.length, count, run.scheduleStrength);
    const timesteps = distilledTimesteps('LCM', origin, noise.length, run);
    this.timesteps = timesteps.slice(run.skippedSteps);
    this.#limit = sampleLimit(options);
    this.#plan = planCalls('LCM', run.skippedSteps, timesteps.length, (index) => {
      const timestep = timesteps[index] as number;
      const [alpha, sigma] = scales(noise, timestep);
      // Custom timesteps at less than full strength end early, and diffusers noises their picture to its own level again.
      const next = timesteps[index + 1] ?? (index + 1 < run.steps ? timestep : undefined);
      const [nextAlpha, nextSigma] = next === undefined ? [1, null] : scales(noise, next);
      const original = originalMix(options.prediction_type, alpha, sigma);
      const { skip, out } = boundary(timestep * options.timestep_scaling);
      return {
        originalSample: original.sample,
        originalOutput: original.output,
        original: nextAlpha * out,
        sample: nextAlpha * skip,
        noise: nextSigma,
        alpha,
        sigma,
      };
    });
  }

  scaleModelInput(sample: Float32Array): Float32Array {
    return sample;
  }

  step(modelOutput: Float32Array, call: number, sample: Float32Array, drawNoise: () => Float32Array): void {
    const weights = planned(this.#plan, call);
    const original = this.#original.push(sample.length);
    combine(original, weights.originalSample, sample, weights.originalOutput, modelOutput);
    this.#limit?.(original);
    if (weights.noise === null) combine(sample, weights.sample, sample, weights.original, original);
    else combine(sample, weights.sample, sample, weights.original, original, weights.noise, drawNoise());
  }

  addNoise(original: Float32Array, noise: Float32Array, call: number, out: Float32Array): void {
    const { alpha, sigma } = planned(this.#plan, call);
    combine(out, alpha, original, sigma, noise);
  }
}

/** √ᾱ and √(1 − ᾱ). */
function scales(noise: NoiseSchedule, timestep: number): [number, number] {
  const alphaCumprod = noise.alphaCumprod(timestep);
  return [Math.sqrt(alphaCumprod), Math.sqrt(1 - alphaCumprod)];
}

/** c_skip and c_out: at timestep 0 the picture is the sample itself, and soon after what the model predicts. */
function boundary(scaledTimestep: number): { skip: number; out: number } {
  const square = scaledTimestep ** 2 + DATA_DEVIATION ** 2;
  return { skip: DATA_DEVIATION ** 2 / square, out: scaledTimestep / Math.sqrt(square) };
}
