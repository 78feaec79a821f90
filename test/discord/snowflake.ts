import type { Clock } from './clock.ts';

/** Discord's epoch, the first second of 2015. */
const EPOCH_MS = 1_420_070_400_000n;
const COUNTER_BITS = 22n;

/** Ids as Discord makes them: milliseconds since 2015 in the upper bits, a counter below, so that they sort by age. */
export class Snowflakes {
  readonly #clock: Clock;
  #counter = 0n;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  next(): string {
    this.#counter = (this.#counter + 1n) % (1n << COUNTER_BITS);
    return String(((BigInt(this.#clock.now()) - EPOCH_MS) << COUNTER_BITS) | this.#counter);
  }
}
