import { Fault } from '../../prisma/fault.ts';
import { computeTiles, type Planes, type Scale, type Tile } from './vae-tiles.ts';

/**
 * Latent cells that are computed at once: 1024×1024 pixels of Stable Diffusion. A decoder of its shape took 1.0 GiB
 * beside its weights for 512×512 and 3.4 GiB for 1024×1024 (float32, CPU). Then it grows with the square of the area,
 * since the middle of the VAE compares every cell with every other: 1 GiB for each such tensor here, 5 GiB at
 * 1536×1536. Not less, because a whole picture is the better one: a tile's normalisation knows that tile alone.
 */
const CELLS_MAX = 128 * 128;

/** Of a tile's side, shared with the next one: diffusers' `tile_overlap_factor`. */
const OVERLAP = 0.25;

/** 64×64 pixels: a device without memory for more cannot decode at all. */
const CELLS_MIN = 8 * 8;

/** What came of planes, and how. */
export interface Computed {
  planes: Planes;
  /** Whether it is in tiles only because the device has run out of memory. */
  isShort: boolean;
}

/** Runs one of the VAE's graphs on as much of a picture at once as the device has memory for. */
export class VaeParts {
  readonly #scale: Scale;
  readonly #tileSide: number;
  readonly #fixed: Tile | null;
  /** Cells that one call may have. */
  #cellsMax: number;
  /** Whether the device turned out to have memory for less. */
  #isShort = false;

  /**
   * `tileSide` is that of a tile, in cells: the size that the VAE was trained for, as in diffusers. `axes` is the shape
   * of the graph's input, (B, C, H, W): where it is fixed, that is the only tile.
   */
  constructor(scale: Scale, tileSide: number, axes: readonly (number | string)[] | null, cellsMax = CELLS_MAX) {
    this.#scale = scale;
    this.#tileSide = tileSide;
    const [, , height, width] = axes ?? [];
    const isFixed = typeof height === 'number' && typeof width === 'number';
    this.#fixed = isFixed ? tileOf(height / scale.input, width / scale.input) : null;
    this.#cellsMax = cellsMax;
  }

  /** Runs the graph on the whole or on tiles, which become smaller each time that memory runs out. Faults as `run`. */
  async compute(source: Planes, run: (part: Planes) => Promise<Planes>): Promise<Computed> {
    const cells = { height: source.height / this.#scale.input, width: source.width / this.#scale.input };
    for (;;) {
      const tile = this.#tileFor(cells);
      try {
        if (tile === null) return { planes: await run(source), isShort: false };
        return { planes: await computeTiles(source, this.#scale, run, tile), isShort: this.#isShort };
      } catch (error) {
        const { height, width } = tile ?? cells;
        const failed = Math.min(height, cells.height) * Math.min(width, cells.width);
        const isLeast = failed <= CELLS_MIN || this.#fixed !== null;
        if (!(error instanceof Fault) || error.code !== 'out_of_memory' || isLeast) throw error;
        // For every later picture too, which would fail in the same way, after seconds.
        this.#cellsMax = failed - 1;
        this.#isShort = true;
      }
    }
  }

  /** The tile, or null where all is computed at once. */
  #tileFor({ height, width }: { height: number; width: number }): Tile | null {
    if (this.#fixed !== null && (this.#fixed.height !== height || this.#fixed.width !== width)) return this.#fixed;
    if (height * width <= this.#cellsMax) return null;
    let side = this.#tileSide;
    while (side * side > this.#cellsMax) side = Math.floor(side / 2);
    return tileOf(side, side);
  }
}

const tileOf = (height: number, width: number): Tile => ({
  height,
  width,
  overlap: Math.floor(Math.min(height, width) * OVERLAP),
});
