import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDevice } from '../inference/engine/device.ts';
import { colourOf } from '../inference/models/evaluation/background.ts';
import { objectOf } from '../inference/models/evaluation/object.ts';
import { type Questions, readQuestions } from '../inference/models/evaluation/questions.ts';
import { nearestNames, type Reference, readReferences } from '../inference/models/evaluation/references.ts';
import { seedDiversity } from '../inference/models/evaluation/seed-diversity.ts';
import { Studio } from '../inference/models/evaluation/studio.ts';
import type { Picture } from '../inference/models/evaluation/thumbnail.ts';
import { readModelFolder } from '../inference/models/folder.ts';
import { ModelFiles } from '../inference/models/model-files.ts';

/** What newcomers try first. All of it, on hundreds of pictures, is `npm run models -- evaluate emoji`. */
describe('the embedded model', () => {
  const files = new ModelFiles(fileURLToPath(new URL('../models/emoji', import.meta.url)), 'emoji');
  let studio: Studio;
  let questions: Questions;
  let references: Reference[];
  beforeAll(async () => {
    studio = new Studio(readModelFolder(files.folder, 'emoji'), parseDevice('cpu', 1), () => undefined);
    questions = readQuestions(files);
    references = await readReferences(files);
  });
  afterAll(() => studio.close());

  const paint = (prompts: readonly string[], seed = 1): Promise<Picture[]> =>
    studio.paint(prompts.map((prompt, index) => ({ prompt, seed: seed + index })));
  const looksLike = (picture: Picture): string => nearestNames(objectOf(picture), references, 1)[0] ?? '';

  it('paints what everyday words mean', async () => {
    const words = ['car', 'beer', 'house', 'cat', 'cake', 'moon'];
    const pictures = await paint(words);
    const seen = pictures.map(looksLike);
    expect(seen.filter((name, index) => questions.nouns[words[index] ?? '']?.includes(name))).toHaveLength(6);
  });

  it('paints another picture of the same thing for another seed', async () => {
    const things = ['rocket', 'house', 'penguin'];
    const byThing = await Promise.all(things.map((thing) => paint(Array.from({ length: 4 }, () => thing))));
    const names = byThing.map((pictures) => new Set(pictures.map(looksLike)));
    expect(names).toEqual(things.map((thing) => new Set([thing])));
    expect(seedDiversity(byThing)).toBeGreaterThan(0.3);
  });

  it('puts it on the background that was asked for', async () => {
    const colours = ['blue', 'green', 'black'];
    const pictures = await paint(colours.map((colour) => `a hamburger on a ${colour} background`));
    expect(pictures.map((picture) => colourOf(picture, questions.colours))).toEqual(colours);
  });
});
