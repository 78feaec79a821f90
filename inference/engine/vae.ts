import { strict as assert } from 'node:assert';
import { Fault } from '../../prisma/fault.ts';
import type { Model } from '../models/model.ts';
import { FloatTensor, floatType, toFloat32 } from './float-tensor.ts';
import type { Session } from './session.ts';

/** Latents to pixels, one image at a time: the decoder is bound by memory, batches gain it nothing. */
export class VaeDecoder {
  readonly #session: Session;
  readonly #model: Model;

  constructor(session: Session, model: Model) {
    this.#session = session;
    this.#model = model;
  }

  /**
   * RGB, 8 bits, row by row: (H, W, 3). Faults as Session.run, and `unusable_image` for NaN, infinity or plain black,
   * which is how a float16 overflow or a safety-blanked picture arrives.
   */
  async decode(latents: Float32Array, height: number, width: number): Promise<Uint8Array> {
    const { name, latentChannels, vaeFactor, scalingFactor, shiftFactor } = this.#model;
    assert(latents.length === latentChannels * height * width, 'latents of the size that is decoded');
    const scaled = latents.map((value) => Math.fround(value / scalingFactor) + shiftFactor); // (C, h, w)
    const input = new FloatTensor(floatType(this.#session.input('latent_sample').type), [
      1,
      latentChannels,
      height,
      width,
    ]);
    const [rows, columns] = [height * vaeFactor, width * vaeFactor];
    input.write(scaled, 0);
    const { sample } = await this.#session.run({ latent_sample: input.tensor }, { sample: null });
    assert(sample !== undefined, 'the VAE answers with a sample');
    if (sample.dims.join() !== [1, 3, rows, columns].join()) {
      const rule = `${columns}×${rows} pixels for ${width}×${height} latents, as block_out_channels in its config.json says`;
      throw new Fault(
        'model_unavailable',
        `Expected the VAE of ${name} to return ${rule}, got ${sample.dims.join('×')}.`,
      );
    }
    return interleave(toFloat32(sample)); // (3, H, W) in [-1, 1]
  }
}

/** (3, H, W) in [-1, 1] to (H, W, 3) in 0…255, clamped and rounded half to even as Diffusers' numpy does. */
function interleave(values: Float32Array): Uint8Array {
  const area = values.length / 3;
  const pixels = new Uint8ClampedArray(values.length);
  let finite = true;
  let brightest = 0;
  for (let channel = 0; channel < 3; channel += 1) {
    for (let index = 0; index < area; index += 1) {
      const value = values[channel * area + index] as number;
      finite = finite && Number.isFinite(value);
      // Between 0 and 1 in float32 first, as the reference: a clamped array rounds half to even and clamps by itself.
      pixels[3 * index + channel] = Math.fround(Math.fround(value * 0.5 + 0.5) * 255);
      brightest = Math.max(brightest, pixels[3 * index + channel] as number);
    }
  }
  if (!finite) throw new Fault('unusable_image', 'The VAE returned NaN or infinity.');
  if (brightest === 0) throw new Fault('unusable_image', 'The VAE returned a plain black picture.');
  return new Uint8Array(pixels.buffer);
}
