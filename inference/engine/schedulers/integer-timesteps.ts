import type { Run } from './run.ts';
import { roundHalfEven, type SpacingOptions, spacedTimesteps } from './timestep-spacing.ts';
import { unsupported } from './unsupported.ts';

/**
 * Falling whole timesteps of a run, skipped steps included, for schedulers that step from one trained timestep to
 * another and so cannot stop between them.
 */
export function integerTimesteps(options: SpacingOptions, trained: number, run: Run): number[] {
  if (run.steps > trained) {
    throw unsupported(
      `A model trained with ${trained} timesteps cannot be run for ${run.steps} steps by this scheduler.`,
    );
  }
  return spacedTimesteps(options, trained, run.steps).map(roundHalfEven);
}
