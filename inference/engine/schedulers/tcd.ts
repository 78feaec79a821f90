import { distillationTimesteps, distilledTimesteps } from './distilled-timesteps.ts';
import { combine } from './linear-combination.ts';
import { NoiseSchedule } from './noise-schedule.ts';
import { planCalls, planned } from './plan.ts';
import { noiseMix, originalMix, type PredictionType } from './prediction.ts';
import type { Run } from './run.ts';
import type { Scheduler } from './scheduler.ts';
import { COMMON_DEFAULTS, type Resolved, type SchedulerOptions } from './scheduler-config.ts';
import { unsupported } from './unsupported.ts';

/** The options of diffusers' TCDScheduler, and what they are where a model's file leaves them out. */
export const TCD_DEFAULTS = {
  ...COMMON_DEFAULTS,
  beta_start: 0.00085,
  beta_end: 0.012,
  beta_schedule: 'scaled_linear',
  original_inference_steps: 50,
  rescale_betas_zero_snr: false,
  // Taken as in diffusers, where no step of this scheduler uses them.
  clip_sample: false,
  clip_sample_range: 1,
  set_alpha_to_one: true,
  steps_offset: 0,
  thresholding: false,
  dynamic_thresholding_ratio: 0.995,
  sample_max_value: 1,
  timestep_spacing: 'leading',
  timestep_scaling: 10,
} as const satisfies Partial<SchedulerOptions>;

interface Weights {
  sample: number;
  output: number;
  /** Null: none is drawn. */
  noise: number | null;
  /** The scales of picture and noise at this timestep. */
  alpha: number;
  sigma: number;
}

/**
 * Trajectory consistency distillation: each call goes past the next timestep t' to s = (1 − eta)·t' and returns to t'
 * with fresh noise. Zheng et al. 2024, arXiv:2402.19159, algorithm 2 (strategic stochastic sampling). `eta` from 0,
 * without noise, to 1, all the way to the picture as LCM goes; 0.3 by default. Draws noise at every step but the last.
 */
export class Tcd implements Scheduler {
  readonly timesteps: readonly number[];
  readonly initNoiseSigma = 1;
  readonly #plan: readonly Weights[];

  constructor(options: Resolved<typeof TCD_DEFAULTS>, run: Run) {
    const { eta = 0.3 } = run.stepArguments;
    if (!(eta >= 0 && eta <= 1)) throw unsupported(`TCD takes an eta from 0 to 1, got ${eta}.`);
    const noise = new NoiseSchedule(options, { zeroTerminalSnr: options.rescale_betas_zero_snr });
    const timesteps = distilledTimesteps('TCD', originOf(options, run, noise.length), noise.length, run);
    this.timesteps = timesteps.slice(run.skippedSteps);
    this.#plan = planCalls('TCD', run.skippedSteps, timesteps.length, (index) => {
      // Custom timesteps at less than full strength end early: diffusers goes on to timestep 0 there, and draws.
      const next = timesteps[index + 1] ?? (index + 1 < run.steps ? 0 : undefined);
      const beyond = Math.floor(Math.fround(Math.fround(1 - eta) * (next ?? 0))); // in float32, as torch multiplies
      return weightsOf(
        options.prediction_type,
        noise.alphaCumprod(timesteps[index] as number),
        noise.alphaCumprod(beyond),
        next === undefined || eta === 0 ? null : noise.alphaCumprod(next),
      );
    });
  }

  scaleModelInput(sample: Float32Array): Float32Array {
    return sample;
  }

  step(modelOutput: Float32Array, call: number, sample: Float32Array, drawNoise: () => Float32Array): void {
    const { sample: x, output, noise } = planned(this.#plan, call);
    if (noise === null) combine(sample, x, sample, output, modelOutput);
    else combine(sample, x, sample, output, modelOutput, noise, drawNoise());
  }

  addNoise(original: Float32Array, noise: Float32Array, call: number, out: Float32Array): void {
    const { alpha, sigma } = planned(this.#plan, call);
    combine(out, alpha, original, sigma, noise);
  }
}

/** As in diffusers, naming a number of distillation steps for a run makes all the trained timesteps available. */
function originOf(options: Resolved<typeof TCD_DEFAULTS>, run: Run, trained: number): number[] {
  const { originalInferenceSteps, scheduleStrength } = run;
  if (originalInferenceSteps === null) {
    return distillationTimesteps('TCD', trained, options.original_inference_steps, scheduleStrength);
  }
  return Array.from({ length: Math.floor(trained * scheduleStrength) }, (_, timestep) => timestep);
}

/** √ᾱ_s·x₀ + √(1 − ᾱ_s)·ε, then noised back from s to the next timestep, if there is one. */
function weightsOf(prediction: PredictionType, now: number, beyond: number, next: number | null): Weights {
  const [alpha, sigma] = [Math.sqrt(now), Math.sqrt(1 - now)];
  const original = originalMix(prediction, alpha, sigma);
  const noise = noiseMix(prediction, alpha, sigma);
  const kept = next === null ? 1 : next / beyond;
  const [picture, direction] = [Math.sqrt(kept * beyond), Math.sqrt(kept * (1 - beyond))];
  return {
    sample: picture * original.sample + direction * noise.sample,
    output: picture * original.output + direction * noise.output,
    noise: next === null ? null : Math.sqrt(1 - kept),
    alpha,
    sigma,
  };
}
