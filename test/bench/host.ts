import { FloatTensor } from '../../inference/engine/float-tensor.ts';
import { noiseGenerator } from '../../inference/engine/noise/noise.ts';
import { GuidedPredictions } from '../../inference/engine/predictions.ts';
import { createScheduler } from '../../inference/engine/schedulers/create-scheduler.ts';
import { SCHEDULER_NAMES, type SchedulerName } from '../../prisma/scheduler-name.ts';

/** Latents of a 512 × 512 picture of Stable Diffusion. */
const LENGTH = 4 * 64 * 64;
const STEPS = 20;
const ROUNDS = 300;
/** Stable Diffusion 1.5's scheduler_config.json. */
const CONFIG = {
  beta_start: 0.00085,
  beta_end: 0.012,
  beta_schedule: 'scaled_linear',
  num_train_timesteps: 1000,
  steps_offset: 1,
  clip_sample: false,
  set_alpha_to_one: false,
  skip_prk_steps: true,
};

/**
 * What one step of one image costs on the host, in milliseconds: scaling and converting its input to float16 for two
 * rows, taking its prediction, which the graph has guided, and the scheduler's step. The best of three hundred rounds, since the others
 * measure the neighbours.
 */
export function measureHostCost(): Record<SchedulerName, number> {
  const noise = noiseGenerator('cuda', 1).draw(LENGTH);
  const rows = new FloatTensor('float16', [2, 4, 64, 64]);
  const output = new Float32Array(LENGTH);
  const predictions = new GuidedPredictions(1, 4, 64, 64);
  const scaled = new Float32Array(LENGTH);
  const costOf = (name: SchedulerName): number => {
    const scheduler = createScheduler(name, CONFIG, STEPS);
    const sample = noise.map((value) => value * scheduler.initNoiseSigma);
    const startedAt = performance.now();
    for (let call = 0; call < scheduler.timesteps.length; call += 1) {
      const input = scheduler.scaleModelInput(sample, call, scaled);
      for (const row of [0, 1] as const) {
        rows.write(input, row * LENGTH);
      }
      predictions.read([{ output }]);
      scheduler.step(output, call, sample, () => noise);
    }
    return (performance.now() - startedAt) / scheduler.timesteps.length;
  };
  const best = (name: SchedulerName) => Math.min(...Array.from({ length: ROUNDS }, () => costOf(name)));
  return Object.fromEntries(SCHEDULER_NAMES.map((name) => [name, Number(best(name).toFixed(3))])) as Record<
    SchedulerName,
    number
  >;
}
