import { strict as assert } from 'node:assert';

/** Channels of floats, one plane after the other: (C, H, W). */
export interface Planes {
  values: Float32Array;
  height: number;
  width: number;
}

/** Values along each side of a latent cell, of what goes in and of what comes out: 1 of latents, often 8 of pictures. */
export interface Scale {
  input: number;
  output: number;
}

/** What is computed at once, in latent cells, and the least that neighbours share. */
export interface Tile {
  height: number;
  width: number;
  overlap: number;
}

/**
 * Decodes or encodes tile by tile. All tiles have one shape, each fades in linearly over what it shares with the tile
 * above and on the left, and that is at least `tile.overlap`. Planes may have any number of channels.
 *
 * Diffusers' `tiled_decode` steps by tile − overlap instead, and what is left at the right and at the bottom becomes a
 * tile of its own: 97 cells in tiles of 64 end in one of a single cell, which sees nothing around it and is laid over
 * what its neighbour had painted better. Spread evenly, 97 cells are two tiles instead of three. One shape is also all
 * that a graph with fixed axes takes, and all that a GPU has to be tuned for.
 */
export async function computeTiles(
  source: Planes,
  scale: Scale,
  compute: (tile: Planes) => Promise<Planes>,
  tile: Tile,
): Promise<Planes> {
  const [height, width] = [source.height / scale.input, source.width / scale.input]; // cells
  const [rows, columns] = [Math.min(tile.height, height), Math.min(tile.width, width)];
  const lefts = startsOf(width, tile.width, tile.overlap);
  const tops = startsOf(height, tile.height, tile.overlap);
  let whole: Planes | null = null;
  for (const [row, top] of tops.entries()) {
    // A band is joined sideways before it fades in: fading each tile both ways at once leaves seams at the corners.
    let band: Planes | null = null;
    for (const [column, left] of lefts.entries()) {
      const part = await compute(crop(source, scale.input, { top, left, rows, columns }));
      const channels = part.values.length / (part.height * part.width);
      band ??= emptyPlanes(channels, rows * scale.output, width * scale.output);
      const across = shared(lefts, column, columns) * scale.output;
      fade(band, part, { top: 0, left: left * scale.output, down: 0, across });
      whole ??= emptyPlanes(channels, height * scale.output, width * scale.output);
    }
    assert(band !== null && whole !== null, 'there is a tile along each axis');
    fade(whole, band, { top: top * scale.output, left: 0, down: shared(tops, row, rows) * scale.output, across: 0 });
  }
  assert(whole !== null, 'there is a tile along each axis');
  return whole;
}

const emptyPlanes = (channels: number, height: number, width: number): Planes => ({
  values: new Float32Array(channels * height * width),
  height,
  width,
});

/** Where the tiles along an axis begin: as few as overlap enough, the first at 0, the last ending with the axis. */
function startsOf(length: number, cells: number, overlap: number): number[] {
  const gaps = Math.max(0, Math.ceil((length - cells) / (cells - overlap)));
  return Array.from({ length: gaps + 1 }, (_, index) =>
    index === 0 ? 0 : Math.round((index * (length - cells)) / gaps),
  );
}

/** Cells that a tile has in common with the one before it. */
const shared = (starts: readonly number[], index: number, cells: number): number =>
  index === 0 ? 0 : (starts[index - 1] ?? 0) + cells - (starts[index] ?? 0);

/** A rectangle of cells. */
function crop(
  { values, height, width }: Planes,
  scale: number,
  cells: { top: number; left: number; rows: number; columns: number },
): Planes {
  const [top, left, rows, columns] = [cells.top, cells.left, cells.rows, cells.columns].map((n) => n * scale) as [
    number,
    number,
    number,
    number,
  ];
  const channels = values.length / (height * width);
  const out = emptyPlanes(channels, rows, columns);
  for (let row = 0; row < channels * rows; row += 1) {
    const from = (Math.floor(row / rows) * height + top + (row % rows)) * width + left;
    out.values.set(values.subarray(from, from + columns), row * columns);
  }
  return out;
}

/** Lays a tile over what is painted already; it fades in over its first `down` rows and `across` columns. */
function fade(
  picture: Planes,
  tile: Planes,
  { top, left, down, across }: { top: number; left: number; down: number; across: number },
): void {
  const lines = tile.values.length / tile.width;
  for (let row = 0; row < lines; row += 1) {
    const y = row % tile.height;
    const shareDown = y < down ? y / down : 1;
    const line = (Math.floor(row / tile.height) * picture.height + top + y) * picture.width + left;
    for (let x = 0; x < tile.width; x += 1) {
      const share = x < across ? (shareDown * x) / across : shareDown;
      const value = tile.values[row * tile.width + x] as number;
      picture.values[line + x] = (picture.values[line + x] as number) * (1 - share) + value * share;
    }
  }
}
