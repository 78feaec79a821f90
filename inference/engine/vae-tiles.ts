/** Channels of floats, one plane after the other: (C, H, W). */
export interface Planes {
  values: Float32Array;
  height: number;
  width: number;
}

/** What is decoded at once, in latent cells, and the least that neighbours share. */
export interface Tile {
  height: number;
  width: number;
  overlap: number;
}

/**
 * Decodes latents tile by tile. All tiles have one shape, each fades in linearly over what it shares with the tile
 * above and on the left, and that is at least `tile.overlap`. `factor` is pixels per latent cell; `decode` returns
 * (3, H, W).
 *
 * Diffusers' `tiled_decode` steps by tile − overlap instead, and what is left at the right and at the bottom becomes a
 * tile of its own: 97 cells in tiles of 64 end in one of a single cell, which sees nothing around it and is laid over
 * what its neighbour had painted better. Spread evenly, 97 cells are two tiles instead of three. One shape is also all
 * that a graph with fixed axes takes, and all that a GPU has to be tuned for.
 */
export async function decodeTiles(
  latents: Planes,
  factor: number,
  decode: (tile: Planes) => Promise<Planes>,
  tile: Tile,
): Promise<Planes> {
  const [height, width] = [latents.height * factor, latents.width * factor];
  const picture = { values: new Float32Array(3 * height * width), height, width };
  const [tops, lefts] = [
    startsOf(latents.height, tile.height, tile.overlap),
    startsOf(latents.width, tile.width, tile.overlap),
  ];
  const rows = Math.min(tile.height, latents.height);
  const columns = Math.min(tile.width, latents.width);
  for (const [row, top] of tops.entries()) {
    // A band is joined sideways before it fades in: fading each tile both ways at once leaves seams at the corners.
    const band = { values: new Float32Array(3 * rows * factor * width), height: rows * factor, width };
    for (const [column, left] of lefts.entries()) {
      const decoded = await decode(crop(latents, top, left, rows, columns));
      fade(band, decoded, { top: 0, left: left * factor, down: 0, across: shared(lefts, column, columns) * factor });
    }
    fade(picture, band, { top: top * factor, left: 0, down: shared(tops, row, rows) * factor, across: 0 });
  }
  return picture;
}

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

function crop({ values, height, width }: Planes, top: number, left: number, rows: number, columns: number): Planes {
  const channels = values.length / (height * width);
  const out = new Float32Array(channels * rows * columns);
  for (let row = 0; row < channels * rows; row += 1) {
    const from = (Math.floor(row / rows) * height + top + (row % rows)) * width + left;
    out.set(values.subarray(from, from + columns), row * columns);
  }
  return { values: out, height: rows, width: columns };
}

/** Lays a tile over what is painted already; it fades in over its first `down` rows and `across` columns. */
function fade(
  picture: Planes,
  tile: Planes,
  { top, left, down, across }: { top: number; left: number; down: number; across: number },
): void {
  for (let row = 0; row < 3 * tile.height; row += 1) {
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
