import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guidanceForStylize, variationForChaos } from '../bot/prompt-scales.ts';
import { convertWeights } from '../bot/prompt-weights.ts';

const anyPrompt = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom('::', ':', '：', '2', '-0.5', '.', ' ', ',', 'fox', '(', ')', '\\', '{', '}', '🦊'), {
      maxLength: 30,
    })
    .map((pieces) => pieces.join('')),
);

describe('weights with two colons', () => {
  it.each([
    ['red fox::2 snow', '(red fox:2) snow', ''],
    ['red fox::2 snow::-0.5', '(red fox:2)', '(snow:0.5)'],
    ['hot:: dog', 'hot, dog', ''],
    ['hot::1 dog::1', 'hot, dog', ''],
    ['cup:: cake:: illustration', 'cup, cake, illustration', ''],
    ['vibrant tulip fields:: red::-.5', 'vibrant tulip fields', '(red:0.5)'],
    ['space::1.5 ship::0.5', '(space:1.5) (ship:0.5)', ''],
    ['red fox::2, snow::1.5, night', '(red fox:2), (snow:1.5), night', ''],
    ['a fox::+2', '(a fox:2)', ''],
    ['a fox::\u22122 b', 'b', '(a fox:2)'],
    ['a fox：：2 b', '(a fox:2) b', ''],
    ['fox::-1 a::-2 b', 'b', 'fox, (a:2)'],
    ['red::3d render', 'red, 3d render', ''],
    ['red::2.', '(red:2) .', ''],
    ['a fox::0', '(a fox:0)', ''],
    ['(red:1.2) fox::2 snow', '((red:1.2) fox:2) snow', ''],
    ['{a|b}::2 snow', '({a|b}:2) snow', ''],
    ['note: ::2', '(note: :2)', ''],
    ['a::0.0000001', '(a:0)', ''],
    ['::', '', ''],
  ])('become brackets: %s', (prompt, words, negative) => {
    expect(convertWeights(prompt)).toEqual({ ok: true, value: { words, negative } });
  });

  it.each(['', ' a  fox ', 'ratio 16:9', 'std\\::vector', '(fox:1.2)', '{a|b}'])('leave alone: %j', (words) => {
    expect(convertWeights(words)).toEqual({ ok: true, value: { words, negative: '' } });
  });

  it.each([
    ['a::100 b::50', 'weight_out_of_range'],
    ['a::-11', 'weight_out_of_range'],
    [`a::${'9'.repeat(400)}`, 'weight_out_of_range'],
    ['::2 fox', 'weight_without_words'],
    ['a:: ::2', 'weight_without_words'],
    ['{red::2|blue}', 'weight_in_braces'],
  ])('are refused where they mean nothing: %s', (prompt, code) => {
    expect(convertWeights(prompt)).toMatchObject({ ok: false, refusal: { code } });
  });

  it('are nothing more to convert once converted, and never an exception', () => {
    fc.assert(
      fc.property(anyPrompt, (prompt) => {
        const once = convertWeights(prompt);
        if (!once.ok) return;
        for (const words of Object.values(once.value)) {
          expect(convertWeights(words)).toEqual({ ok: true, value: { words, negative: '' } });
        }
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([':', '::', '::1', 'a::1', '::1a', '1', '{', '\\', ' ', ' ,', '::-', 'a ::.5 ', 'a::2 :'])(
    'are read in linear time from 60,000 characters of %j',
    (piece) => {
      const startedAt = performance.now();
      convertWeights(piece.repeat(60_000 / piece.length));
      convertWeights(`a::${piece.repeat(60_000 / piece.length)}x`);
      expect(performance.now() - startedAt).toBeLessThan(1_000); // quadratic would take minutes
    },
  );
});

describe("Midjourney's scales", () => {
  it('stylize loosens the guidance of the model, which 100 keeps, and never ends it', () => {
    expect([0, 100, 250, 750, 1000].map((stylize) => guidanceForStylize(stylize, 7.5))).toEqual([
      8.8, 7.5, 6.2, 4.1, 3.6,
    ]);
    expect([0, 100, 1000].map((stylize) => guidanceForStylize(stylize, 3))).toEqual([3.4, 3, 1.8]);
    expect(guidanceForStylize(0, 1)).toBe(1);
  });

  it('chaos is how far the pictures lie apart', () => {
    expect(variationForChaos(20, 7)).toEqual({ seed: 7, strength: 0.2 });
    expect(variationForChaos(100, 7)).toEqual({ seed: 7, strength: 1 });
    expect(variationForChaos(0, 7)).toBeNull();
  });
});
