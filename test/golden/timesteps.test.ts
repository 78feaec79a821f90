import { describe, expect, it } from 'vitest';
import type { SchedulerConfig } from '../../inference/engine/schedulers/scheduler-config.ts';
import { Fault } from '../../prisma/fault.ts';
import {
  difference,
  isOwnFolder,
  type Numeric,
  readVectors,
  schedulerFor,
  schedulerNamed,
  toNumber,
} from './vectors.ts';

interface Row {
  n: number;
  len: number;
  timesteps?: Numeric[];
  first3?: Numeric[];
  last3?: Numeric[];
  sum_f64?: number;
  sigmas_first3?: Numeric[];
  sigmas_last3?: Numeric[];
}

interface Sweep {
  base_config: SchedulerConfig;
  schedulers: Record<string, Record<string, { overrides: Record<string, unknown>; rows: Row[] }>>;
}

const sweeps = readVectors<Sweep>('schedulers', 'sd-golden/timesteps/').flatMap(({ vectors }) =>
  Object.entries(vectors.schedulers).map(([className, variants]) => ({
    className,
    variants,
    config: vectors.base_config,
  })),
);
const TOLERANCE = 1e-3;
const TRAINED = 1000;

/**
 * Schedules that diffusers makes and cannot run, which are refused: they ask for a timestep that the model was never
 * trained for, or stand still, so that a solver divides by zero.
 */
function cannotRun({
  n,
  timesteps = [],
  first3 = [],
  last3 = [],
  sigmas_first3 = [],
  sigmas_last3 = [],
}: Row): boolean {
  const lists = [timesteps, first3, last3, sigmas_first3, sigmas_last3].map((list) => list.map(toNumber));
  const leaves = lists.slice(0, 3).some((list) => list.some((timestep) => timestep < 0 || timestep > TRAINED - 1));
  const standsStill = lists.some((list) => list.some((value, i) => i > 0 && value === list[i - 1]));
  return leaves || standsStill || n >= TRAINED;
}

function expectRow(actual: readonly number[], row: Row, what: string): void {
  expect(actual.length, what).toBe(row.len);
  if (row.timesteps) expect(difference(actual, row.timesteps.map(toNumber)), what).toBeLessThan(TOLERANCE);
  if (row.first3) expect(difference(actual.slice(0, 3), row.first3.map(toNumber)), what).toBeLessThan(TOLERANCE);
  if (row.last3) expect(difference(actual.slice(-3), row.last3.map(toNumber)), what).toBeLessThan(TOLERANCE);
  const sum = actual.reduce((total, timestep) => total + timestep, 0);
  if (row.sum_f64 !== undefined) expect(Math.abs(sum - row.sum_f64) / row.len, what).toBeLessThan(TOLERANCE);
}

describe.each(sweeps)('$className', ({ className, variants, config }) => {
  const name = schedulerNamed(className);

  it('asks the model at the timesteps of diffusers for every recorded number of steps', () => {
    let refused = 0;
    for (const [variant, { overrides, rows }] of Object.entries(variants)) {
      for (const row of rows) {
        const what = `${variant}, ${row.n} steps`;
        const build = () => schedulerFor(name, config, { overrides, num_inference_steps: row.n });
        if (cannotRun(row) && isRefused(build)) refused += 1;
        else expectRow(build().timesteps, row, what);
      }
    }
    const all = Object.values(variants).reduce((total, { rows }) => total + rows.length, 0);
    console.log(`${name}: ${all} schedules, ${refused} refused that cannot run`);
  });
});

function isRefused(build: () => unknown): boolean {
  try {
    build();
    return false;
  } catch (error) {
    if (error instanceof Fault) return true;
    throw error;
  }
}

describe('the replay', () => {
  it('found what there is to replay', () => {
    expect(sweeps.length).toBeGreaterThanOrEqual(isOwnFolder ? 14 : 0);
  });
});
