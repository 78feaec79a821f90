import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ASPECTS, sizeForAspect, sizeForRatio, sizeText } from '../bot/size.ts';
import { card } from './bot.ts';

const sd = { ...card, sizeMultiple: 64, sizes: [[512, 512]] as [number, number][] };
const texts = (model: typeof card) =>
  ASPECTS.map((aspect) => {
    const size = sizeForAspect(aspect, model);
    return 'code' in size ? size.code : sizeText(size);
  });

describe('the size for an aspect', () => {
  it('has the shape that was asked for, as nearly as the model’s steps allow, and about its area', () => {
    expect(texts(card)).toEqual(['96×96', '128×96', '96×128', '96×64', '64×96', '128×64', '64×128']);
    expect(texts(sd)).toEqual(['512×512', '576×448', '448×576', '576×384', '384×576', '704×384', '384×704']);
  });

  it('is one that the model can paint, whatever ratio a picture has', () => {
    fc.assert(
      fc.property(fc.double({ min: 1 / 20, max: 20, noNaN: true }), fc.constantFrom(card, sd), (ratio, model) => {
        const { width, height } = sizeForRatio(ratio, model);
        for (const side of [width, height]) {
          expect(side % model.sizeMultiple).toBe(0);
          expect(side).toBeGreaterThan(0);
        }
      }),
    );
  });
});
