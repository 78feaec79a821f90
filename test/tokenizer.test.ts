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
  it('says which words of a long prompt the model did not read', () => {
    const read = Array.from({ length: 22 }, () => 'red').join(' ');
    expect(tokenizer.tokenize(read).ignored).toBe('');
    expect(tokenizer.tokenize(`${read} apple, blue`).ignored).toBe('apple, blue');
  });

  it('counts a word that was cut in its middle as not read', () => {
    const word = 'zqxj'; // no word of the vocabulary: several tokens
    expect(tokenizer.encode(word).length).toBeGreaterThan(1);
    const read = Array.from({ length: 21 }, () => 'red').join(' ');
    expect(tokenizer.tokenize(`${read} ${word}`).ignored).toBe(word);
  });

  it('gives an empty prompt only its marks', () => {
    const ids = tokenizer.tokenize('').ids;
    expect(Array.from(ids)).toEqual([BEGIN, ...Array.from({ length: 23 }, () => END)]);
  });

  it('reads capitals as small letters unless the model says otherwise', () => {
    expect(tokenizer.encode('Red Apple')).toEqual(tokenizer.encode('red apple'));
    const exact = new ClipTokenizer({ ...config, lowercase: false });
    expect(exact.encode('Red Apple')).not.toEqual(exact.encode('red apple'));
  });

  it('gives any text at all whole rows of known ids', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const { ids, ignored } = tokenizer.tokenize(text);
        expect(ids.length).toBe(24);
        expect(ids[0]).toBe(BEGIN);
        expect(ids.every((id) => id >= 0 && id <= END)).toBe(true);
        expect(ignored !== '').toBe(tokenizer.encode(text).length > 22);
      }),
    );
  });

  it('reads six thousand characters in a moment', () => {
    const startedAt = performance.now();
    tokenizer.tokenize('😀 x'.repeat(1500));
    tokenizer.tokenize('a'.repeat(6000));
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});
