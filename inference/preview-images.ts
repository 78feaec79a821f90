import sharp from 'sharp';
import type { Preview } from './engine/preview.ts';

/** Longest side of a preview as people see it. */
const SIDE = 512;
const COLUMNS = 2;

/** Previews of one size side by side, two in a row, enlarged softly: WebP, since it is looked at for some seconds. */
export async function composePreview(previews: readonly Preview[]): Promise<Buffer> {
  const [first] = previews;
  if (!first) throw new RangeError('a preview shows at least one image');
  const columns = Math.min(COLUMNS, previews.length);
  const rows = Math.ceil(previews.length / columns);
  const [width, height] = [columns * first.width, rows * first.height];
  const canvas = Buffer.alloc(3 * width * height);
  for (const [index, { pixels, width: across, height: down }] of previews.entries()) {
    const [left, top] = [(index % columns) * across, Math.floor(index / columns) * down];
    for (let y = 0; y < down; y += 1) {
      canvas.set(pixels.subarray(3 * y * across, 3 * (y + 1) * across), 3 * ((top + y) * width + left));
    }
  }
  const factor = SIDE / Math.max(width, height);
  return sharp(canvas, { raw: { width, height, channels: 3 } })
    .resize({ width: Math.round(width * factor), height: Math.round(height * factor), kernel: 'cubic' })
    .webp({ quality: 70 })
    .toBuffer();
}
