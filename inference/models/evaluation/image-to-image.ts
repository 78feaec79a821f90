import type { Print } from './contact-sheet.ts';
import { layoutCorrelation } from './layout.ts';
import type { Order, Studio } from './studio.ts';
import type { Picture } from './thumbnail.ts';

/** Half of the steps: enough to change the thing, and little enough to leave it where the picture has it. */
export const STRENGTH = 0.5;

/**
 * Paints each thing over the picture of the next one. `firsts` are the things painted freely with the same seed; that
 * is what chance would keep of a picture, since everything stands in the middle of white. A print is right where it is
 * more like the picture beneath than the free one is; `gain` is the mean difference of the two correlations.
 */
export async function paintOver(
  things: readonly string[],
  firsts: readonly Picture[],
  seed: number,
  studio: Studio,
): Promise<{ prints: Print[]; gain: number }> {
  const under = (index: number) => firsts[(index + 1) % firsts.length];
  const asked = things.map((prompt, index): Order => {
    const picture = under(index);
    const from = picture === undefined ? {} : { from: { picture, strength: STRENGTH } };
    return { prompt, seed, ...from };
  });
  const pictures = await studio.paint(asked);
  const gains: number[] = [];
  const prints = pictures.flatMap((picture, index): Print[] => {
    const [source, freely, caption = ''] = [under(index), firsts[index], things[index]];
    if (source === undefined || freely === undefined) return [];
    const gain = layoutCorrelation(picture, source) - layoutCorrelation(freely, source);
    gains.push(gain);
    return [
      { picture: source, caption: 'from', isRight: null },
      { picture, caption, isRight: gain > 0 },
    ];
  });
  return { prints, gain: gains.reduce((sum, gain) => sum + gain, 0) / gains.length };
}
