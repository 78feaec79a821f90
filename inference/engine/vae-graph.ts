import { strict as assert } from 'node:assert';
import { Fault } from '../../prisma/fault.ts';
import type { Model } from '../models/model.ts';
import { FloatTensor, floatType, toFloat32 } from './float-tensor.ts';
import type { Session } from './session.ts';
import { type Computed, VaeParts } from './vae-parts.ts';
import type { Planes } from './vae-tiles.ts';

/** The tensors of one size of picture. Kept from one to the next: made anew they cost 5 ms of collecting at 512×512. */
interface Buffers {
  height: number;
  width: number;
  input: FloatTensor; // (1, C, h, w)
  /** Null before the first picture, whose answer onnxruntime makes and whose shape is then known to be right. */
  output: FloatTensor | null; // (1, 3, H, W)
}

/** The decoder's graph. A model may have two of them, and what one has memory for says nothing of the other. */
export class VaeDecoderGraph {
  readonly #session: Session;
  readonly #model: Model;
  readonly #parts: VaeParts;
  #buffers: Buffers | null = null;

  constructor(session: Session, model: Model, cellsMax?: number) {
    this.#session = session;
    this.#model = model;
    const { shape } = session.input('latent_sample');
    this.#parts = new VaeParts({ input: 1, output: model.vaeFactor }, model.vaeTileSide, shape, cellsMax);
  }

  /**
   * Unscaled latents (C, h, w) to (3, H, W) in [-1, 1], which the next picture overwrites. Faults as Session.run, and
   * `model_unavailable` for an answer of another shape.
   */
  decode(latents: Planes): Promise<Computed> {
    return this.#parts.compute(latents, (part) => this.#decodeAtOnce(part));
  }

  async #decodeAtOnce({ values, height, width }: Planes): Promise<Planes> {
    const buffers = this.#buffersFor(height, width);
    buffers.input.write(values, 0);
    const inputs = { latent_sample: buffers.input.tensor };
    const size = { height: height * this.#model.vaeFactor, width: width * this.#model.vaeFactor };
    if (buffers.output !== null) {
      await this.#session.run(inputs, { sample: buffers.output.tensor });
      return { values: buffers.output.all(), ...size };
    }
    const { sample } = await this.#session.run(inputs, { sample: null });
    assert(sample !== undefined, 'the VAE answers with a sample');
    this.#check(sample.dims, height, width);
    buffers.output = new FloatTensor(floatType(sample.type), sample.dims);
    return { values: toFloat32(sample), ...size };
  }

  #buffersFor(height: number, width: number): Buffers {
    if (this.#buffers?.height !== height || this.#buffers.width !== width) {
      const type = floatType(this.#session.input('latent_sample').type);
      const input = new FloatTensor(type, [1, this.#model.latentChannels, height, width]);
      this.#buffers = { height, width, input, output: null };
    }
    return this.#buffers;
  }

  #check(dimensions: readonly number[], height: number, width: number): void {
    const { name, vaeFactor } = this.#model;
    const [rows, columns] = [height * vaeFactor, width * vaeFactor];
    if (dimensions.join() === [1, 3, rows, columns].join()) return;
    const rule = `${columns}×${rows} pixels for ${width}×${height} latents, as block_out_channels in its config.json says`;
    throw new Fault('model_unavailable', `Expected the VAE of ${name} to return ${rule}, got ${dimensions.join('×')}.`);
  }
}
