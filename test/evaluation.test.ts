import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDevice } from '../inference/engine/device.ts';
import { backgroundQuestions, colourOf } from '../inference/models/evaluation/background.ts';
import { contactSheet } from '../inference/models/evaluation/contact-sheet.ts';
import { type Evaluation, evaluate } from '../inference/models/evaluation/evaluate.ts';
import { describeFigures } from '../inference/models/evaluation/figures.ts';
import { paintOver } from '../inference/models/evaluation/image-to-image.ts';
import { layoutCorrelation } from '../inference/models/evaluation/layout.ts';
import { objectOf, unlikeness } from '../inference/models/evaluation/object.ts';
import { readQuestions } from '../inference/models/evaluation/questions.ts';
import { nearestNames, readReferences } from '../inference/models/evaluation/references.ts';
import { seedDiversity } from '../inference/models/evaluation/seed-diversity.ts';
import { Studio } from '../inference/models/evaluation/studio.ts';
import { type Picture, thumbnailOf } from '../inference/models/evaluation/thumbnail.ts';
import { readModelFolder } from '../inference/models/folder.ts';
import { ModelFiles } from '../inference/models/model-files.ts';
import { writeTinyModel } from './tiny-model.ts';

type Colour = [number, number, number];
const WHITE: Colour = [255, 255, 255];
const BLUE: Colour = [40, 95, 215];
const RED: Colour = [216, 40, 44];

const emoji = new ModelFiles(fileURLToPath(new URL('../models/emoji', import.meta.url)), 'emoji');

const isPicture = (picture: Picture | undefined): picture is Picture => picture !== undefined;

/** 96×96: a flag, whose left part is half as high as its right part, on a background. */
function flag(left: number, top: number, side: number, { colour = RED, background = WHITE, flips = false } = {}) {
  const pixels = new Uint8Array(96 * 96 * 3);
  for (let y = 0; y < 96; y += 1) {
    for (let x = 0; x < 96; x += 1) {
      const [across, down] = [(x - left) / side, (y - top) / side];
      const isLeft = flips ? across >= 0.5 : across < 0.5;
      const isFlag = across >= 0 && across < 1 && down >= 0 && down < (isLeft ? 0.5 : 1);
      pixels.set(isFlag ? colour : background, 3 * (y * 96 + x));
    }
  }
  return { pixels, width: 96, height: 96 } satisfies Picture;
}

describe('a thumbnail', () => {
  it('has the mean colour of the pixels under each of its cells', () => {
    const pixels = Uint8Array.from({ length: 48 * 48 * 3 }, (_, at) => (Math.floor(at / 3) % 2 === 0 ? 100 : 200));
    const thumbnail = thumbnailOf({ pixels, width: 48, height: 48 });
    expect(thumbnail.length).toBe(24 * 24 * 3);
    expect(Math.max(...thumbnail.map((value) => Math.abs(value - 150)))).toBeLessThan(0.01);
  });

  it('shares out pixels that lie under two cells', () => {
    const pixels = Uint8Array.from([0, 0, 0, 240, 240, 240, 240, 240, 240, 0, 0, 0]); // 2×2
    const thumbnail = thumbnailOf({ pixels, width: 2, height: 2 }, { left: 0, top: 0, width: 2, height: 2 });
    expect([thumbnail[0], thumbnail[3 * 23]]).toEqual([0, 240]);
    expect(thumbnail.reduce((sum, value) => sum + value, 0) / thumbnail.length).toBeCloseTo(120, 3);
  });
});

