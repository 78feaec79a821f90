import { strict as assert } from 'node:assert';
import { Fault } from '../../prisma/fault.ts';
import type { Model } from '../models/model.ts';
import { FloatTensor, floatType, toFloat32 } from './float-tensor.ts';
import type { Session } from './session.ts';
import { decodeTiles, type Planes, type Tile } from './vae-tiles.ts';

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

/** A picture as the decoder's graph returns it. */
export interface DecodedPlanes {
  picture: Planes; // (3, H, W) in [-1, 1]
  /** Whether it is in tiles only because the device has run out of memory. */
  isShort: boolean;
}

/** The decoder's graph, run on as much of a picture at once as the device has memory for. */
export class VaeDecoderGraph {
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
   * Decodes unscaled latents (C, h, w) whole or in tiles, which become smaller each time that memory runs out. Faults as
   * Session.run, and `model_unavailable` for an answer of another shape.
   */
  async decode(latents: Planes): Promise<DecodedPlanes> {
    for (;;) {
      const tile = this.#tileOf(latents);
      try {
        if (tile === null) return { picture: await this.#decodeAtOnce(latents), isShort: false };
        const decode = (part: Planes) => this.#decodeAtOnce(part);
        const picture = await decodeTiles(latents, this.#model.vaeFactor, decode, tile);
        return { picture, isShort: this.#isShort };
      } catch (error) {
        const height = Math.min(latents.height, tile?.height ?? latents.height);
        const width = Math.min(latents.width, tile?.width ?? latents.width);
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
