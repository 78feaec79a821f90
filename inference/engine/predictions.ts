import { strict as assert } from 'node:assert';
import { Tensor } from 'onnxruntime-node';
import { GUIDANCE } from '../models/guidance-patch.ts';
import { FloatTensor, type FloatType } from './float-tensor.ts';
import type { UnetRow } from './unet.ts';

/** What a UNet call brings back for its rows. Made once per shape of call and filled again for every call. */
export interface Predictions {
  /** Inputs of the graph beside those that every UNet has. */
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** Before the call: which rows guide which. */
  ask(rows: readonly UnetRow[]): void;
  /** After it: fills the rows' outputs. */
  read(rows: readonly UnetRow[]): void;
}

/** Guided in the graph (guidance-patch.ts): a prediction for each row that has an output, in float32. */
export class GuidedPredictions implements Predictions {
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly outputs: Readonly<Record<string, Tensor>>;
  readonly #unconditional: Int32Array; // (N)
  readonly #conditional: Int32Array; // (N)
  readonly #scales: Float32Array; // (N)
  readonly #values: Float32Array; // (N, C, h, w)

  constructor(count: number, channels: number, height: number, width: number) {
    this.#unconditional = new Int32Array(count);
    this.#conditional = new Int32Array(count);
    this.#scales = new Float32Array(count);
    this.#values = new Float32Array(count * channels * height * width);
    this.inputs = {
      [GUIDANCE.unconditional]: new Tensor('int32', this.#unconditional, [count]),
      [GUIDANCE.conditional]: new Tensor('int32', this.#conditional, [count]),
      [GUIDANCE.scale]: new Tensor('float32', this.#scales, [count, 1, 1, 1]),
    };
    const dimensions = [count, channels, height, width];
    this.outputs = { [GUIDANCE.predictions]: new Tensor('float32', this.#values, dimensions) };
  }

  ask(rows: readonly UnetRow[]): void {
    let prediction = 0;
    for (const [index, { output, guidanceScale = null }] of rows.entries()) {
      if (output === null) continue;
      this.#unconditional[prediction] = guidanceScale === null ? index : index - 1;
      this.#conditional[prediction] = index;
      this.#scales[prediction] = guidanceScale ?? 0;
      prediction += 1;
    }
    assert(prediction === this.#scales.length, 'as many predictions as rows with an output');
  }

  read(rows: readonly Pick<UnetRow, 'output'>[]): void {
    let offset = 0;
    for (const { output } of rows) {
      if (output === null) continue;
      output.set(this.#values.subarray(offset, offset + output.length));
      offset += output.length;
    }
  }
}

/** Guided here, from what the graph returns for every row. */
export class RowPredictions implements Predictions {
  readonly inputs = {};
  readonly outputs: Readonly<Record<string, Tensor>>;
  readonly #values: FloatTensor; // (R, C, h, w)

  constructor(type: FloatType, dimensions: readonly number[]) {
    this.#values = new FloatTensor(type, dimensions);
    this.outputs = { out_sample: this.#values.tensor };
  }

  ask(): void {
    // It is told by the rows themselves when they are read.
  }

  read(rows: readonly UnetRow[]): void {
    for (const [index, { output, guidanceScale = null }] of rows.entries()) {
      if (output === null) continue;
      if (guidanceScale === null) this.#values.read(index * output.length, output);
      else this.#values.readGuided((index - 1) * output.length, guidanceScale, output);
    }
  }
}
