import { bucketFor, type StepCurve } from './step-curve.ts';

/** A change down must promise to save this many times what it costs. */
const WORTH = 2;

/**
 * How many rows the next call has on a device that plans anew for every other shape. cuDNN's convolutions keep one plan
 * each (onnxruntime since 1.20), so a call with another number of rows costs 50 to 150 ms on Stable Diffusion 1.5. So
 * calls are filled up with copies of a row: at once when more rows come, and with fewer only when what the copies have
 * cost since is twice a change. By our simulation such changes at every arrival double the median wait.
 */
export class StickyBucket {
  readonly #changeMs: number;
  #bucket = 0;
  #wastedMs = 0;

  /** `changeMs`: what a call with another number of rows costs beyond its own time; 0 changes at once. */
  constructor(changeMs: number) {
    this.#changeMs = changeMs;
  }

  /** Rows of a call that needs so many, copies included. */
  rowsFor(needed: number, curve: StepCurve): number {
    const least = bucketFor(needed);
    if (least >= this.#bucket) return this.#become(least);
    this.#wastedMs += curve.msOf(this.#bucket) - curve.msOf(least);
    return this.#wastedMs > WORTH * this.#changeMs ? this.#become(least) : this.#bucket;
  }

  #become(bucket: number): number {
    if (bucket !== this.#bucket) this.#wastedMs = 0;
    this.#bucket = bucket;
    return bucket;
  }
}
