import { describe, expect, it } from 'vitest';
import { CpuNoise } from '../../inference/engine/noise/cpu-noise.ts';
import { isOwnFolder, readVectors, schedulerFor, schedulerNamed } from './vectors.ts';

/** One of diffusers' own scheduler tests: a loop with a made-up model, and what it must end with. */
interface FullLoop {
  id: string;
  scheduler: string;
  constructor_kwargs: Record<string, unknown>;
  set_timesteps_args?: number[];
  timesteps_passed_to_step: number[];
  uses_scale_model_input: boolean;
  initial_sample: string;
  add_noise?: unknown;
  sample_shape: number[];
  expected_sum?: number;
  tolerance_sum?: number;
  expected_mean?: number;
  tolerance_mean?: number;
}

const loops = readVectors<{ tests: FullLoop[] }>('diffusers_tests', 'sd-golden/diffusers-tests/').flatMap(
  ({ vectors }) => vectors.tests,
);

/** diffusers' dummy_sample_deter, and the same counted backwards: the definitions stand in the file. */
function dummy([batch, channels = 1, height = 1, width = 1]: readonly number[], isReversed = false): Float32Array {
  const count = (batch ?? 1) * channels * height * width;
  const rows = batch ?? 1;
  return Float32Array.from({ length: count }, (_, at) => {
    const b = Math.floor(at / (channels * height * width));
    const place = (at % (channels * height * width)) * rows + b;
    return (isReversed ? count - 1 - place : place) / count;
  });
}

function finalSample(test: FullLoop): Float32Array {
  const name = schedulerNamed(test.scheduler);
  const steps = test.set_timesteps_args?.[0] ?? 1000;
  // With noise added, only the last steps run: image to image at the strength that leaves as many.
  const per = /Heun|KDPM2/.test(name) ? 2 : 1;
  const made = Math.ceil(test.timesteps_passed_to_step.length / per);
  const recorded = { overrides: test.constructor_kwargs, num_inference_steps: steps };
  const scheduler = schedulerFor(name, {}, recorded, test.add_noise ? made / steps : undefined);
  expect(scheduler.timesteps.length).toBe(test.timesteps_passed_to_step.length);

  let sample = dummy(test.sample_shape);
  const scale = test.initial_sample.includes('init_noise_sigma') ? schedulerFor(name, {}, recorded).initNoiseSigma : 1;
  sample = sample.map((value) => value * Math.fround(scale));
  if (test.add_noise) scheduler.addNoise(sample.slice(), dummy(test.sample_shape, true), 0, sample);
  const generator = new CpuNoise(0);
  for (const [call, timestep] of scheduler.timesteps.entries()) {
    // Those tests hand the scaled sample on to step(), which pipelines do not.
    if (test.uses_scale_model_input) sample = scheduler.scaleModelInput(sample, call, sample.slice());
    const factor = Math.fround(Math.fround(timestep) / (Math.fround(timestep) + 1));
    scheduler.step(
      sample.map((value) => value * factor),
      call,
      sample,
      () => generator.draw(sample.length),
    );
  }
  return sample;
}

describe.each(loops)('diffusers’ own $id', (test) => {
  it('ends with the sum and the mean that diffusers expects', () => {
    const sample = finalSample(test);
    const sum = sample.reduce((total, value) => total + Math.abs(value), 0);
    if (test.expected_sum !== undefined)
      expect(Math.abs(sum - test.expected_sum)).toBeLessThan(test.tolerance_sum ?? 1e-2);
    const mean = sum / sample.length;
    expect(Math.abs(mean - (test.expected_mean ?? Number.NaN))).toBeLessThan(test.tolerance_mean ?? 1e-3);
  });
});

describe('the replay', () => {
  it('found what there is to replay', () => {
    expect(loops.length).toBeGreaterThanOrEqual(isOwnFolder ? 20 : 0);
  });
});
