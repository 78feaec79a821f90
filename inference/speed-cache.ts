import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type ModelSpeed, modelSpeed } from '../prisma/worker-speed.ts';

const file = z.record(z.string(), modelSpeed);

/**
 * Measurements of earlier starts, in one small file: by device and libraries, and by the hash of a model's weights. It
 * is a cache: one that is missing, damaged or written by another version only means that models are measured again.
 */
export class SpeedCache {
  readonly #path: string;
  readonly #directory: string;
  readonly #surroundings: string;
  readonly #speeds: Record<string, ModelSpeed>;

  /** `surroundings`: everything but the model that a measurement depends on. */
  constructor(directory: string, surroundings: string) {
    this.#directory = directory;
    this.#path = join(directory, 'speed.json');
    this.#surroundings = surroundings;
    this.#speeds = readSpeeds(this.#path);
  }

  find(modelHash: string): ModelSpeed | null {
    return this.#speeds[this.#keyOf(modelHash)] ?? null;
  }

  /** Written beside and renamed, so that nobody reads half a file. `onError`: the disk is full or read-only. */
  keep(modelHash: string, speed: ModelSpeed, onError: (error: unknown) => void): void {
    this.#speeds[this.#keyOf(modelHash)] = speed;
    try {
      mkdirSync(this.#directory, { recursive: true });
      writeFileSync(`${this.#path}.new`, JSON.stringify(this.#speeds, null, 1));
      renameSync(`${this.#path}.new`, this.#path);
    } catch (error) {
      onError(error);
    }
  }

  #keyOf(modelHash: string): string {
    return `${this.#surroundings}, weights ${modelHash}`;
  }
}

function readSpeeds(path: string): Record<string, ModelSpeed> {
  try {
    return file.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return {}; // no such file, or not one of ours: measured again
  }
}
