import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClipTokenizer } from '../inference/engine/tokenizer.ts';

const config = {
  folder: fileURLToPath(new URL('../models/emoji/tokenizer', import.meta.url)),
  beginToken: '<|startoftext|>',
  endToken: '<|endoftext|>',
  padToken: '<|endoftext|>',
  tokensMax: 24,
  lowercase: true,
};
const tokenizer = new ClipTokenizer(config);
const [BEGIN, END] = [2912, 2913];

describe('the tokenizer', () => {
  it('gives an empty prompt only its marks', () => {
    const ids = tokenizer.row([]);
    expect(Array.from(ids)).toEqual([BEGIN, ...Array.from({ length: 23 }, () => END)]);
  });

  it('reads capitals as small letters unless the model says otherwise', () => {
    expect(tokenizer.encode('Red Apple')).toEqual(tokenizer.encode('red apple'));
    const exact = new ClipTokenizer({ ...config, lowercase: false });
    expect(exact.encode('Red Apple')).not.toEqual(exact.encode('red apple'));
  });

  it('gives any text at all known ids, and finds what lies behind any number of them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.nat({ max: 30 }), (text, read) => {
        const ids = tokenizer.encode(text);
        expect(ids.every((id) => id >= 0 && id <= END)).toBe(true);
        expect(tokenizer.after(text, read) !== '').toBe(ids.length > read);
      }),
    );
  });

  it('reads six thousand characters in a moment', () => {
    const startedAt = performance.now();
    tokenizer.after('😀 x'.repeat(1500), 22);
    tokenizer.after('a'.repeat(6000), 22);
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});
