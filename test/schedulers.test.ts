import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noiseGenerator } from '../inference/engine/noise/noise.ts';
import {
  createScheduler,
  type RunOptions,
  SCHEDULERS,
  schedulerOptions,
} from '../inference/engine/schedulers/create-scheduler.ts';
import type { Scheduler } from '../inference/engine/schedulers/scheduler.ts';
import { Fault } from '../prisma/fault.ts';
import { SCHEDULER_NAMES, type SchedulerName } from '../prisma/scheduler-name.ts';

/** Stable Diffusion 1.5's scheduler_config.json, as far as it matters. */
const config = {
  beta_start: 0.00085,
  beta_end: 0.012,
  beta_schedule: 'scaled_linear',
  num_train_timesteps: 1000,
  steps_offset: 1,
  skip_prk_steps: true,
};
const LENGTH = 24;

/** One sample on its way, with a made-up model that depends on what it is shown. */
class Walk {
  readonly sample: Float32Array;
  readonly #scheduler: Scheduler;
  readonly #noise: { draw(length: number): Float32Array };
  #call = 0;

  constructor(name: SchedulerName, steps: number, seed: number, options: RunOptions = {}) {
    this.#scheduler = createScheduler(name, config, steps, options);
    this.#noise = noiseGenerator('cuda', seed);
    this.sample = this.#noise.draw(LENGTH).map((value) => value * this.#scheduler.initNoiseSigma);
  }

  get isDone(): boolean {
    return this.#call === this.#scheduler.timesteps.length;
  }

  step(): void {
    const input = this.#scheduler.scaleModelInput(this.sample, this.#call, new Float32Array(LENGTH));
    const output = input.map((value) => 0.3 * Math.sin(value));
    this.#scheduler.step(output, this.#call, this.sample, () => this.#noise.draw(LENGTH));
    this.#call += 1;
  }

  end(): Float32Array {
    while (!this.isDone) this.step();
    return this.sample;
  }
}

const anyScheduler = fc.constantFrom(...SCHEDULERS);
const anyWalk = fc.record({ name: anyScheduler, steps: fc.integer({ min: 4, max: 30 }), seed: fc.nat() });

