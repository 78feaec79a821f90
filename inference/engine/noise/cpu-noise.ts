import { MersenneTwister } from './mersenne-twister.ts';
import type { NoiseGenerator } from './noise.ts';

const BLOCK = 16;
const HALF = BLOCK / 2;
const TWO_POW_24 = 2 ** 24;
const TWO_POW_53 = 2 ** 53;

/**
 * torch's CPU generator: mt19937 and two different Box–Muller paths.
 *
 * Draws of 16 values and more fill everything with 24-bit uniforms and transform blocks of 16 in place, cosines in
 * the first half and sines in the second; when the length is no multiple of 16 the last 16 values are drawn again.
 * Shorter draws take 53-bit uniforms a pair at a time and keep the second normal for the next short draw, also across
 * calls. Equal to torch within 4e-6: on AVX2 torch uses polynomials for logarithm and sine.
 */
export class CpuNoise implements NoiseGenerator {
  readonly #random: MersenneTwister;
  #kept: number | null = null;

  constructor(seed: number) {
    this.#random = new MersenneTwister(seed);
  }

  draw(length: number): Float32Array {
    const values = new Float32Array(length);
    if (length < BLOCK) {
      for (let i = 0; i < length; i += 1) values[i] = this.#single();
      return values;
    }
    this.#fillUniform(values);
    for (let start = 0; start + BLOCK <= length; start += BLOCK) transform(values, start);
    if (length % BLOCK !== 0) {
      this.#fillUniform(values.subarray(length - BLOCK));
      transform(values, length - BLOCK);
    }
    return values;
  }

  #fillUniform(values: Float32Array): void {
    for (let i = 0; i < values.length; i += 1) values[i] = (this.#random.next() & (TWO_POW_24 - 1)) / TWO_POW_24;
  }

  #single(): number {
    if (this.#kept !== null) {
      const kept = this.#kept;
      this.#kept = null;
      return kept;
    }
    const angle = 2 * Math.PI * this.#uniform53();
    const radius = Math.sqrt(-2 * Math.log1p(-this.#uniform53()));
    this.#kept = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** The low 53 bits of two words, the first one on top. */
  #uniform53(): number {
    const high = this.#random.next() & 0x1fffff;
    return (high * 2 ** 32 + this.#random.next()) / TWO_POW_53;
  }
}

/** Sixteen uniforms → sixteen normals, in place. */
function transform(values: Float32Array, start: number): void {
  for (let i = start; i < start + HALF; i += 1) {
    const radius = Math.sqrt(-2 * Math.log(1 - (values[i] as number)));
    const angle = 2 * Math.PI * (values[i + HALF] as number);
    values[i] = radius * Math.cos(angle);
    values[i + HALF] = radius * Math.sin(angle);
  }
}
