/** Channels of floats, one plane after the other: (C, H, W). */
export interface Planes {
  values: Float32Array;
  height: number;
  width: number;
}

/** Latent cells along a tile's edge and those it shares with the next: 512 px and a quarter, as diffusers' VAE has. */
const TILE = { cells: 64, overlap: 16 };

/**
 * Decodes latents tile by tile (diffusers' `tiled_decode`): tiles overlap, each overlap fades linearly from the tile
 * above or on the left, and the rest is cropped. `factor` is pixels per latent cell; `decode` returns (3, H, W).
 */
export async function decodeTiles(
  latents: Planes,
  factor: number,
  decode: (tile: Planes) => Promise<Planes>,
  tile = TILE,
): Promise<Planes> {
  const stride = tile.cells - tile.overlap;
  const [height, width] = [latents.height * factor, latents.width * factor];
  const picture = { values: new Float32Array(3 * height * width), height, width };
  for (let top = 0; top < latents.height; top += stride) {
    // A band is joined sideways before it fades in: fading each tile both ways at once leaves seams at the corners.
    const rows = Math.min(tile.cells, latents.height - top) * factor;
    const band = { values: new Float32Array(3 * rows * width), height: rows, width };
    for (let left = 0; left < latents.width; left += stride) {
      const decoded = await decode(crop(latents, top, left, tile.cells));
      fade(band, decoded, { top: 0, left: left * factor, overlap: tile.overlap * factor });
    }
    fade(picture, band, { top: top * factor, left: 0, overlap: tile.overlap * factor });
  }
  return picture;
}

function crop({ values, height, width }: Planes, top: number, left: number, cells: number): Planes {
  const [rows, columns] = [Math.min(cells, height - top), Math.min(cells, width - left)];
  const channels = values.length / (height * width);
  const out = new Float32Array(channels * rows * columns);
  for (let row = 0; row < channels * rows; row += 1) {
    const from = (Math.floor(row / rows) * height + top + (row % rows)) * width + left;
    out.set(values.subarray(from, from + columns), row * columns);
  }
  return { values: out, height: rows, width: columns };
}

/** Lays a tile over what is painted already; it fades in over the rows and columns that earlier tiles share with it. */
function fade(picture: Planes, tile: Planes, at: { top: number; left: number; overlap: number }): void {
  const weight = (index: number, start: number, length: number) =>
    start === 0 ? 1 : Math.min(1, index / Math.min(at.overlap, length));
  for (let row = 0; row < 3 * tile.height; row += 1) {
    const y = row % tile.height;
    const down = weight(y, at.top, tile.height);
    const line = (Math.floor(row / tile.height) * picture.height + at.top + y) * picture.width + at.left;
    for (let x = 0; x < tile.width; x += 1) {
      const share = down * weight(x, at.left, tile.width);
      const value = tile.values[row * tile.width + x] as number;
      picture.values[line + x] = (picture.values[line + x] as number) * (1 - share) + value * share;
    }
  }
}