describe('the schedulers', () => {
  it('are all on the menu, and the menu has no other', () => {
    expect([...SCHEDULERS].sort()).toEqual([...SCHEDULER_NAMES].sort());
  });

  it('give the same sample for the same seed, every time', () => {
    fc.assert(
      fc.property(anyWalk, ({ name, steps, seed }) => {
        expect(new Walk(name, steps, seed).end()).toEqual(new Walk(name, steps, seed).end());
      }),
      { numRuns: 60 },
    );
  });

  it('share nothing: samples that take turns end as they would alone', () => {
    fc.assert(
      fc.property(fc.array(anyWalk, { minLength: 2, maxLength: 4 }), fc.infiniteStream(fc.nat()), (all, turns) => {
        const walks = all.map(({ name, steps, seed }) => new Walk(name, steps, seed));
        while (walks.some(({ isDone }) => !isDone)) {
          const waiting = walks.filter(({ isDone }) => !isDone);
          waiting[turns.next().value % waiting.length]?.step();
        }
        for (const [i, { name, steps, seed }] of all.entries()) {
          expect(walks[i]?.sample).toEqual(new Walk(name, steps, seed).end());
        }
      }),
      { numRuns: 40 },
    );
  });

  it('stay finite from noise to picture', () => {
    fc.assert(
      fc.property(anyWalk, ({ name, steps, seed }) => {
        expect(new Walk(name, steps, seed).end().every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('end DPM-Solver++ on a step of the first order where euler_at_final asks for one, and change no other', () => {
    const samples = (euler_at_final: boolean) =>
      trajectory('DPMSolverMultistep', 20, { overrides: { euler_at_final, final_sigmas_type: 'sigma_min' } });
    const [without, asked] = [samples(false), samples(true)];
    expect(asked.slice(0, -1)).toEqual(without.slice(0, -1));
    expect(asked.at(-1)).not.toEqual(without.at(-1));
  });

  it('count the steps that UniPC does not correct from the start of the schedule, also from a picture', () => {
    const samples = (disable_corrector: number[]) =>
      trajectory('UniPCMultistep', 10, { strength: 0.5, overrides: { disable_corrector } });
    expect(samples([0, 1, 2, 3, 4])).toEqual(samples([]));
    expect(samples([5])).not.toEqual(samples([]));
  });

  it.each([
    [
      'two spacings of the noise levels at once',
      'EulerDiscrete',
      { use_karras_sigmas: true, use_beta_sigmas: true },
      {},
    ],
    ['timesteps of one’s own on respaced levels', 'EulerDiscrete', { use_karras_sigmas: true }, { timesteps: [9, 5] }],
    ['timesteps of one’s own on respaced levels', 'HeunDiscrete', { use_beta_sigmas: true }, { timesteps: [9, 5] }],
    [
      'timesteps of one’s own on respaced levels',
      'DPMSolverMultistep',
      { use_lu_lambdas: true },
      { timesteps: [9, 5] },
    ],
    ['timesteps where they follow from the steps', 'DDIM', {}, { timesteps: [9, 5] }],
    ['fewer timesteps than steps', 'EulerDiscrete', {}, { timesteps: [9] }],
    ['an option of another scheduler', 'DDIM', { use_karras_sigmas: true }, {}],
    ['an argument of another scheduler', 'DDIM', {}, { stepArguments: { s_churn: 1 } }],
    ['a strength that leaves no step', 'DDIM', {}, { strength: 0.4 }],
    ['an end without noise that divides by zero', 'UniPCMultistep', { solver_type: 'bh1' }, {}],
    ['a value that is none', 'DPMSolverMultistep', { solver_order: 4 }, {}],
  ] as const)('refuse %s: %s', (_what, name, overrides, options) => {
    const refused = () => createScheduler(name, config, 2, { ...options, overrides } as RunOptions);
    expect(refused).toThrow(
      expect.objectContaining({ code: 'request_unsupported', message: expect.stringMatching(/ .*\.$/) }),
    );
  });

  const trailing = { ...config, timestep_spacing: 'trailing' };
  const spaced = SCHEDULERS.filter((name) => 'timestep_spacing' in schedulerOptions(name, config));
  const distilled = ['LCM', 'TCD']; // pick theirs from fifty
  it.each(spaced.filter((name) => !distilled.includes(name)))(
    '%s refuses trailing timesteps that rounding makes one too many, and names a number that works',
    (name) => {
      const make = (steps: number) => createScheduler(name, trailing, steps).timesteps;
      for (const [steps, fewer] of [
        [61, 60],
        [122, 120],
      ] as const) {
        const sentence = `Trailing timesteps of ${steps} steps end below the first timestep; ask for ${fewer} steps.`;
        expect(() => make(steps)).toThrow(expect.objectContaining({ code: 'request_unsupported', message: sentence }));
        expect(make(fewer).at(-1)).toBeGreaterThanOrEqual(0);
      }
    },
  );

  it.each(SCHEDULERS)('%s asks for trained timesteps that never rise, for any number of steps, or refuses', (name) => {
    for (const steps of [...Array.from({ length: 60 }, (_, i) => i + 1), 100, 250, 333, 500, 999, 1000]) {
      const { timesteps } = attempt(name, steps);
      expect(timesteps.every((timestep) => timestep >= 0 && timestep <= 999)).toBe(true);
      // DPM2 a looks ahead in every other call and then adds noise again, so only its steps fall, not its calls.
      const steady = name === 'KDPM2AncestralDiscrete' ? timesteps.filter((_, call) => call % 2 === 0) : timesteps;
      const rises = steady.filter((timestep, at) => at > 0 && timestep > (steady[at - 1] ?? 0));
      expect(rises).toEqual([]);
    }
  });
});

/** The sample after every call of a run from the same noise. */
function trajectory(name: SchedulerName, steps: number, options: RunOptions): Float32Array[] {
  const walk = new Walk(name, steps, 1, options);
  const samples: Float32Array[] = [];
  while (!walk.isDone) {
    walk.step();
    samples.push(walk.sample.slice());
  }
  return samples;
}

/** The scheduler, or one without any step where it is refused with a sentence. */
function attempt(name: SchedulerName, steps: number): Pick<Scheduler, 'timesteps'> {
  try {
    return createScheduler(name, config, steps);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    expect(error.code).toBe('request_unsupported');
    return { timesteps: [] };
  }
}
