import { type Box, distance, mirrored, type Picture, thumbnailOf } from './thumbnail.ts';

/** Pixels of the frame that is taken for background: 3 of 96. */
const FRAME_SHARE = 1 / 32;

/** A channel that is further from the background's belongs to the object; a soft edge of 8 bits is below. */
const EDGE = 40;

/** Mean colour of the outermost pixels, 0…255 for each channel: what a plain background is. */
export function backgroundOf({ pixels, width, height }: Picture): [red: number, green: number, blue: number] {
  const frame = Math.max(1, Math.round(Math.min(width, height) * FRAME_SHARE));
  const sums: [number, number, number] = [0, 0, 0];
  let count = 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (x >= frame && y >= frame && x < width - frame && y < height - frame) continue;
      const at = 3 * (y * width + x);
      sums[0] += pixels[at] ?? 0;
      sums[1] += pixels[at + 1] ?? 0;
      sums[2] += pixels[at + 2] ?? 0;
      count += 1;
    }
  }
  return [sums[0] / count, sums[1] / count, sums[2] / count];
}

/**
 * What a picture shows, wherever it stands and however large it is: the thumbnail of the smallest square around all
 * that differs from the background. Placement and scale are left out on purpose, since a good model leaves them to
 * the seed; comparing whole pictures would call that a mistake.
 */
export function objectOf(picture: Picture): Float32Array {
  const background = backgroundOf(picture);
  return thumbnailOf(picture, squareAround(picture, background), background);
}

/** How unlike two objects are, whichever way they look: RMS in 0…255. */
export const unlikeness = (object: Float32Array, other: Float32Array): number =>
  Math.min(distance(object, other), distance(mirrored(object), other));

function squareAround({ pixels, width, height }: Picture, background: readonly number[]): Box {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = 3 * (y * width + x);
      if (!background.some((value, channel) => Math.abs((pixels[at + channel] ?? 0) - value) > EDGE)) continue;
      [left, right] = [Math.min(left, x), Math.max(right, x + 1)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y + 1)];
    }
  }
  if (right <= left) return { left: 0, top: 0, width, height }; // nothing but background
  const side = Math.max(right - left, bottom - top);
  return {
    left: Math.round((left + right - side) / 2),
    top: Math.round((top + bottom - side) / 2),
    width: side,
    height: side,
  };
}
