import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Model } from '../model.ts';
import { ModelFiles } from '../model-files.ts';
import { backgroundQuestions, colourOf } from './background.ts';
import type { Print, Section } from './contact-sheet.ts';
import type { Figures } from './figures.ts';
import { paintOver, STRENGTH } from './image-to-image.ts';
import { objectOf } from './object.ts';
import { type Questions, readQuestions } from './questions.ts';
import { hasReferences, nearestNames, type Reference, readReferences } from './references.ts';
import { seedDiversity } from './seed-diversity.ts';
import type { Order, Studio } from './studio.ts';
import type { Picture } from './thumbnail.ts';

const LATENCY_ROUNDS = 5;
const SEEDS_PER_THING = 8;
/** Where each question's seeds begin: fixed, so that two models answer the same. */
const SEEDS = { backgrounds: 1000, names: 5000, nouns: 7000, things: 9000 };

/** The figures of a model, and the pictures that they come from. */
export interface Evaluation {
  figures: Figures;
  sections: Section[];
}

/**
 * Asks a model everything that can be asked of it. `folder` is the model's. Takes about 700 pictures; rejects as
 * Painter.paint and as readQuestions.
 */
export async function evaluate(model: Model, folder: string, studio: Studio): Promise<Evaluation> {
  const files = new ModelFiles(folder, model.name);
  const questions = readQuestions(files);
  const references = hasReferences(files) ? await readReferences(files) : null;
  const inferenceMs4 = await studio.inferenceMs(questions.things[0] ?? '', LATENCY_ROUNDS);
  const backgrounds = await askBackgrounds(questions, studio);
  const seeds = await askSeeds(questions, studio);
  const names = references && (await askNames(questions.names, references, studio));
  const nouns = references && (await askNouns(questions.nouns, references, studio));
  const over = model.vaeEncoder && (await paintOver(questions.things, seeds.firsts, SEEDS.things, studio));
  const leftOut: string[] = [];
  if (references === null) {
    leftOut.push(`names, everyday words and what was held out of training: ${model.name} keeps no evaluation/ folder`);
  }
  if (over === null) leftOut.push(`image to image: ${model.name} has no VAE encoder`);
  return {
    figures: {
      model: model.name,
      background: rightShare(backgrounds.shown.concat(backgrounds.heldOut)),
      backgroundHeldOut: references && rightShare(backgrounds.heldOut),
      top1: names && rightShare(names.prints),
      top5: names?.top5 ?? null,
      nouns: nouns && rightShare(nouns),
      seedDiversity: seeds.diversity,
      imageToImage: over && rightShare(over.prints),
      imageToImageGain: over?.gain ?? null,
      inferenceMs4,
      sizeMb: bytesIn(folder) / 1e6,
      leftOut,
    },
    sections: [
      { title: `One prompt, ${SEEDS_PER_THING} seeds`, prints: seeds.prints },
      { title: 'Backgrounds never trained with the thing, and others', prints: sides(backgrounds) },
      ...(names === null ? [] : [{ title: 'Names', prints: names.prints.slice(0, 64) }]),
      ...(nouns === null ? [] : [{ title: 'Everyday words', prints: nouns.slice(0, 96) }]),
      ...(over === null ? [] : [{ title: `Over the picture to the left, strength ${STRENGTH}`, prints: over.prints }]),
    ],
  };
}

async function askBackgrounds(questions: Questions, studio: Studio): Promise<{ heldOut: Print[]; shown: Print[] }> {
  const asked = backgroundQuestions(questions);
  const pictures = await studio.paint(
    orders(
      asked.map(({ prompt }) => prompt),
      SEEDS.backgrounds,
    ),
  );
  const prints = pair(asked, pictures).map(([{ prompt, colour, isHeldOut }, picture]) => {
    const caption = prompt.replace(/^an? (.*) on an? (.*) background$/, '$2: $1');
    return { picture, caption, isHeldOut, isRight: colourOf(picture, questions.colours) === colour };
  });
  return {
    heldOut: prints.filter(({ isHeldOut }) => isHeldOut),
    shown: prints.filter(({ isHeldOut }) => !isHeldOut),
  };
}

async function askSeeds({ things }: Questions, studio: Studio) {
  const seeds = Array.from({ length: SEEDS_PER_THING }, (_, index) => SEEDS.things + index);
  const pictures = await studio.paint(things.flatMap((prompt) => seeds.map((seed) => ({ prompt, seed }))));
  const byThing = things.map((_, index) => pictures.slice(index * SEEDS_PER_THING, (index + 1) * SEEDS_PER_THING));
  const prints = pair(things, byThing).flatMap(([caption, own]) =>
    own.map((picture): Print => ({ picture, caption, isRight: null })),
  );
  return { prints, diversity: seedDiversity(byThing), firsts: byThing.map(([first]) => first).filter(isPicture) };
}

async function askNames(names: readonly string[], references: readonly Reference[], studio: Studio) {
  const pictures = await studio.paint(orders(names, SEEDS.names));
  const judged = pair(names, pictures).map(([name, picture]) => {
    const nearest = nearestNames(objectOf(picture), references, 5);
    return { picture, caption: name, isRight: nearest[0] === name, isNear: nearest.includes(name) };
  });
  return { prints: judged, top5: judged.filter(({ isNear }) => isNear).length / judged.length };
}

async function askNouns(nouns: Questions['nouns'], references: readonly Reference[], studio: Studio): Promise<Print[]> {
  const pictures = await studio.paint(orders(Object.keys(nouns), SEEDS.nouns));
  return pair(Object.entries(nouns), pictures).map(([[caption, meanings], picture]) => {
    const [nearest = ''] = nearestNames(objectOf(picture), references, 1);
    return { picture, caption, isRight: meanings.includes(nearest) };
  });
}

const orders = (prompts: readonly string[], seed: number): Order[] =>
  prompts.map((prompt, index) => ({ prompt, seed: seed + index }));

/** Of the prints that were judged. */
function rightShare(prints: readonly Print[]): number {
  const judged = prints.filter(({ isRight }) => isRight !== null);
  return judged.filter(({ isRight }) => isRight).length / judged.length;
}

const sides = ({ heldOut, shown }: { heldOut: Print[]; shown: Print[] }): Print[] => [
  ...heldOut.slice(0, 32),
  ...shown.slice(0, 32),
];

const isPicture = (picture: Picture | undefined): picture is Picture => picture !== undefined;

function pair<Left, Right>(left: readonly Left[], right: readonly Right[]): [Left, Right][] {
  return left.flatMap((one, index): [Left, Right][] => {
    const other = right[index];
    return other === undefined ? [] : [[one, other]];
  });
}

const bytesIn = (folder: string): number =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => statSync(join(folder, path)))
    .reduce((sum, entry) => sum + (entry.isFile() ? entry.size : 0), 0);
