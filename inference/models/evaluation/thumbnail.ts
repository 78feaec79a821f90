/** Cells along a side: enough to tell an apple from a pear, few enough to forgive a soft outline. */
export const THUMBNAIL_SIDE = 24;

/** RGB, 8 bits, row by row: (height, width, 3). */
export interface Picture {
  pixels: Uint8Array;
  width: number;
  height: number;
}

/** A part of a picture in whole pixels; it may reach beyond the picture's edges. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/**
 * A picture as the evaluation sees it: the mean colour of each cell of a grid, (24, 24, 3) in 0…255. `box` is the part
 * that is looked at, all of it by default; what lies outside the picture counts as `outside`.
 */
export function thumbnailOf(
  picture: Picture,
  box: Box = { left: 0, top: 0, width: picture.width, height: picture.height },
  outside: readonly number[] = [255, 255, 255],
): Float32Array {
  const thumbnail = new Float32Array(THUMBNAIL_SIDE ** 2 * 3);
  for (let row = 0; row < THUMBNAIL_SIDE; row += 1) {
    const vertical = overlaps(box.top, box.height, row);
    for (let column = 0; column < THUMBNAIL_SIDE; column += 1) {
      const horizontal = overlaps(box.left, box.width, column);
      for (const [y, heightShare] of vertical) {
        for (const [x, widthShare] of horizontal) {
          const isInside = x >= 0 && y >= 0 && x < picture.width && y < picture.height;
          for (const channel of [0, 1, 2]) {
            const pixel = isInside ? picture.pixels[3 * (y * picture.width + x) + channel] : outside[channel];
            const at = 3 * (row * THUMBNAIL_SIDE + column) + channel;
            thumbnail[at] = (thumbnail[at] ?? 0) + heightShare * widthShare * (pixel ?? 0);
          }
        }
      }
    }
  }
  return thumbnail;
}

/** The pixels under a cell of one axis, each with its share of the cell. */
function overlaps(start: number, length: number, cell: number): [pixel: number, share: number][] {
  const [from, to] = [start + (cell * length) / THUMBNAIL_SIDE, start + ((cell + 1) * length) / THUMBNAIL_SIDE];
  const pixels: [number, number][] = [];
  for (let pixel = Math.floor(from); pixel < to; pixel += 1) {
    const share = (Math.min(to, pixel + 1) - Math.max(from, pixel)) / (to - from);
    if (share > 0) pixels.push([pixel, share]);
  }
  return pixels;
}

/** The same thumbnail seen in a mirror: an emoji that looks the other way is still that emoji. */
export function mirrored(thumbnail: Float32Array): Float32Array {
  return thumbnail.map((_, at) => {
    const [cell, channel] = [Math.floor(at / 3), at % 3];
    const column = cell % THUMBNAIL_SIDE;
    return thumbnail[3 * (cell - column + THUMBNAIL_SIDE - 1 - column) + channel] ?? 0;
  });
}

/** Root mean square difference of two thumbnails, in 0…255. */
export function distance(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at += 1) sum += ((one[at] ?? 0) - (other[at] ?? 0)) ** 2;
  return Math.sqrt(sum / one.length);
}
