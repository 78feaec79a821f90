import { strict as assert } from 'node:assert';
import { Fault } from '../../prisma/fault.ts';
import type { Model } from '../models/model.ts';
import { FloatTensor, floatType, toFloat32 } from './float-tensor.ts';
import type { Session } from './session.ts';
import { type Computed, VaeParts } from './vae-parts.ts';
import type { Planes } from './vae-tiles.ts';

/** The decoder's graph. A model may have two of them, and what one has memory for says nothing of the other. */
export class VaeDecoderGraph {
  readonly #session: Session;
  readonly #model: Model;
  readonly #parts: VaeParts;

  constructor(session: Session, model: Model, cellsMax?: number) {
    this.#session = session;
    this.#model = model;
    const { shape } = session.input('latent_sample');
    this.#parts = new VaeParts({ input: 1, output: model.vaeFactor }, model.vaeTileSide, shape, cellsMax);
  }

  /**
   * Unscaled latents (C, h, w) to (3, H, W) in [-1, 1]. Faults as Session.run, and `model_unavailable` for an answer of
   * another shape.
   */
  decode(latents: Planes): Promise<Computed> {
    return this.#parts.compute(latents, (part) => this.#decodeAtOnce(part));
  }

  async #decodeAtOnce({ values, height, width }: Planes): Promise<Planes> {
    const { name, latentChannels, vaeFactor } = this.#model;
    const [rows, columns] = [height * vaeFactor, width * vaeFactor];
    const type = floatType(this.#session.input('latent_sample').type);
    const input = new FloatTensor(type, [1, latentChannels, height, width]);
    input.write(values, 0);
    const { sample } = await this.#session.run({ latent_sample: input.tensor }, { sample: null });
    assert(sample !== undefined, 'the VAE answers with a sample');
    if (sample.dims.join() !== [1, 3, rows, columns].join()) {
      const rule = `${columns}×${rows} pixels for ${width}×${height} latents, as block_out_channels in its config.json says`;
      throw new Fault(
        'model_unavailable',
        `Expected the VAE of ${name} to return ${rule}, got ${sample.dims.join('×')}.`,
      );
    }
    return { values: toFloat32(sample), height: rows, width: columns };
  }
}
