import { strict as assert } from 'node:assert';
import type { SchedulerName } from '../../../prisma/scheduler-name.ts';
import { DDIM_DEFAULTS, Ddim } from './ddim.ts';
import { DDPM_DEFAULTS, Ddpm } from './ddpm.ts';
import { DEIS_MULTISTEP_DEFAULTS, DeisMultistep } from './deis-multistep.ts';
import { DPM_SOLVER_MULTISTEP_DEFAULTS, DpmSolverMultistep } from './dpm-solver-multistep.ts';
import { DPM_SOLVER_SINGLESTEP_DEFAULTS, DpmSolverSinglestep } from './dpm-solver-singlestep.ts';
import { EULER_ANCESTRAL_DISCRETE_DEFAULTS, EulerAncestralDiscrete } from './euler-ancestral-discrete.ts';
import { EULER_DISCRETE_DEFAULTS, EulerDiscrete } from './euler-discrete.ts';
import { HEUN_DISCRETE_DEFAULTS, HeunDiscrete } from './heun-discrete.ts';
import { KDPM2_ANCESTRAL_DISCRETE_DEFAULTS, Kdpm2AncestralDiscrete } from './kdpm2-ancestral-discrete.ts';
import { KDPM2_DISCRETE_DEFAULTS, Kdpm2Discrete } from './kdpm2-discrete.ts';
import { LCM_DEFAULTS, Lcm } from './lcm.ts';
import { LMS_DISCRETE_DEFAULTS, LmsDiscrete } from './lms-discrete.ts';
import { PNDM_DEFAULTS, Pndm } from './pndm.ts';
import type { Run, StepArguments } from './run.ts';
import type { Scheduler } from './scheduler.ts';
import { type Resolved, resolveConfig, type SchedulerConfig, type SchedulerOptions } from './scheduler-config.ts';
import { TCD_DEFAULTS, Tcd } from './tcd.ts';
import { UNIPC_MULTISTEP_DEFAULTS, UniPcMultistep } from './unipc-multistep.ts';
import { unsupported } from './unsupported.ts';

/** What a person may ask beside a scheduler and a number of steps. */
export interface RunOptions {
  /** Image to image: the share of the steps that are made, 0…1. Absent: all of them, from pure noise. */
  strength?: number;
  /** Options of the scheduler, by diffusers' names, that win over the model's file. */
  overrides?: SchedulerConfig;
  /** A schedule of one's own, as many timesteps as steps. */
  timesteps?: readonly number[];
  stepArguments?: StepArguments;
  /** LCM and TCD only: see `Run`. */
  originalInferenceSteps?: number;
  scheduleStrength?: number;
}

/** What only some schedulers can be asked. */
type Ask = keyof StepArguments | 'timesteps' | 'originalInferenceSteps' | 'scheduleStrength';

interface Algorithm {
  create: (name: string, modelConfig: SchedulerConfig, overrides: SchedulerConfig, run: Run) => Scheduler;
  defaults: Partial<SchedulerOptions>;
  asks: readonly Ask[];
}

function algorithm<Defaults extends Partial<SchedulerOptions>>(
  defaults: Defaults,
  Implementation: new (options: Resolved<Defaults>, run: Run) => Scheduler,
  asks: readonly Ask[] = [],
): Algorithm {
  return {
    create: (name, modelConfig, overrides, run) =>
      new Implementation(resolveConfig(name, defaults, modelConfig, overrides), run),
    defaults,
    asks,
  };
}

const CHURN = ['s_churn', 's_tmin', 's_tmax', 's_noise'] as const;
const DISTILLED = ['timesteps', 'originalInferenceSteps', 'scheduleStrength'] as const;

