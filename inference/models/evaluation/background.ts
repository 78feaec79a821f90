import { backgroundOf } from './object.ts';
import type { Questions } from './questions.ts';
import type { Picture } from './thumbnail.ts';

/** A thing on a background of one colour. */
export interface BackgroundQuestion {
  prompt: string;
  colour: string;
  /** Training never showed the two together. */
  isHeldOut: boolean;
}

/** Every pair that was held out, and as many of the names with a colour each in turn. White is what no colour gives. */
export function backgroundQuestions({ colours, heldOut, names }: Questions): BackgroundQuestion[] {
  const words = Object.keys(colours).filter((colour) => colour !== 'white');
  const shown = names.flatMap((name, index): [string, string][] => {
    const colour = words[index % words.length] ?? '';
    return heldOut.some(([thing, other]) => thing === name && other === colour) ? [] : [[name, colour]];
  });
  const ask = ([thing, colour]: readonly [string, string], isHeldOut: boolean): BackgroundQuestion => ({
    prompt: `${withArticle(thing)} on ${withArticle(colour)} background`,
    colour,
    isHeldOut,
  });
  return [...heldOut.map((pair) => ask(pair, true)), ...shown.slice(0, heldOut.length).map((pair) => ask(pair, false))];
}

/** The named colour that a picture's outermost pixels are nearest to. */
export function colourOf(picture: Picture, colours: Questions['colours']): string {
  const background = backgroundOf(picture);
  const squares = Object.entries(colours).map(([name, colour]): [string, number] => [
    name,
    colour.reduce((sum, value, channel) => sum + (value - (background[channel] ?? 0)) ** 2, 0),
  ]);
  const [nearest] = squares.sort(([, one], [, other]) => one - other);
  return nearest?.[0] ?? '';
}

const withArticle = (noun: string): string => `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
