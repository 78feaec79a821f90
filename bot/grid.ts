import sharp, { type OutputInfo, type Sharp } from 'sharp';
import { FILE_BYTES_MAX, GRID_SIDE_MIN } from './limits.ts';

export interface Grid {
  name: string;
  data: Buffer;
}

const GAP = 8;
const COLUMNS = 2;

/**
 * Images of one size → one picture, left to right, top to bottom, as people read U1 to U4. Four separate gallery
 * items were tried on paper and rejected: Discord shows them at unequal widths.
 *
 * Small images are enlarged by a whole factor with Lanczos, since Discord itself blurs them with a cheaper filter.
 * PNG while it fits into Discord's limit, then WebP at falling quality.
 */
export async function composeGrid(images: readonly Uint8Array[]): Promise<Grid> {
  const tiles = await Promise.all(images.map(enlarge));
  const [first] = tiles;
  if (!first) throw new RangeError('a grid needs at least one image');
  const { width, height } = first.info;
  const columns = Math.min(COLUMNS, tiles.length);
  const rows = Math.ceil(tiles.length / columns);
  const canvas = sharp({
    create: {
      width: columns * (width + GAP) - GAP,
      height: rows * (height + GAP) - GAP,
      channels: 4,
      background: { r: 0, g: 0, b: 0, alpha: 0 },
    },
  }).composite(
    tiles.map(({ data, info }, slot) => ({
      input: data,
      raw: { width: info.width, height: info.height, channels: 3 },
      left: (slot % columns) * (width + GAP),
      top: Math.floor(slot / columns) * (height + GAP),
    })),
  );
  return encode(canvas);
}

async function enlarge(png: Uint8Array): Promise<{ data: Buffer; info: OutputInfo }> {
  const image = sharp(png).removeAlpha();
  const { width, height } = await image.metadata();
  const factor = Math.ceil(GRID_SIDE_MIN / Math.min(width, height));
  if (factor > 1) image.resize({ width: width * factor, height: height * factor, kernel: 'lanczos3' });
  return image.raw().toBuffer({ resolveWithObject: true });
}

async function encode(canvas: Sharp): Promise<Grid> {
  const png = await canvas.clone().png({ compressionLevel: 6 }).toBuffer();
  if (png.length <= FILE_BYTES_MAX) return { name: 'grid.png', data: png };
  for (const quality of [90, 80, 60]) {
    const webp = await canvas.clone().webp({ quality }).toBuffer();
    if (webp.length <= FILE_BYTES_MAX) return { name: 'grid.webp', data: webp };
  }
  throw new RangeError('four pictures do not fit into one file at any quality'); // 4 × 1024² at quality 60 is under 2 MB
}