const ALGORITHMS: Record<SchedulerName, Algorithm> = {
  DPMSolverMultistep: algorithm(DPM_SOLVER_MULTISTEP_DEFAULTS, DpmSolverMultistep, ['timesteps']),
  DPMSolverSinglestep: algorithm(DPM_SOLVER_SINGLESTEP_DEFAULTS, DpmSolverSinglestep, ['timesteps']),
  UniPCMultistep: algorithm(UNIPC_MULTISTEP_DEFAULTS, UniPcMultistep),
  DEISMultistep: algorithm(DEIS_MULTISTEP_DEFAULTS, DeisMultistep),
  EulerDiscrete: algorithm(EULER_DISCRETE_DEFAULTS, EulerDiscrete, ['timesteps', ...CHURN]),
  EulerAncestralDiscrete: algorithm(EULER_ANCESTRAL_DISCRETE_DEFAULTS, EulerAncestralDiscrete),
  HeunDiscrete: algorithm(HEUN_DISCRETE_DEFAULTS, HeunDiscrete, ['timesteps']),
  KDPM2Discrete: algorithm(KDPM2_DISCRETE_DEFAULTS, Kdpm2Discrete),
  KDPM2AncestralDiscrete: algorithm(KDPM2_ANCESTRAL_DISCRETE_DEFAULTS, Kdpm2AncestralDiscrete),
  LMSDiscrete: algorithm(LMS_DISCRETE_DEFAULTS, LmsDiscrete, ['order']),
  PNDM: algorithm(PNDM_DEFAULTS, Pndm),
  DDIM: algorithm(DDIM_DEFAULTS, Ddim, ['eta', 'use_clipped_model_output']),
  DDPM: algorithm(DDPM_DEFAULTS, Ddpm, ['timesteps']),
  LCM: algorithm(LCM_DEFAULTS, Lcm, DISTILLED),
  TCD: algorithm(TCD_DEFAULTS, Tcd, ['eta', ...DISTILLED]),
};

/** The schedulers that the engine has. */
export const SCHEDULERS = Object.keys(ALGORITHMS) as SchedulerName[];

/**
 * A scheduler for one sample. `modelConfig` is the model's `scheduler_config.json`, whichever class it was written for;
 * its options are resolved as diffusers' `from_config` does. Throws a `request_unsupported` fault with a sentence for
 * combinations that diffusers refuses, or for which it would give NaN, before any step.
 */
export function createScheduler(
  name: SchedulerName,
  modelConfig: SchedulerConfig,
  steps: number,
  options: RunOptions = {},
): Scheduler {
  assert(Number.isInteger(steps) && steps >= 1, `expected steps to be a positive integer, got ${steps}`);
  const { create, asks } = ALGORITHMS[name];
  const { timesteps, stepArguments, originalInferenceSteps, scheduleStrength } = options;
  const asked = Object.entries({ timesteps, originalInferenceSteps, scheduleStrength, ...stepArguments });
  for (const [ask, value] of asked) {
    if (value !== undefined && !asks.some((known) => known === ask)) throw unsupported(`${name} takes no ${ask}.`);
  }
  if (timesteps !== undefined && timesteps.length !== steps) {
    throw unsupported(`Expected one timestep for each of ${steps} steps, got ${timesteps.length}.`);
  }
  return create(name, modelConfig, options.overrides ?? {}, {
    steps,
    skippedSteps: skippedSteps(steps, options.strength),
    timesteps: timesteps ?? null,
    stepArguments: stepArguments ?? {},
    originalInferenceSteps: originalInferenceSteps ?? null,
    scheduleStrength: scheduleStrength ?? 1,
  });
}

/** The options that a scheduler would run with, by diffusers' names: those it has, and no others. */
export const schedulerOptions = (
  name: SchedulerName,
  modelConfig: SchedulerConfig,
): Readonly<Record<string, unknown>> => resolveConfig(name, ALGORITHMS[name].defaults, modelConfig);

/** Image to image at a strength makes the last ⌊steps · strength⌋ steps. */
function skippedSteps(steps: number, strength: number | undefined): number {
  if (strength === undefined) return 0;
  if (!(strength >= 0 && strength <= 1)) throw unsupported(`Expected a strength from 0 to 1, got ${strength}.`);
  const made = Math.floor(steps * strength);
  if (made === 0) throw unsupported(`A strength of ${strength} leaves no step of ${steps} to make; raise one of them.`);
  return steps - made;
}
