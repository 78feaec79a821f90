import sharp from 'sharp';
import { z } from 'zod';
import type { ModelFiles } from '../model-files.ts';
import { unlikeness } from './object.ts';
import { THUMBNAIL_SIDE } from './thumbnail.ts';

const SHEET_FILE = 'evaluation/references.webp';
const NAMES_FILE = 'evaluation/references.json';
const CHANNELS = 3;

/** A thing that the model was taught, as one of its pictures shows it. */
export interface Reference {
  name: string;
  /** As objectOf makes it. */
  object: Float32Array;
}

/** Whether a model keeps the pictures that its own are compared with. */
export const hasReferences = (files: ModelFiles): boolean => files.has(SHEET_FILE) && files.has(NAMES_FILE);

/**
 * Reads a sheet of thumbnails, row by row in the order of their names: a picture that people can look at, and a tenth
 * of what the numbers would take. Throws a Fault `model_damaged` where sheet and names do not fit.
 */
export async function readReferences(files: ModelFiles): Promise<Reference[]> {
  const names = files.json(NAMES_FILE, z.array(z.string().min(1)).min(1).max(20_000));
  const { data, info } = await sharp(files.locate(SHEET_FILE).path)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const columns = info.width / THUMBNAIL_SIDE;
  if (!Number.isInteger(columns) || info.height !== Math.ceil(names.length / columns) * THUMBNAIL_SIDE) {
    const size = `${info.width}×${info.height}`;
    throw files.damaged(SHEET_FILE, `expected ${names.length} thumbnails of ${THUMBNAIL_SIDE} pixels, got ${size}`);
  }
  return names.map((name, index) => {
    const object = new Float32Array(THUMBNAIL_SIDE ** 2 * CHANNELS);
    const lineLength = THUMBNAIL_SIDE * CHANNELS;
    for (let row = 0; row < THUMBNAIL_SIDE; row += 1) {
      const y = Math.floor(index / columns) * THUMBNAIL_SIDE + row;
      const from = y * info.width * CHANNELS + (index % columns) * lineLength;
      object.set(data.subarray(from, from + lineLength), row * lineLength);
    }
    return { name, object };
  });
}

/** The names of what an object looks most like, nearest first, each once; at most `count`. */
export function nearestNames(object: Float32Array, references: readonly Reference[], count: number): string[] {
  const nearest = new Map<string, number>();
  for (const reference of references) {
    const found = unlikeness(object, reference.object);
    if (found < (nearest.get(reference.name) ?? Number.POSITIVE_INFINITY)) nearest.set(reference.name, found);
  }
  return [...nearest]
    .sort(([, one], [, other]) => one - other)
    .slice(0, count)
    .map(([name]) => name);
}
