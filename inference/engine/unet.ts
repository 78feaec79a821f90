import { strict as assert } from 'node:assert';
import type { Model } from '../models/model.ts';
import { FloatTensor, floatType } from './float-tensor.ts';
import { GuidedPredictions, type Predictions, RowPredictions } from './predictions.ts';
import type { Session } from './session.ts';
import type { Embedding } from './text-encoder.ts';
import { Timesteps } from './timesteps.ts';

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
  /** Rows that have an output. */
  asked: number;
  predictions: Predictions;
}

/** The denoiser. Rows of any requests share a call as long as their latents and texts have the same shape. */
export class Unet {
  /** Whether each row may have its own timestep. Else (a scalar, or a single value) rows of a call must agree. */
  readonly timestepPerRow: boolean;
  readonly #session: Session;
  readonly #inputChannels: number;
  readonly #outputChannels: number;
  readonly #guides: boolean;
  #buffers: Buffers | null = null;

  /** `guides`: whether the session's graph has guidance in it (guidance-patch.ts). */
  constructor(session: Session, model: Pick<Model, 'unetChannels' | 'latentChannels'>, guides: boolean) {
    this.#session = session;
    this.#inputChannels = model.unetChannels;
    this.#outputChannels = model.latentChannels;
    this.#guides = guides;
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
    const asked = rows.reduce((count, { output }) => count + (output === null ? 0 : 1), 0);
    const buffers = this.#buffersFor(rowsInCall, asked, height, width, first.embedding);
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
    buffers.predictions.ask(rows);
    await this.#session.run(
      {
        sample: buffers.sample.tensor,
        timestep: buffers.timestep.tensor,
        encoder_hidden_states: buffers.states.tensor,
        ...buffers.predictions.inputs,
      },
      buffers.predictions.outputs,
    );
    buffers.predictions.read(rows);
  }

  #buffersFor(rows: number, asked: number, height: number, width: number, embedding: Embedding): Buffers {
    const { tokens } = embedding;
    const kept = this.#buffers;
    const isOfShape = kept?.height === height && kept.width === width && kept.tokens === tokens;
    if (isOfShape && kept.rows === rows && kept.asked === asked) return kept;
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
      asked,
      predictions: this.#guides
        ? new GuidedPredictions(asked, this.#outputChannels, height, width)
        : new RowPredictions(type(this.#session.output('out_sample')), dimensions(this.#outputChannels)),
    };
    return this.#buffers;
  }

  #timestepShape(rows: number): number[] {
    if (this.timestepPerRow) return [rows];
    return this.#session.input('timestep').shape?.length === 1 ? [1] : [];
  }
}
