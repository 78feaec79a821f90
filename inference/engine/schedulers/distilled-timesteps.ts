import type { Run } from './run.ts';
import { assertFalling } from './timestep-spacing.ts';
import { unsupported } from './unsupported.ts';

/**
 * Falling timesteps of a run of a distilled model, skipped steps included: evenly picked from those that it was
 * distilled with (`origin`, rising), the noisiest of them first, or the custom ones.
 */
export function distilledTimesteps(scheduler: string, origin: readonly number[], trained: number, run: Run): number[] {
  const { steps, timesteps: custom, scheduleStrength: strength } = run;
  if (custom !== null) {
    assertFalling(custom, trained);
    const made = Math.min(Math.floor(custom.length * strength), custom.length);
    if (made === 0) throw unsupported(`A strength of ${strength} leaves no step of ${custom.length} to make.`);
    return custom.slice(custom.length - made);
  }
  if (steps > origin.length) {
    throw unsupported(
      `${scheduler} picks its steps from the ${origin.length} that the model was distilled with, so it cannot make ${steps}.`,
    );
  }
  const stride = origin.length / steps;
  return Array.from({ length: steps }, (_, i) => origin[origin.length - 1 - Math.floor(i * stride)] as number);
}

/** The timesteps that a model was distilled with: `count` of them, evenly, or the cleanest share of these. Rising. */
export function distillationTimesteps(scheduler: string, trained: number, count: number, strength: number): number[] {
  if (count > trained) {
    throw unsupported(`${scheduler}: a model trained with ${trained} timesteps was not distilled with ${count}.`);
  }
  const stride = Math.floor(trained / count);
  return Array.from({ length: Math.floor(count * strength) }, (_, i) => (i + 1) * stride - 1);
}
