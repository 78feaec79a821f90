import { describe, expect, it } from 'vitest';
import { schedulerOptions } from '../../inference/engine/schedulers/create-scheduler.ts';
import type { Scheduler } from '../../inference/engine/schedulers/scheduler.ts';
import type { SchedulerConfig } from '../../inference/engine/schedulers/scheduler-config.ts';
import { Fault } from '../../prisma/fault.ts';
import type { SchedulerName } from '../../prisma/scheduler-name.ts';
import {
  type Conditioning,
  difference,
  floats,
  isOwnFolder,
  type Numeric,
  type Recorded,
  readVectors,
  type Stack,
  schedulerFor,
  schedulerNamed,
  toleranceOf,
  toNumber,
} from './vectors.ts';

/** Values of one sample: (1, 4, 4, 4). */
const LENGTH = 64;
/** Fractional timesteps are recorded as float32. */
const TIMESTEP_TOLERANCE = 1e-3;

interface Loop extends Recorded {
  variant: string;
  seed: number;
  timesteps: Numeric[];
  prev_samples: Stack;
  conditioning: Conditioning;
}

interface Case extends Loop {
  init_noise_sigma: Numeric;
  num_model_calls: number;
  noise_draws?: number[][];
  scaled_inputs?: Stack;
  has_nonfinite?: boolean;
}

interface ImageToImage extends Loop {
  strength: number;
  add_noise: string;
}

interface AddNoise extends Recorded {
  seed: number;
  single: { index: number; b64: string }[];
  batch2: { timesteps: number[]; b64: string };
}

interface Vectors {
  scheduler: string;
  base_config: SchedulerConfig;
  resolved_base_config?: Record<string, unknown>;
  noise_bank: Record<string, Stack>;
  cases: Case[];
  img2img: ImageToImage[];
  add_noise: AddNoise[];
  errors: (Recorded & { message: string })[];
}

/** Draws of one seed in their order; draw 0 is the initial noise. */
class Bank {
  /** Indices of the draws that were taken since they were last asked for. */
  readonly #values: Float32Array;
  #next: number;
  #taken: number[] = [];

  constructor({ b64 }: Stack, next: number) {
    this.#values = floats(b64);
    this.#next = next;
  }

  at(draw: number): Float32Array {
    return this.#values.slice(draw * LENGTH, (draw + 1) * LENGTH);
  }

