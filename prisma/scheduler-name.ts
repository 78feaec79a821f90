/**
 * The menu of schedulers, in the order people see it. A name is diffusers' class name without "Scheduler"; the label
 * is what A1111 calls the same algorithm, since that is what people write in `Sampler:`. A model card says which of
 * them a worker offers.
 */
export const SCHEDULER_LABELS = {
  DPMSolverMultistep: 'DPM++ 2M',
  DPMSolverSinglestep: 'DPM++ 2S',
  UniPCMultistep: 'UniPC',
  DEISMultistep: 'DEIS',
  EulerDiscrete: 'Euler',
  EulerAncestralDiscrete: 'Euler a',
  HeunDiscrete: 'Heun',
  KDPM2Discrete: 'DPM2',
  KDPM2AncestralDiscrete: 'DPM2 a',
  LMSDiscrete: 'LMS',
  PNDM: 'PLMS',
  DDIM: 'DDIM',
  DDPM: 'DDPM',
  LCM: 'LCM',
  TCD: 'TCD',
} as const;

export type SchedulerName = keyof typeof SCHEDULER_LABELS;

export const SCHEDULER_NAMES = Object.keys(SCHEDULER_LABELS) as [SchedulerName, ...SchedulerName[]];
