import { distance, type Picture, thumbnailOf } from './thumbnail.ts';

/**
 * How much a seed decides: the mean distance of two pictures of one prompt over that of two pictures of different
 * prompts. 0: the seed changes nothing; 1: the prompt does not. Distances are RMS of whole thumbnails, 24×24, so that
 * placement, scale and background count. One list of pictures for each prompt.
 */
export function seedDiversity(byPrompt: readonly (readonly Picture[])[]): number {
  const thumbnails = byPrompt.map((pictures) => pictures.map((picture) => thumbnailOf(picture)));
  const within: number[] = [];
  const between: number[] = [];
  for (const [index, own] of thumbnails.entries()) {
    for (const [at, one] of own.entries()) {
      for (const other of own.slice(at + 1)) within.push(distance(one, other));
      for (const other of thumbnails.slice(index + 1).flat()) between.push(distance(one, other));
    }
  }
  return mean(within) / mean(between);
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
