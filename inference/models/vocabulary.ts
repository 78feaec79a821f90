import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A CLIP tokenizer's byte-pair encoding: tokens with their ids, and pairs in the order in which they merge. */
export interface Vocabulary {
  ids: Record<string, number>;
  merges: [string, string][];
}

/**
 * Reads `vocab.json` and `merges.txt` of a tokenizer folder. Throws a RangeError that says what is wrong; the catalogue
 * makes a sentence of it. No schema library here: the engine thread reads the same files again, and zod would cost it
 * more time than the files do.
 */
export function readVocabulary(folder: string): Vocabulary {
  const ids: unknown = JSON.parse(readFileSync(join(folder, 'vocab.json'), 'utf8'));
  if (!isIds(ids)) throw new RangeError('expected vocab.json to map each token to a whole number');
  const lines = readFileSync(join(folder, 'merges.txt'), 'utf8').split(/\r?\n/);
  const merges: [string, string][] = [];
  for (const [index, line] of lines.entries()) {
    // The first line is "#version: 0.2"; later ones may begin with "#", since "#" is a token.
    if (line === '' || (index === 0 && line.startsWith('#version'))) continue;
    const [left, right, more] = line.split(' ');
    if (!left || !right || more !== undefined) {
      throw new RangeError(`expected two tokens in line ${index + 1} of merges.txt, got "${line.slice(0, 50)}"`);
    }
    if (!Object.hasOwn(ids, left + right)) {
      throw new RangeError(`line ${index + 1} of merges.txt makes "${left}${right}", which vocab.json does not have`);
    }
    merges.push([left, right]);
  }
  return { ids, merges };
}

function isIds(value: unknown): value is Record<string, number> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((id) => Number.isInteger(id) && id >= 0)
  );
}
