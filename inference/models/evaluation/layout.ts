import { type Picture, thumbnailOf } from './thumbnail.ts';

/**
 * How far two pictures have light and colour in the same places: Pearson's correlation of their thumbnails, 24×24 with
 * three channels. 1: the same; 0: nothing in common, and for a picture of one colour, which has no layout.
 */
export function layoutCorrelation(one: Picture, other: Picture): number {
  const [left, right] = [deviations(thumbnailOf(one)), deviations(thumbnailOf(other))];
  const norm = Math.sqrt(dot(left, left) * dot(right, right));
  return norm === 0 ? 0 : dot(left, right) / norm;
}

function deviations(values: Float32Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Float64Array.from(values, (value) => value - mean);
}

const dot = (left: Float64Array, right: Float64Array): number =>
  left.reduce((sum, value, at) => sum + value * (right[at] ?? 0), 0);