describe('the object of a picture', () => {
  it('is the same wherever it stands, however large, and whichever way it looks', () => {
    const object = objectOf(flag(20, 20, 48));
    expect(unlikeness(objectOf(flag(40, 44, 48)), object)).toBeLessThan(0.1);
    expect(unlikeness(objectOf(flag(8, 8, 72)), object)).toBeLessThan(0.1);
    expect(unlikeness(objectOf(flag(30, 10, 48, { flips: true })), object)).toBeLessThan(0.1);
    expect(unlikeness(objectOf(flag(20, 20, 48, { colour: BLUE })), object)).toBeGreaterThan(50);
  });

  it('of a picture that shows nothing is its background', () => {
    expect(new Set(objectOf(flag(0, 0, 0)))).toEqual(new Set([255]));
  });

  it('is found among references, each name once and the nearest first', () => {
    const reference = (name: string, colour: Colour) => ({ name, object: objectOf(flag(20, 20, 48, { colour })) });
    const references = [reference('sea', BLUE), reference('rose', RED), reference('rose', [200, 60, 60])];
    expect(nearestNames(objectOf(flag(2, 8, 60, { colour: [220, 50, 50] })), references, 5)).toEqual(['rose', 'sea']);
    expect(nearestNames(objectOf(flag(2, 8, 60, { colour: BLUE })), references, 1)).toEqual(['sea']);
  });
});

describe('a background', () => {
  it('is called by the colour that it is nearest to, whatever stands before it', () => {
    const { colours } = readQuestions(emoji);
    for (const [name, background] of Object.entries(colours)) {
      expect(colourOf(flag(20, 20, 48, { background }), colours)).toBe(name);
    }
    expect(colourOf(flag(20, 20, 48, { background: [60, 80, 200] }), colours)).toBe('blue');
  });

  it('is asked for 200 times, half of them with things that training never showed on it', () => {
    const questions = readQuestions(emoji);
    const asked = backgroundQuestions(questions);
    expect(asked.length).toBe(200);
    expect(asked.filter(({ isHeldOut }) => isHeldOut).length).toBe(100);
    expect(new Set(asked.map(({ prompt }) => prompt)).size).toBe(200);
    expect(asked[0]?.prompt).toMatch(/^an? .* on an? [a-z]+ background$/);
    expect(asked.some(({ colour }) => colour === 'white')).toBe(false);
  });
});

describe('seed diversity', () => {
  it('is nothing where every seed gives the same, and one where prompts do not matter', () => {
    const [one, other] = [flag(8, 8, 40), flag(48, 48, 40, { colour: BLUE })];
    expect(
      seedDiversity([
        [one, one, one],
        [other, other, other],
      ]),
    ).toBe(0);
    const places = [flag(0, 0, 40), flag(50, 0, 40), flag(0, 50, 40), flag(50, 50, 40)];
    expect(seedDiversity([places, places])).toBeGreaterThan(1); // a picture and itself count among the pairs between
    expect(
      seedDiversity([
        [one, flag(10, 8, 40)],
        [other, other],
      ]),
    ).toBeLessThan(0.3);
  });
});

describe('the layout of a picture', () => {
  it('is shared with itself, less with the same thing elsewhere, and not with its negative', () => {
    const picture = flag(8, 8, 40);
    expect(layoutCorrelation(picture, picture)).toBeCloseTo(1, 6);
    expect(layoutCorrelation(picture, flag(16, 8, 40))).toBeGreaterThan(layoutCorrelation(picture, flag(50, 50, 40)));
    const negative = { ...picture, pixels: picture.pixels.map((value) => 255 - value) };
    expect(layoutCorrelation(picture, negative)).toBeCloseTo(-1, 6);
    expect(layoutCorrelation(picture, flag(0, 0, 0))).toBe(0);
  });
});

describe("the embedded model's evaluation", () => {
  it('asks 200 names and 150 everyday words, all of which its references show', async () => {
    const { names, nouns, heldOut, things } = readQuestions(emoji);
    const shown = new Set((await readReferences(emoji)).map(({ name }) => name));
    expect([new Set(names).size, Object.keys(nouns).length]).toEqual([200, 150]);
    const asked = [...names, ...things, ...heldOut.map(([name]) => name), ...Object.values(nouns).flat()];
    expect(asked.filter((name) => !shown.has(name))).toEqual([]);
  });

  it('has references that each look most like themselves', async () => {
    const references = await readReferences(emoji);
    for (const { name, object } of references.filter((_, index) => index % 1500 === 0)) {
      expect(nearestNames(object, references, 1)).toEqual([name]);
    }
  });
});

