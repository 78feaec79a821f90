import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countMatrix, expandMatrix } from '../prisma/prompt-matrix.ts';

describe('a prompt matrix', () => {
  it.each([
    ['a red apple', ['a red apple']],
    ['an {old|young} wizard', ['an old wizard', 'an young wizard']],
    ['{a|b} {1|2}', ['a 1', 'a 2', 'b 1', 'b 2']],
    ['a {red |}apple', ['a red apple', 'a apple']],
    ['{a {small|big} cat|a dog}', ['a small cat', 'a big cat', 'a dog']],
    ['{alone}', ['{alone}']],
    ['a | b', ['a | b']],
    ['never {closed | at all', ['never {closed | at all']],
    ['closed} {twice|once}', ['closed} twice', 'closed} once']],
    [String.raw`\{a|b\} \| {c|d}`, ['{a|b} | c', '{a|b} | d']],
    ['', ['']],
  ])('%s', (prompt, prompts) => {
    expect(expandMatrix(prompt)).toEqual(prompts);
    expect(countMatrix(prompt)).toBe(prompts.length);
  });

  it('is counted without being made', () => {
    expect(countMatrix('{a|b}'.repeat(1_000))).toBe(1_000_000);
    expect(countMatrix('{'.repeat(3_000) + '|}'.repeat(3_000))).toBeGreaterThan(0);
  });

  it('counts what it makes, whatever is typed', () => {
    const text = fc.array(fc.constantFrom('{', '}', '|', '\\', 'a', ' '), { maxLength: 14 });
    fc.assert(
      fc.property(text, (characters) => {
        const prompt = characters.join('');
        fc.pre(countMatrix(prompt) < 10_000);
        expect(expandMatrix(prompt)).toHaveLength(countMatrix(prompt));
      }),
      { numRuns: 2_000 },
    );
  });

  it('leaves prompts without choices as they are', () => {
    const words = fc.string({ unit: 'grapheme' }).filter((text) => !/[\\{|}]/.test(text));
    fc.assert(
      fc.property(words, (text) => {
        expect(expandMatrix(text)).toEqual([text]);
      }),
    );
  });
});
