import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePromptAttention } from '../inference/engine/prompt-attention.ts';
import { chunkPrompt } from '../inference/engine/prompt-chunks.ts';
import { weighted } from '../inference/engine/text-encoder.ts';
import { ClipTokenizer } from '../inference/engine/tokenizer.ts';

const tokenizer = new ClipTokenizer({
  folder: fileURLToPath(new URL('../models/emoji/tokenizer', import.meta.url)),
  beginToken: '<|startoftext|>',
  endToken: '<|endoftext|>',
  padToken: '<|endoftext|>',
  tokensMax: 24,
  lowercase: true,
});
const [BEGIN, END] = [2912, 2913];
const CONTENT = 22;

const chunksOf = (prompt: string, chunksMax = 3) =>
  chunkPrompt(tokenizer, parsePromptAttention(prompt).segments, chunksMax);
/** The tokens of each chunk, without marks and filling. */
const contentsOf = (prompt: string, chunksMax?: number) =>
  chunksOf(prompt, chunksMax).chunks.map(({ ids }) => Array.from(ids).filter((id) => id !== BEGIN && id !== END));
const words = (count: number, word = 'red') => Array.from({ length: count }, () => word).join(' ');

describe('a prompt in chunks', () => {
  it('is one chunk while it fits, and none of it is weighted unless it says so', () => {
    expect(chunksOf(words(CONTENT))).toMatchObject({ chunks: [{ weights: null }], ignored: '' });
    expect(chunksOf('')).toMatchObject({ chunks: [{ ids: tokenizer.row([]), weights: null }], ignored: '' });
  });

  it('goes on in further ones, without losing or changing a word', () => {
    const prompt = `${words(CONTENT)} apple ${words(30, 'blue')}`;
    expect(contentsOf(prompt).flat()).toEqual(tokenizer.encode(prompt));
    expect(contentsOf(prompt).map(({ length }) => length)).toEqual([22, 22, 9]);
  });

  it('says which words come after the last chunk', () => {
    expect(chunksOf(`${words(CONTENT)} apple, blue`, 1).ignored).toBe('apple, blue');
    expect(chunksOf(`${words(3 * CONTENT)} apple`).ignored).toBe('apple');
    expect(chunksOf(`${words(3 * CONTENT - 1)} (pear) BREAK plum`).ignored).toBe('plum');
  });

  it('counts a word that was cut in its middle as not read', () => {
    expect(chunksOf(`${words(CONTENT - 1)} zqxj`, 1).ignored).toBe('zqxj');
  });

  it('ends a full chunk after a comma that is near, so that no phrase is torn', () => {
    const [first = [], second = []] = contentsOf(`${words(18)}, blue sky and green`);
    expect(first).toHaveLength(19);
    expect(second).toEqual(tokenizer.encode('blue sky and green'));
  });

  it('begins a new chunk at BREAK', () => {
    expect(contentsOf('a cat BREAK a dog')).toEqual(['a cat', 'a dog'].map((text) => tokenizer.encode(text)));
    expect(contentsOf('a cat BREAK')).toHaveLength(1);
    expect(contentsOf('BREAK a dog')).toHaveLength(2);
  });

  it('gives each token the weight of its brackets, and marks and filling none', () => {
    const [chunk] = chunksOf('a (red:1.5) [cat]').chunks;
    const [a, red, cat] = ['a', 'red', 'cat'].map((word) => tokenizer.encode(word).length);
    const expected = [1, ...Array(a).fill(1), ...Array(red).fill(1.5), ...Array(cat).fill(Math.fround(1 / 1.1))];
    expect(Array.from(chunk?.weights ?? []).slice(0, expected.length)).toEqual(expected);
    expect(
      Array.from(chunk?.weights ?? [])
        .slice(expected.length)
        .every((weight) => weight === 1),
    ).toBe(true);
  });

  it('holds whatever is typed in whole rows, and says what it does not hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 1, max: 3 }), (text, chunksMax) => {
        const { chunks, ignored } = chunksOf(text, chunksMax);
        expect(chunks.length).toBeGreaterThan(0);
        expect(chunks.length).toBeLessThanOrEqual(chunksMax);
        for (const { ids } of chunks) expect(ids.length).toBe(24);
        if (chunks.length < chunksMax) expect(ignored).toBe('');
      }),
    );
  });
});

describe('the weights of tokens', () => {
  it('multiply their states, and leave the mean of all as it was', () => {
    const values = Float32Array.from({ length: 12 }, (_, index) => Math.sin(index) + 1);
    const weights = Float32Array.of(1, 1.3, 0.5);
    const result = weighted(values, weights);
    const mean = (list: Float32Array) => list.reduce((sum, value) => sum + value, 0) / list.length;
    expect(mean(result)).toBeCloseTo(mean(values), 6);
    const shares = [0, 4, 8].map((start) => (result[start] ?? 0) / (values[start] ?? 1));
    expect((shares[1] ?? 0) / (shares[0] ?? 1)).toBeCloseTo(1.3, 5);
    expect((shares[2] ?? 0) / (shares[0] ?? 1)).toBeCloseTo(0.5, 5);
  });

  it('are those of a naive loop over tokens and channels', () => {
    const value = fc.float({ min: -10, max: 10, noNaN: true });
    const states = fc
      .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 8 }))
      .chain(([tokens, width]) =>
        fc.tuple(
          fc.array(fc.array(value, { minLength: width, maxLength: width }), { minLength: tokens, maxLength: tokens }),
          fc.array(fc.integer({ min: 1, max: 30 }), { minLength: tokens, maxLength: tokens }),
        ),
      );
    fc.assert(
      fc.property(states, ([rows, tenths]) => {
        let before = 0;
        let after = 0;
        for (const [token, row] of rows.entries()) {
          for (const state of row) {
            before += state;
            after += (state * (tenths[token] ?? 0)) / 10;
          }
        }
        // Where the weighted mean all but cancels out, the last bit of a product decides everything.
        fc.pre(Math.abs(after) > 0.1);
        const expected = rows.flatMap((row, token) =>
          row.map((state) => (((state * (tenths[token] ?? 0)) / 10) * before) / after),
        );
        const result = weighted(
          Float32Array.from(rows.flat()),
          Float32Array.from(tenths, (tenth) => tenth / 10),
        );
        const scale = Math.max(1, ...expected.map(Math.abs));
        for (const [index, state] of result.entries()) {
          expect(Math.abs(state - (expected[index] ?? Number.NaN)) / scale).toBeLessThan(1e-4);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
