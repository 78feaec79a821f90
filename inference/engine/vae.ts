import { strict as assert } from 'node:assert';
import { Fault } from '../../prisma/fault.ts';
import type { Model } from '../models/model.ts';
import type { Notice } from '../painter.ts';
import type { PixelGraph } from './pixel-graph.ts';
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
  readonly #pixels: PixelGraph;
  readonly #model: Model;
  readonly #openFloat32: (() => Promise<VaeDecoderGraph>) | null;

  /** `openFloat32` opens the model's float32 decoder, which is asked for once the other has failed. */
  constructor(
    graph: VaeDecoderGraph,
    pixels: PixelGraph,
    model: Model,
    openFloat32: (() => Promise<VaeDecoderGraph>) | null = null,
  ) {
    this.#graph = graph;
    this.#pixels = pixels;
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
    assert(latents.length === this.#model.latentChannels * height * width, 'latents of the size that is decoded');
    const scaled = { values: unscale(latents, this.#model), height, width };
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
    const { pixels, hasStrayed } = await this.#pixels.convert(picture);
    if (hasStrayed) throw new Fault('unusable_image', 'The VAE returned NaN or infinity.');
    if (pixels.every((byte) => byte === 0)) {
      throw new Fault('unusable_image', 'The VAE returned a plain black picture.');
    }
    return { pixels, notices };
  }
}

/** What the decoder was trained on, from the latents (C, h, w) of unit variance that the UNet knows. */
function unscale(latents: Float32Array, { scalingFactor, shiftFactor }: Model): Float32Array {
  const values = new Float32Array(latents.length);
  for (let index = 0; index < values.length; index += 1) {
    values[index] = Math.fround((latents[index] as number) / scalingFactor) + shiftFactor;
  }
  return values;
}
