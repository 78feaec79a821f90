import { unsupported } from './unsupported.ts';

/** How the timesteps of a run are chosen among the trained ones (table 2 of Lin et al. 2023, arXiv:2305.08891). */
export type TimestepSpacing = 'linspace' | 'leading' | 'trailing';

export interface SpacingOptions {
  timestep_spacing: TimestepSpacing;
  steps_offset: number;
}

/** `count` values from start to stop, as NumPy computes them: i · ((stop − start) / (count − 1)), the last one exact. */
export function linspace(start: number, stop: number, count: number): number[] {
  const step = (stop - start) / (count - 1);
  return Array.from({ length: count }, (_, i) =>
    i > 0 && i === count - 1 ? stop : count === 1 ? start : start + i * step,
  );
}

/** To the nearest integer, halves to the even one, as NumPy rounds. */
export function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest === 0.5) return below % 2 === 0 ? below : below + 1;
  return rest < 0.5 ? below : below + 1;
}

/**
 * Falling timesteps of the samplers that end on the first trained timestep: DDIM, DDPM and PNDM, rounded, and those of
 * Karras et al., which with linspace also take fractions.
 */
export function spacedTimesteps(
  { timestep_spacing: spacing, steps_offset: offset }: SpacingOptions,
  trained: number,
  steps: number,
): number[] {
  switch (spacing) {
    case 'linspace':
      return linspace(0, trained - 1, steps).reverse();
    case 'leading':
      return leading(Math.floor(trained / steps), steps, offset);
    case 'trailing':
      return trailing(trained, trained / steps);
  }
}

/**
 * Falling timesteps of the multistep solvers, which end one step above the first trained timestep. `last` counts the
 * timesteps in use: all trained ones, or fewer where `lambda_min_clipped` leaves the noisiest out.
 */
export function solverTimesteps(
  { timestep_spacing: spacing, steps_offset: offset }: SpacingOptions,
  trained: number,
  last: number,
  steps: number,
): number[] {
  switch (spacing) {
    case 'linspace':
      return linspace(0, last - 1, steps + 1)
        .slice(1)
        .map(roundHalfEven)
        .reverse();
    case 'leading':
      return leading(Math.floor(last / (steps + 1)), steps + 1, offset).slice(0, -1);
    case 'trailing':
      return trailing(last, trained / steps);
  }
}

function leading(stride: number, count: number, offset: number): number[] {
  return Array.from({ length: count }, (_, i) => (count - 1 - i) * stride + offset);
}

/**
 * Down from `last` by `stride`. For 62 of the first thousand step counts (61, 103, 121, …) rounding makes it one step
 * longer, which ends at −1. Diffusers' solvers then ask the model for a timestep that it never saw, and its DDIM, DDPM
 * and PNDM read their tables from the wrong end; here all refuse.
 */
function trailing(last: number, stride: number): number[] {
  const timesteps = trailingTimesteps(last, stride);
  if ((timesteps.at(-1) ?? 0) >= 0) return timesteps;
  const steps = timesteps.length - 1;
  let fewer = steps - 1;
  while ((trailingTimesteps(last, last / fewer).at(-1) ?? 0) < 0) fewer -= 1;
  throw unsupported(`Trailing timesteps of ${steps} steps end below the first timestep; ask for ${fewer} steps.`);
}

function trailingTimesteps(last: number, stride: number): number[] {
  const delta = last - stride - last; // what NumPy's arange adds: not always -stride
  return Array.from({ length: Math.ceil(last / stride) }, (_, i) => roundHalfEven(last + i * delta) - 1);
}

/** Timesteps that someone chose themselves must fall. */
export function assertFalling(timesteps: readonly number[], trained: number): void {
  for (const [i, timestep] of timesteps.entries()) {
    if (i > 0 && timestep >= (timesteps[i - 1] as number))
      throw unsupported('Custom timesteps must be in falling order.');
    if (timestep >= trained) throw unsupported(`Expected timesteps below ${trained}, got ${timestep}.`);
  }
}
