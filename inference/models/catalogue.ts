import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../prisma/fault.ts';
import { type ModelCard, modelCard } from '../../prisma/model-card.ts';
import type { SchedulerName } from '../../prisma/scheduler-name.ts';
import { readModelFolder } from './folder.ts';
import { hashModel } from './hash.ts';
import type { Model } from './model.ts';
import { isVaeFolder } from './vae-folder.ts';

/** Folders more than this are somebody's downloads, not a menu. */
const FOLDERS_MAX = 100;

/** A folder that is no usable model, and why: one sentence with the file, what was expected and the next step. */
export interface RefusedModel {
  name: string;
  sentence: string;
}

/** What a models folder holds. One broken model takes nothing from the others. */
export interface Catalogue {
  /** In the folder's order, sorted by name. */
  models: readonly { model: Model; card: ModelCard }[];
  refused: readonly RefusedModel[];
  /** Folders that hold a VAE alone, for models to name in their easel.json. */
  vaes: readonly string[];
}

/**
 * Reads every model of a folder. `schedulers` is what the engine implements. Hidden folders are skipped; throws a
 * Fault `model_unavailable` when the folder itself cannot be read.
 */
export async function readCatalogue(directory: string, schedulers: readonly SchedulerName[]): Promise<Catalogue> {
  const folders = foldersOf(directory);
  const vaes = folders.filter((name) => isVaeFolder(join(directory, name)));
  const names = folders.filter((name) => !vaes.includes(name));
  const entries = await Promise.all(names.map((name) => readEntry(directory, name, schedulers)));
  return {
    vaes,
    models: entries.filter((entry) => 'model' in entry),
    refused: entries.filter((entry) => 'sentence' in entry),
  };
}

function foldersOf(directory: string): string[] {
  let names: string[];
  try {
    names = readdirSync(directory).filter((name) => !name.startsWith('.'));
  } catch (error) {
    throw new Fault(
      'model_unavailable',
      `Expected ${directory} to be the folder that holds the models: ${String(error)}`,
      {
        cause: error,
      },
    );
  }
  const folders = names.filter((name) => statSync(join(directory, name), { throwIfNoEntry: false })?.isDirectory());
  if (folders.length > FOLDERS_MAX) {
    throw new Fault(
      'model_unavailable',
      `Expected at most ${FOLDERS_MAX} models in ${directory}, got ${folders.length}`,
    );
  }
  return folders.sort();
}

async function readEntry(
  directory: string,
  name: string,
  schedulers: readonly SchedulerName[],
): Promise<{ model: Model; card: ModelCard } | RefusedModel> {
  const folder = join(directory, name);
  try {
    const model = readModelFolder(folder, name);
    const hash = await hashModel(model, folder);
    return { model, card: cardOf(model, hash, schedulers) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { name, sentence: error.message };
  }
}

function cardOf(model: Model, hash: string, schedulers: readonly SchedulerName[]): ModelCard {
  return modelCard.parse({
    name: model.name,
    title: model.title,
    licence: model.licence,
    hash,
    sizeMultiple: model.sizeMultiple,
    sizes: model.sizes,
    promptTokensMax: model.tokenizer.tokensMax,
    startsFromImages: model.vaeEncoder !== null,
    tiles: model.tiles,
    defaults: model.defaults,
    schedulers,
  });
}
