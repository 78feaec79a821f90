const SIZE = 624;
const SHIFT = 397;

/** mt19937, Matsumoto and Nishimura (1998): 32-bit words from the low 32 bits of a seed. */
export class MersenneTwister {
  readonly #state = new Uint32Array(SIZE);
  #index = SIZE;

  constructor(seed: number) {
    const state = this.#state;
    state[0] = seed >>> 0;
    for (let i = 1; i < SIZE; i += 1) {
      const before = state[i - 1] as number;
      state[i] = Math.imul(before ^ (before >>> 30), 1_812_433_253) + i;
    }
  }

  /** The next word, 0…2³² − 1. */
  next(): number {
    if (this.#index === SIZE) this.#twist();
    let word = this.#state[this.#index] as number;
    this.#index += 1;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  }

  #twist(): void {
    const state = this.#state;
    for (let i = 0; i < SIZE; i += 1) {
      const word = ((state[i] as number) & 0x80000000) | ((state[(i + 1) % SIZE] as number) & 0x7fffffff);
      state[i] = (state[(i + SHIFT) % SIZE] as number) ^ (word >>> 1) ^ (word & 1 ? 0x9908b0df : 0);
    }
    this.#index = 0;
  }
}
