import { strict as assert } from 'node:assert';
import { Tensor } from 'onnxruntime-node';
import type { Model } from '../models/model.ts';
import type { ElementType } from '../models/onnx-file.ts';
import { FloatTensor, float16Tensor, floatType } from './float-tensor.ts';
import { encodeFloat16 } from './float16.ts';
import type { Session } from './session.ts';
import type { Embedding } from './text-encoder.ts';

/** What one row of a UNet call needs; rows know nothing of each other. */
export interface UnetRow {
  /** (C, h, w), scaled as the scheduler wants it; with a mask and a masked picture's latents behind for inpainting. */
  input: Float32Array;
  timestep: number;
  embedding: Embedding;
  /** (C, h, w): filled with what the model predicts; null for a row that only guides the next one. */
  output: Float32Array | null;
  /** Where there is one, `output` gets the prediction moved away from that of the row before (guidance.ts). */
  guidanceScale?: number | null;
}

/** The tensors of one shape of call. Kept from step to step, so that steps allocate nothing. */
interface Buffers {
  rows: number;
  height: number;
  width: number;
  tokens: number;
  sample: FloatTensor; // (R, C, h, w)
  timestep: Timesteps; // (R) or ()
  states: FloatTensor; // (R, S, D)
  /** Whose states are in each row. */
  embeddings: (Embedding | null)[]; // (R)
  output: FloatTensor; // (R, C, h, w)
}

/** The denoiser. Rows of any requests share a call as long as their latents and texts have the same shape. */
export class Unet {
  /** Whether each row may have its own timestep. Else (a scalar, or a single value) rows of a call must agree. */
  readonly timestepPerRow: boolean;
  readonly #session: Session;
  readonly #inputChannels: number;
  readonly #outputChannels: number;
  #buffers: Buffers | null = null;

  constructor(session: Session, { unetChannels, latentChannels }: Pick<Model, 'unetChannels' | 'latentChannels'>) {
    this.#session = session;
    this.#inputChannels = unetChannels;
    this.#outputChannels = latentChannels;
    const shape = session.input('timestep').shape;
    this.timestepPerRow = shape !== null && shape.length === 1 && typeof shape[0] === 'string';
  }

  /**
   * One call for all rows; `height` and `width` are the latents'. Where `rowsInCall` is more than there are, copies of
   * the first fill the call, and what the model predicts for them is left. Faults as Session.run.
   */
  async predict(rows: readonly UnetRow[], height: number, width: number, rowsInCall = rows.length): Promise<void> {
    const [first] = rows;
    assert(first !== undefined, 'a UNet call has rows');
    const buffers = this.#buffersFor(rowsInCall, height, width, first.embedding);
    for (let index = 0; index < rowsInCall; index += 1) {
      const row = rows[index] ?? first;
      assert(row.embedding.tokens === buffers.tokens, 'texts of one length');
      assert(this.timestepPerRow || row.timestep === first.timestep, 'timesteps that agree');
      buffers.sample.write(row.input, index * row.input.length);
      // Mostly the same from step to step, and the largest input: 77 × 768 values a row, 0.1 ms of a step of two.
      if (buffers.embeddings[index] !== row.embedding) {
        buffers.states.write(row.embedding.values, index * row.embedding.values.length);
        buffers.embeddings[index] = row.embedding;
      }
      if (this.timestepPerRow || index === 0) buffers.timestep.write(index, row.timestep);
    }
    await this.#session.run(
      {
        sample: buffers.sample.tensor,
        timestep: buffers.timestep.tensor,
        encoder_hidden_states: buffers.states.tensor,
      },
      { out_sample: buffers.output.tensor },
    );
    for (const [index, { output, guidanceScale = null }] of rows.entries()) {
      if (output === null) continue;
      if (guidanceScale === null) buffers.output.read(index * output.length, output);
      else buffers.output.readGuided((index - 1) * output.length, guidanceScale, output);
    }
  }

  #buffersFor(rows: number, height: number, width: number, embedding: Embedding): Buffers {
    const { tokens } = embedding;
    const kept = this.#buffers;
    if (kept?.rows === rows && kept.height === height && kept.width === width && kept.tokens === tokens) return kept;
    const type = (spec: { type: string }) => floatType(spec.type);
    const dimensions = (channels: number) => [rows, channels, height, width];
    this.#buffers = {
      rows,
      height,
      width,
      tokens,
      sample: new FloatTensor(type(this.#session.input('sample')), dimensions(this.#inputChannels)),
      timestep: new Timesteps(this.#session.input('timestep').type, this.#timestepShape(rows)),
      states: new FloatTensor(type(this.#session.input('encoder_hidden_states')), [
        rows,
        tokens,
        embedding.values.length / tokens,
      ]),
      embeddings: new Array<null>(rows).fill(null),
      output: new FloatTensor(type(this.#session.output('out_sample')), dimensions(this.#outputChannels)),
    };
    return this.#buffers;
  }

  #timestepShape(rows: number): number[] {
    if (this.timestepPerRow) return [rows];
    return this.#session.input('timestep').shape?.length === 1 ? [1] : [];
  }
}

/** The `timestep` input in whichever type the export gave it. */
class Timesteps {
  readonly tensor: Tensor;
  readonly #write: (index: number, timestep: number) => void;

  constructor(type: ElementType | 'other', shape: readonly number[]) {
    const length = shape[0] ?? 1;
    if (type === 'int64') {
      const values = new BigInt64Array(length);
      this.tensor = new Tensor('int64', values, shape);
      this.#write = (index, timestep) => {
        // Karras schedules have fractions; Diffusers' own pipelines cut them off for graphs with whole timesteps.
        values[index] = BigInt(Math.trunc(timestep));
      };
    } else if (type === 'int32') {
      const values = new Int32Array(length);
      this.tensor = new Tensor('int32', values, shape);
      this.#write = (index, timestep) => {
        values[index] = Math.trunc(timestep);
      };
    } else if (floatType(type) === 'float32') {
      const values = new Float32Array(length);
      this.tensor = new Tensor('float32', values, shape);
      this.#write = (index, timestep) => {
        values[index] = timestep;
      };
    } else {
      const values = new Uint16Array(length);
      const single = new Float32Array(1);
      this.tensor = float16Tensor(values, shape);
      this.#write = (index, timestep) => {
        single[0] = timestep;
        encodeFloat16(single, values, index);
      };
    }
  }

  write(index: number, timestep: number): void {
    this.#write(index, timestep);
  }
}