  take(): Float32Array {
    this.#taken.push(this.#next);
    this.#next += 1;
    return this.at(this.#next - 1);
  }

  taken(): number[] {
    const taken = this.#taken;
    this.#taken = [];
    return taken;
  }
}

/** Runs the README's loop with its made-up model and returns the worst difference in units of the tolerance. */
function replay(scheduler: Scheduler, sample: Float32Array, recorded: Loop & Partial<Case>, bank: Bank): number {
  const expected = floats(recorded.prev_samples.b64);
  const inputs = recorded.scaled_inputs ? floats(recorded.scaled_inputs.b64) : null;
  const tolerance = toleranceOf(recorded.conditioning);
  const scaled = new Float32Array(LENGTH);
  const output = new Float32Array(LENGTH);
  let worst = 0;
  for (const [call, timestep] of scheduler.timesteps.entries()) {
    const here = [call * LENGTH, (call + 1) * LENGTH] as const;
    const input = scheduler.scaleModelInput(sample, call, scaled);
    if (inputs) worst = Math.max(worst, difference(input, inputs.subarray(...here)) / tolerance);
    for (let i = 0; i < LENGTH; i += 1) {
      output[i] = 0.3 * Math.sin(1.7 * (input[i] as number) + 0.001 * timestep) + 0.1 * Math.cos(i);
    }
    scheduler.step(output, call, sample, () => bank.take());
    worst = Math.max(worst, difference(sample, expected.subarray(...here)) / tolerance);
    const drawn = bank.taken();
    if (recorded.noise_draws)
      expect(drawn, `${nameOf(recorded)}: draws of call ${call}`).toEqual(recorded.noise_draws[call]);
  }
  expect(worst, nameOf(recorded)).toBeLessThanOrEqual(1);
  return (worst * tolerance) / Math.max(toNumber(recorded.conditioning.max_abs), 1);
}

const nameOf = ({ variant, num_inference_steps }: Loop): string => `${variant}, ${num_inference_steps} steps`;

function expectTimesteps(scheduler: Scheduler, recorded: Loop): void {
  expect(scheduler.timesteps.length, nameOf(recorded)).toBe(recorded.timesteps.length);
  expect(difference(scheduler.timesteps, recorded.timesteps.map(toNumber)), nameOf(recorded)).toBeLessThan(
    TIMESTEP_TOLERANCE,
  );
}

const bankOf = ({ noise_bank }: Vectors, seed: number, next: number): Bank => {
  const stack = noise_bank[String(seed)];
  if (!stack) throw new RangeError(`no noise was recorded for seed ${seed}`);
  return new Bank(stack, next);
};

/**
 * What diffusers cannot do is refused, but for one thing: where the first timestep of a schedule occurs again, diffusers
 * looks it up, finds its second place, and runs off the end. Calls that are counted have no such trouble.
 */
function expectRefused(name: SchedulerName, vectors: Vectors, recorded: Recorded, what: string): void {
  let scheduler: Scheduler;
  try {
    scheduler = schedulerFor(name, vectors.base_config, recorded);
  } catch (error) {
    expect(error, what).toBeInstanceOf(Fault);
    return;
  }
  expect(scheduler.timesteps.slice(1), what).toContain(scheduler.timesteps[0]);
}

function replayCase(name: SchedulerName, vectors: Vectors, recorded: Case): number {
  if (recorded.has_nonfinite) {
    // diffusers hands out NaN here; we say so before any step.
    expectRefused(name, vectors, recorded, nameOf(recorded));
    return 0;
  }
  const scheduler = schedulerFor(name, vectors.base_config, recorded);
  expectTimesteps(scheduler, recorded);
  expect(scheduler.timesteps.length).toBe(recorded.num_model_calls);
  const sigma = toNumber(recorded.init_noise_sigma);
  expect(Math.abs(scheduler.initNoiseSigma / sigma - 1), nameOf(recorded)).toBeLessThan(1e-6);
  const bank = bankOf(vectors, recorded.seed, 1);
  const sample = bank.at(0).map((value) => value * Math.fround(scheduler.initNoiseSigma));
  return replay(scheduler, sample, recorded, bank);
}

function replayImageToImage(name: SchedulerName, vectors: Vectors, recorded: ImageToImage): number {
  const scheduler = schedulerFor(name, vectors.base_config, recorded, recorded.strength);
  expectTimesteps(scheduler, recorded);
  const bank = bankOf(vectors, recorded.seed, 2);
  const sample = new Float32Array(LENGTH);
  scheduler.addNoise(bank.at(0), bank.at(1), 0, sample);
  expect(difference(sample, floats(recorded.add_noise))).toBeLessThanOrEqual(toleranceOf(recorded.conditioning));
  return replay(scheduler, sample, recorded, bank);
}

function replayAddNoise(name: SchedulerName, vectors: Vectors, recorded: AddNoise): void {
  const scheduler = schedulerFor(name, vectors.base_config, recorded);
  const bank = bankOf(vectors, recorded.seed, 0);
  const noised = (original: number, noise: number, call: number): Float32Array => {
    const out = new Float32Array(LENGTH);
    scheduler.addNoise(bank.at(original), bank.at(noise), call, out);
    return out;
  };
  const within = (actual: Float32Array, expected: Float32Array) => {
    const size = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    expect(difference(actual, expected)).toBeLessThanOrEqual(1e-5 * size);
  };
  for (const { index, b64 } of recorded.single) within(noised(0, 1, index), floats(b64));
  const batch = floats(recorded.batch2.b64);
  for (const [row, timestep] of recorded.batch2.timesteps.entries()) {
    const call = scheduler.timesteps.findIndex((known) => Math.abs(known - timestep) < TIMESTEP_TOLERANCE);
    within(noised(2 * row, 2 * row + 1, call), batch.subarray(row * LENGTH, (row + 1) * LENGTH));
  }
}

const files = readVectors<Vectors>('schedulers', 'sd-golden/schedulers/');

describe.each(files)('$file', ({ vectors }) => {
  const name = schedulerNamed(vectors.scheduler);

  it('has the defaults that from_config resolves on a Stable Diffusion 1.5 model', () => {
    const options = schedulerOptions(name, vectors.base_config);
    for (const [key, value] of Object.entries(vectors.resolved_base_config ?? {})) {
      if (key in options)
        expect([key, options[key]]).toEqual([key, value === '-inf' ? Number.NEGATIVE_INFINITY : value]);
    }
  });

  it('gives the samples that diffusers gives, step for step, with noise drawn where it draws it', () => {
    const errors = vectors.cases.map((recorded) => replayCase(name, vectors, recorded));
    console.log(`${name}: ${errors.length} cases, largest relative error ${Math.max(...errors).toExponential(1)}`);
  });

  it('starts image to image where diffusers starts it, and ends where it ends', () => {
    const errors = vectors.img2img.map((recorded) => replayImageToImage(name, vectors, recorded));
    console.log(
      `${name}: ${errors.length} image to image, largest relative error ${Math.max(0, ...errors).toExponential(1)}`,
    );
  });

  it('adds as much noise to a picture as diffusers does at every timestep', () => {
    for (const recorded of vectors.add_noise) replayAddNoise(name, vectors, recorded);
  });

  it('refuses with a sentence what diffusers cannot do, before any step', () => {
    for (const recorded of vectors.errors) expectRefused(name, vectors, recorded, recorded.message);
  });
});

describe('the replay', () => {
  it('found what there is to replay', () => {
    expect(files.length).toBeGreaterThanOrEqual(isOwnFolder ? 15 : 0);
  });
});
