import { strict as assert } from 'node:assert';
import { unsupported } from './unsupported.ts';

/**
 * The numbers of every call of a run, worked out before the first: `weightsOf` gives those of call `begin`, `begin + 1`,
 * … `end − 1` of the whole schedule. A step then only adds tensors, and options that make the arithmetic divide by zero
 * are refused here, before any GPU time, where diffusers would hand out NaN.
 */
export function planCalls<Weights extends object>(
  scheduler: string,
  begin: number,
  end: number,
  weightsOf: (index: number) => Weights,
): readonly Weights[] {
  return Array.from({ length: end - begin }, (_, call) => {
    const weights = weightsOf(begin + call);
    for (const value of Object.values(weights)) {
      if (typeof value === 'number' && !Number.isFinite(value)) {
        throw unsupported(
          `${scheduler} cannot run with these options: its arithmetic gives no finite number at step ${begin + call + 1} of ${end}.`,
        );
      }
    }
    return weights;
  });
}

/** The plan of one call. */
export function planned<Weights>(plan: readonly Weights[], call: number): Weights {
  const weights = plan[call];
  assert(weights !== undefined, `expected a call below ${plan.length}, got ${call}`);
  return weights;
}
