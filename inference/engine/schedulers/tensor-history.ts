import { strict as assert } from 'node:assert';

/**
 * The last few tensors that a solver looks back at, in buffers that are reused: `depth` of them are allocated when the
 * first sample shows how long they are, and none after.
 */
export class TensorHistory {
  readonly #depth: number;
  #buffers: Float32Array[] = [];
  #pushed = 0;

  constructor(depth: number) {
    this.#depth = depth;
  }

  /** A buffer for the newest tensor; it takes the place of the oldest once `depth` are held. */
  push(length: number): Float32Array {
    if (this.#buffers.length < this.#depth) this.#buffers.push(new Float32Array(length));
    const buffer = this.#buffers[this.#pushed % this.#depth];
    assert(buffer !== undefined && buffer.length === length, 'one scheduler serves samples of one length');
    this.#pushed += 1;
    return buffer;
  }

  /** The tensor that was pushed `age` pushes before the newest (0). */
  at(age: number): Float32Array {
    assert(age < this.#depth && age < this.#pushed, `expected a history of more than ${age}, got ${this.#pushed}`);
    return this.#buffers[(this.#pushed - 1 - age) % this.#depth] as Float32Array;
  }
}
