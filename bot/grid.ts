import sharp, { type OutputInfo } from 'sharp';
import { FILE_BYTES_MAX, GRID_SIDE_MIN } from './limits.ts';

export interface Grid {
  name: string;
  data: Buffer;
}

const GAP = 8;
const COLUMNS = 2;

/** RGBA: between the pictures nothing is shown. */
const CHANNELS = 4;
/** Tried in order until the file is small enough. */
const QUALITIES = [90, 80, 60];

/**
 * Images of one size → one picture, left to right, top to bottom, as people read U1 to U4. Four separate gallery
 * items were tried on paper and rejected: Discord shows them at unequal widths.
 *
 * Small images are enlarged by a whole factor with Lanczos, since Discord itself blurs them with a cheaper filter.
 *
 * WebP, because this is the copy to look at; Originals has the pixels. Four painted pictures of 96² take 20 ms here and
 * 20 kB. As PNG they took 26 ms and 518 kB (283 kB with adaptive filters), which most servers upload for longer than that.
 */
export async function composeGrid(images: readonly Uint8Array[]): Promise<Grid> {
  const tiles = await Promise.all(images.map(enlarge));
  const [first] = tiles;
  if (!first) throw new RangeError('a grid needs at least one image');
  const columns = Math.min(COLUMNS, tiles.length);
  const rows = Math.ceil(tiles.length / columns);
  const width = columns * (first.info.width + GAP) - GAP;
  const height = rows * (first.info.height + GAP) - GAP;
  // Row by row: sharp's composite() blends by alpha, which costs as much as the encoding and changes nothing here.
  const canvas = Buffer.alloc(width * height * CHANNELS);
  for (const [slot, { data, info }] of tiles.entries()) {
    const left = (slot % columns) * (info.width + GAP);
    const top = Math.floor(slot / columns) * (info.height + GAP);
    const rowBytes = info.width * CHANNELS;
    for (let y = 0; y < info.height; y += 1) {
      data.copy(canvas, ((top + y) * width + left) * CHANNELS, y * rowBytes, (y + 1) * rowBytes);
    }
  }
  return encode(canvas, { width, height });
}

async function enlarge(png: Uint8Array): Promise<{ data: Buffer; info: OutputInfo }> {
  const image = sharp(png).removeAlpha();
  const { width, height } = await image.metadata();
  const factor = Math.ceil(GRID_SIDE_MIN / Math.min(width, height));
  if (factor > 1) image.resize({ width: width * factor, height: height * factor, kernel: 'lanczos3' });
  return image.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
}

async function encode(canvas: Buffer, size: { width: number; height: number }): Promise<Grid> {
  for (const quality of QUALITIES) {
    // Effort 0: the usual 4 takes three times as long for a file that is a tenth smaller.
    const image = sharp(canvas, { raw: { ...size, channels: CHANNELS } }).webp({ quality, effort: 0 });
    const data = await image.toBuffer();
    if (data.length <= FILE_BYTES_MAX) return { name: 'grid.webp', data };
  }
  throw new RangeError('four pictures do not fit into one file at any quality'); // 4 × 1024² at quality 60 is under 2 MB
}
