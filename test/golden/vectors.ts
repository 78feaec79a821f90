import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  createScheduler,
  type RunOptions,
  schedulerOptions,
} from '../../inference/engine/schedulers/create-scheduler.ts';
import type { StepArguments } from '../../inference/engine/schedulers/run.ts';
import type { Scheduler } from '../../inference/engine/schedulers/scheduler.ts';
import type { SchedulerConfig } from '../../inference/engine/schedulers/scheduler-config.ts';
import { SCHEDULER_NAMES, type SchedulerName } from '../../prisma/scheduler-name.ts';

/** The vectors that are part of the project; what they mean is in README.md beside this file. */
const OWN = fileURLToPath(new URL('.', import.meta.url));
/** Further vectors of the same formats may be laid in another folder. */
const FOLDER = process.env.EASEL_GOLDEN_DIR ?? OWN;

/** Float32 values are written as base64, others as numbers, and what JSON cannot say as a word. */
export type Numeric = number | 'inf' | '-inf' | 'nan';

export interface Stack {
  shape: number[];
  b64: string;
}

export interface Conditioning {
  max_abs: Numeric;
  fp64_max_abs_diff?: Numeric;
  'perturb_1e-6_max_abs_diff'?: Numeric;
}

/**
 * Every recorded file of one kind under the folder, by what the files say of themselves and not by their names, so
 * that further ones can be laid beside. A folder that has none of a kind has nothing to say about it.
 */
export function readVectors<T>(folder: string, format: string): { file: string; vectors: T }[] {
  const place = join(FOLDER, folder);
  if (!existsSync(place)) return [];
  return readdirSync(place)
    .filter((file) => file.endsWith('.json'))
    .map((file) => ({ file, vectors: JSON.parse(readFileSync(join(place, file), 'utf8')) as T & { format?: string } }))
    .filter(({ vectors }) => vectors.format?.startsWith(format));
}

/** Whether it is the project's own vectors that are replayed: of those none may be missing. */
export const isOwnFolder = FOLDER === OWN;

/** Reads a file that always comes from the project itself. */
export const readOwn = <T>(path: string): T => JSON.parse(readFileSync(join(OWN, path), 'utf8')) as T;

/** The scheduler that diffusers calls so. */
export function schedulerNamed(className: string): SchedulerName {
  const name = SCHEDULER_NAMES.find((known) => `${known}Scheduler` === className);
  if (!name) throw new RangeError(`vectors were recorded for ${className}, which is not built here`);
  return name;
}

export function floats(b64: string): Float32Array {
  return new Float32Array(Uint8Array.from(Buffer.from(b64, 'base64')).buffer);
}

export function toNumber(value: Numeric | undefined): number {
  if (value === undefined) return 0;
  return typeof value === 'number' ? value : { inf: Infinity, '-inf': -Infinity, nan: Number.NaN }[value];
}

/** The README's tolerance: what float32 and the scheduler's own conditioning allow. */
export function toleranceOf(conditioning: Conditioning): number {
  const size = Math.max(toNumber(conditioning.max_abs), 1);
  const spread = [conditioning.fp64_max_abs_diff, conditioning['perturb_1e-6_max_abs_diff']].map(toNumber);
  return Math.max(1e-5 * size, 10 * Math.max(...spread));
}

export interface Recorded {
  overrides: Record<string, unknown>;
  num_inference_steps: number | null;
  set_timesteps_kwargs?: Record<string, unknown>;
  step_kwargs?: StepArguments;
}

/**
 * Builds the scheduler of a recorded case as `from_config` does: options that the class does not know are dropped.
 * `strength` is image to image's.
 */
export function schedulerFor(
  name: SchedulerName,
  config: SchedulerConfig,
  recorded: Recorded,
  strength?: number,
): Scheduler {
  const {
    timesteps,
    original_inference_steps,
    strength: scheduleStrength,
    ...unknown
  } = recorded.set_timesteps_kwargs ?? {};
  if (Object.keys(unknown).length > 0)
    throw new RangeError(`set_timesteps with ${Object.keys(unknown)} is not replayed yet`);
  const custom = timesteps as number[] | undefined;
  const known = schedulerOptions(name, config);
  const options: RunOptions = {
    overrides: Object.fromEntries(Object.entries(recorded.overrides).filter(([key]) => key in known)),
    stepArguments: recorded.step_kwargs ?? {},
    ...(custom ? { timesteps: custom } : {}),
    ...(original_inference_steps === undefined ? {} : { originalInferenceSteps: Number(original_inference_steps) }),
    ...(scheduleStrength === undefined ? {} : { scheduleStrength: Number(scheduleStrength) }),
    ...(strength === undefined ? {} : { strength }),
  };
  return createScheduler(name, config, recorded.num_inference_steps ?? custom?.length ?? 0, options);
}

/** Largest absolute difference; NaN where either side has one that the other has not. */
export function difference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let worst = actual.length === expected.length ? 0 : Number.NaN;
  for (let i = 0; i < expected.length; i += 1) {
    const distance = Math.abs((actual[i] ?? Number.NaN) - (expected[i] ?? Number.NaN));
    if (!(distance <= worst)) worst = distance;
  }
  return worst;
}
