import { strict as assert } from 'node:assert';
import { Fault } from '../../prisma/fault.ts';
import type { Model } from '../models/model.ts';
import type { Notice } from '../painter.ts';
import type { VaeDecoderGraph } from './vae-graph.ts';
import type { Planes } from './vae-tiles.ts';
import { computeWrapped } from './vae-wrap.ts';

/** A picture, and what a person should know about how it was decoded. */
export interface DecodedPicture {
  /** RGB, 8 bits, row by row: (H, W, 3). */
  pixels: Uint8Array;
  notices: Notice[];
}

/**
 * Latents to pixels, one image at a time (diffusers' "VAE slicing", always on): the decoder is bound by memory, and
 * batches gain it nothing. Large pictures are decoded in tiles ("VAE tiling"), and smaller ones too once the device
 * has run out of memory for them (vae-parts.ts).
 */
export class VaeDecoder {
  readonly #graph: VaeDecoderGraph;
  readonly #model: Model;
  readonly #openFloat32: (() => Promise<VaeDecoderGraph>) | null;

  /** `openFloat32` opens the model's float32 decoder, which is asked for once the other has failed. */
  constructor(graph: VaeDecoderGraph, model: Model, openFloat32: (() => Promise<VaeDecoderGraph>) | null = null) {
    this.#graph = graph;
    this.#model = model;
    this.#openFloat32 = openFloat32;
  }

  /**
   * Decodes latents (C, h, w) as the scheduler left them; `seamless` where their edges continue on the other side.
   * NaN, infinity or plain black is how a float16 overflow or a safety-blanked picture arrives: it is decoded again in
   * float32 where the model has that, as Stable Diffusion's VAE outgrows float16 for some latents and not for others.
   * Faults as Session.run, and `unusable_image`.
   */
  async decode(latents: Float32Array, height: number, width: number, seamless = false): Promise<DecodedPicture> {
    const { latentChannels, scalingFactor, shiftFactor } = this.#model;
    assert(latents.length === latentChannels * height * width, 'latents of the size that is decoded');
    const values = latents.map((value) => Math.fround(value / scalingFactor) + shiftFactor); // (C, h, w)
    const scaled = { values, height, width };
    try {
      return await this.#decodeWith(this.#graph, scaled, seamless);
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'unusable_image' || this.#openFloat32 === null) throw error;
      const { pixels, notices } = await this.#decodeWith(await this.#openFloat32(), scaled, seamless);
      return { pixels, notices: [...notices, { code: 'vae_retried', values: {} }] };
    }
  }

  async #decodeWith(graph: VaeDecoderGraph, latents: Planes, seamless: boolean): Promise<DecodedPicture> {
    const notices: Notice[] = [];
    const decode = async (planes: Planes): Promise<Planes> => {
      const { planes: picture, isShort } = await graph.decode(planes);
      if (isShort) notices.push({ code: 'vae_tiled', values: {} });
      return picture;
    };
    const scale = { input: 1, output: this.#model.vaeFactor };
    const picture = await (seamless ? computeWrapped(latents, scale, decode) : decode(latents));
    return { pixels: interleave(picture.values), notices };
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