describe('the evaluation of any other model', () => {
  let folder: string;
  let evaluation: Evaluation;
  let painted = 0;
  beforeAll(async () => {
    folder = join(mkdtempSync(join(tmpdir(), 'easel-evaluation-')), 'tiny');
    writeTinyModel(folder);
    const studio = new Studio(readModelFolder(folder, 'tiny'), parseDevice('cpu', 1), () => {
      painted += 1;
    });
    evaluation = await evaluate(readModelFolder(folder, 'tiny'), folder, studio);
    await studio.close();
  });
  afterAll(() => rmSync(join(folder, '..'), { recursive: true }));

  it('measures what can be measured of it and says what was left out, and why', () => {
    const { figures } = evaluation;
    expect(figures).toMatchObject({ model: 'tiny', backgroundHeldOut: null, top1: null, top5: null, nouns: null });
    expect(figures.leftOut).toEqual([
      'names, everyday words and what was held out of training: tiny keeps no evaluation/ folder',
      'image to image: tiny has no VAE encoder',
    ]);
    expect(figures.background).toBeLessThan(0.5); // it knows no colours
    expect(figures.seedDiversity).toBeGreaterThan(0.5); // nor words: its pictures are its seeds
    expect(figures.inferenceMs4).toBeGreaterThan(0);
    expect(describeFigures(figures)).toContain('left out: image to image: tiny has no VAE encoder');
    expect(describeFigures(figures)).not.toContain('everyday words   ');
  });

  it('paints every question once, and shows what it painted', async () => {
    expect(painted).toBe(200 + 12 * 8);
    expect(evaluation.sections.map(({ prints }) => prints.length)).toEqual([96, 64]);
    const sheet = await sharp(await contactSheet(evaluation.sections)).metadata();
    expect([sheet.format, sheet.width]).toEqual(['png', 16 * 100 + 4]);
    expect(sheet.height).toBeGreaterThan(10 * 112);
  });

  it('finds what a picture keeps of the one that it is painted over', async () => {
    const encoding = join(folder, '../encoding');
    writeTinyModel(encoding, { encodes: 'latent_sample' });
    const studio = new Studio(readModelFolder(encoding, 'encoding'), parseDevice('cpu', 1), () => undefined);
    const [left, right] = await studio.paint([5, 6].map((seed) => ({ prompt: 'a cat', seed })));
    const { prints, gain } = await paintOver(['cat', 'dog'], [left, right].filter(isPicture), 5, studio);
    await studio.close();
    expect(prints.map(({ caption, isRight }) => [caption, isRight])).toEqual([
      ['from', null],
      ['cat', true],
      ['from', null],
      ['dog', true],
    ]);
    expect(gain).toBeGreaterThan(0.1);
  });

  it('refuses questions that name a colour without saying which it is', () => {
    cpSync(join(emoji.folder, 'evaluation'), join(folder, 'evaluation'), { recursive: true });
    const questions = {
      colours: { red: [255, 0, 0] },
      things: ['sun', 'sea'],
      names: ['sun'],
      nouns: { sun: ['sun'] },
    };
    const file = join(folder, 'evaluation/questions.json');
    writeFileSync(file, JSON.stringify({ ...questions, heldOut: [['sea', 'mauve']] }));
    const files = new ModelFiles(folder, 'tiny');
    expect(() => readQuestions(files)).toThrow(/questions\.json: expected one of its colours, got sea on mauve/);
  });

  it('refuses a sheet of references that has not a thumbnail for each name', async () => {
    writeFileSync(join(folder, 'evaluation/references.json'), JSON.stringify(['sun', 'sea']));
    const files = new ModelFiles(folder, 'tiny');
    await expect(readReferences(files)).rejects.toThrow(/references\.webp: expected 2 thumbnails of 24 pixels/);
  });
});
