import { strict as assert } from 'node:assert';
import { Fault } from '../../prisma/fault.ts';
import type { Model } from '../models/model.ts';
import type { Notice } from '../painter.ts';
import { FloatTensor, floatType, toFloat32 } from './float-tensor.ts';
import type { Session } from './session.ts';
import { decodeTiles, type Planes, type Tile } from './vae-tiles.ts';
import { decodeWrapped } from './vae-wrap.ts';

/**
 * Latent cells that are decoded whole: 1024×1024 pixels of Stable Diffusion. The middle of its VAE compares every cell
 * with every other, 1 GiB of float32 at this size and 5 GiB at 1536×1536, and one layer's output at full size is
 * another. Not less, because a whole picture is the better one: a tile's normalisation knows that tile alone.
 */
const CELLS_MAX = 128 * 128;

/** Of a tile's side, shared with the next one: diffusers' `tile_overlap_factor`. */
const OVERLAP = 0.25;

/** 64×64 pixels: a device without memory for more cannot decode at all. */
const CELLS_MIN = 8 * 8;

/**
 * Cells of a seamless picture that are decoded once more beyond each edge. The embedded model's edges differ from those
 * in a plane of copies by 9 of 255 with none, 2 with one, 0.2 with 3 and 0.05 with 8; larger decoders have more layers.
 */
const MARGIN = 8;

/** A picture, and what a person should know about how it was decoded. */
export interface DecodedPicture {
  /** RGB, 8 bits, row by row: (H, W, 3). */
  pixels: Uint8Array;
  notices: Notice[];
}

/**
 * Latents to pixels, one image at a time (diffusers' "VAE slicing", always on): the decoder is bound by memory, and
 * batches gain it nothing. Large pictures are decoded in tiles ("VAE tiling"), and smaller ones too once the device
 * has run out of memory for them.
 */
export class VaeDecoder {
  readonly #session: Session;
  readonly #model: Model;
  /** Cells that one call may have. */
  #cellsMax: number;
  /** Whether the device turned out to have memory for less. */
  #isShort = false;

  constructor(session: Session, model: Model, cellsMax = CELLS_MAX) {
    this.#session = session;
    this.#model = model;
    this.#cellsMax = cellsMax;
  }

  /**
   * Decodes latents (C, h, w) as the scheduler left them; `seamless` where their edges continue on the other side.
   * Faults as Session.run, and `unusable_image` for NaN, infinity or plain black, which is how a float16 overflow or a
   * safety-blanked picture arrives.
   */
  async decode(latents: Float32Array, height: number, width: number, seamless = false): Promise<DecodedPicture> {
    const { latentChannels, vaeFactor, scalingFactor, shiftFactor } = this.#model;
    assert(latents.length === latentChannels * height * width, 'latents of the size that is decoded');
    const values = latents.map((value) => Math.fround(value / scalingFactor) + shiftFactor); // (C, h, w)
    const notices: Notice[] = [];
    const decode = (planes: Planes) => this.#decodePlanes(planes, notices);
    const scaled = { values, height, width };
    const picture = await (seamless ? decodeWrapped(scaled, vaeFactor, MARGIN, decode) : decode(scaled));
    return { pixels: interleave(picture.values), notices };
  }

  /** (C, h, w) to (3, H, W) in [-1, 1], whole or in tiles, which become smaller each time that memory runs out. */
  async #decodePlanes(latents: Planes, notices: Notice[]): Promise<Planes> {
    for (;;) {
      const tile = this.#tileOf(latents);
      try {
        if (tile === null) return await this.#decodeAtOnce(latents);
        const decode = (part: Planes) => this.#decodeAtOnce(part);
        const picture = await decodeTiles(latents, this.#model.vaeFactor, decode, tile);
        if (this.#isShort) notices.push({ code: 'vae_tiled', values: {} });
        return picture;
      } catch (error) {
        const [height, width] = (['height', 'width'] as const).map((side) =>
          Math.min(latents[side], tile?.[side] ?? latents[side]),
        ) as [number, number];
        const isLeast = height * width <= CELLS_MIN || this.#fixed() !== null;
        if (!(error instanceof Fault) || error.code !== 'out_of_memory' || isLeast) throw error;
        // For every later picture too, which would fail in the same way, after seconds.
        this.#cellsMax = height * width - 1;
        this.#isShort = true;
      }
    }
  }

  /** What is decoded at once, or null for all of it. A tile has the side that the VAE was trained with, as in diffusers. */
  #tileOf({ height, width }: Pick<Planes, 'height' | 'width'>): Tile | null {
    const fixed = this.#fixed();
    if (fixed !== null && (fixed.height !== height || fixed.width !== width)) return fixed;
    if (height * width <= this.#cellsMax) return null;
    let side = this.#model.vaeTileSide;
    while (side * side > this.#cellsMax) side = Math.floor(side / 2);
    return { height: side, width: side, overlap: Math.floor(side * OVERLAP) };
  }

  /** The one size that the graph was exported for; null where its axes are open. */
  #fixed(): Tile | null {
    const [, , height, width] = this.#session.input('latent_sample').shape ?? [];
    if (typeof height !== 'number' || typeof width !== 'number') return null;
    return { height, width, overlap: Math.floor(Math.min(height, width) * OVERLAP) };
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
