import { strict as assert } from 'node:assert';
import { Tensor } from 'onnxruntime-node';
import { decodeFloat16, encodeFloat16 } from './float16.ts';
import { guide, guideHalves } from './guidance.ts';

/** Float types that models have at their ends. */
export type FloatType = 'float32' | 'float16';

/**
 * A tensor in the float type that the model declares, read and written as float32. It is made once per shape and
 * filled again for every call: onnxruntime takes it as input or as preallocated output.
 */
export class FloatTensor {
  readonly tensor: Tensor;
  readonly #values: Float32Array | null;
  readonly #halves: Uint16Array | null;
  /** What was written last, and where it ended. A new round of rows begins at 0, so it never follows on. */
  #lastSource: Float32Array | null = null;
  #lastEnd = 0;

  constructor(type: FloatType, dimensions: readonly number[]) {
    const length = dimensions.reduce((product, dimension) => product * dimension, 1);
    this.#values = type === 'float32' ? new Float32Array(length) : null;
    this.#halves = type === 'float16' ? new Uint16Array(length) : null;
    this.tensor =
      this.#values === null
        ? float16Tensor(this.#halves ?? new Uint16Array(), dimensions)
        : new Tensor('float32', this.#values, dimensions);
  }

  /** Writes all of `source` from `offset` on. */
  write(source: Float32Array, offset: number): void {
    if (this.#values !== null) this.#values.set(source, offset);
    if (this.#halves !== null) this.#writeHalves(this.#halves, source, offset);
  }

  /** A guided sample's two rows show the same latents one after the other: the second is a copy, 1 µs against 30. */
  #writeHalves(halves: Uint16Array, source: Float32Array, offset: number): void {
    if (source === this.#lastSource && offset === this.#lastEnd) {
      halves.copyWithin(offset, offset - source.length, offset);
    } else encodeFloat16(source, halves, offset);
    this.#lastSource = source;
    this.#lastEnd = offset + source.length;
  }

  /** Fills `out` with the values from `offset` on. */
  read(offset: number, out: Float32Array): void {
    assert(offset + out.length <= this.tensor.size, 'a read within the tensor');
    if (this.#values !== null) out.set(this.#values.subarray(offset, offset + out.length));
    if (this.#halves !== null) decodeFloat16(this.#halves, offset, out);
  }

  /** All of the values: a float32 tensor's own, which the next call overwrites, or a copy of a float16 one's. */
  all(): Float32Array {
    return this.#values ?? toFloat32(this.tensor);
  }

  /** Fills `out` with the guided prediction of the two rows that begin at `offset`, unconditional first (guidance.ts). */
  readGuided(offset: number, scale: number, out: Float32Array): void {
    const end = offset + 2 * out.length;
    assert(end <= this.tensor.size, 'a read within the tensor');
    if (this.#values !== null) {
      guide(
        this.#values.subarray(offset, offset + out.length),
        this.#values.subarray(offset + out.length, end),
        scale,
        out,
      );
    }
    if (this.#halves !== null) guideHalves(this.#halves, offset, scale, out);
  }
}

/**
 * A float16 tensor over `halves`. On Node 24 the ordinary constructor turns them into a Float16Array, whose byte length
 * onnxruntime-node 1.30 reads as 0 ("not enough space: expected 1728, got 0"; its pull request 32323 is open), so the
 * tensor is made as uint16 and relabelled: the same bits on every Node.
 */
export function float16Tensor(halves: Uint16Array, dimensions: readonly number[]): Tensor {
  return Object.assign(new Tensor('uint16', halves, dimensions), { type: 'float16' as const });
}

/** Narrows a declared element type to one that FloatTensor has; the catalogue refused every other. */
export function floatType(type: string): FloatType {
  assert(type === 'float32' || type === 'float16', `the catalogue accepted the float type ${type}`);
  return type;
}

/** A copy of what a graph returned, since its memory is onnxruntime's. On Node 24 halves come as a Float16Array. */
export function toFloat32({ data }: Pick<Tensor, 'data'>): Float32Array {
  // Not Float32Array.from, which asks for one value after the other: 1.2 ms instead of 0.2 for a picture of 512×512.
  if (!(data instanceof Uint16Array)) return new Float32Array(data as ArrayLike<number>);
  const values = new Float32Array(data.length);
  decodeFloat16(data, 0, values);
  return values;
}
