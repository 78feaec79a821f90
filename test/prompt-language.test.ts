import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ImagineOptions, optionsFor } from '../bot/imagine-options.ts';
import { type ImagineReading, readImagine } from '../bot/prompt-language.ts';
import { PERMUTATIONS_MAX } from '../bot/prompt-permutations.ts';
import { noticeOf, sentenceOf, textsFor } from '../bot/texts/texts.ts';
import { shapedPrompt } from './shaped-prompt.ts';

/** The jobs, or a failed test. */
function read(prompt: string, given: Partial<ImagineOptions> = {}): ImagineReading[] {
  const result = readImagine(optionsFor(prompt, given));
  if (!result.ok) throw new Error(`refused: ${result.refusal.code}`);
  return result.value;
}

/** The sentence that the person reads, or a failed test. */
function refused(prompt: string, given: Partial<ImagineOptions> = {}): { code: string; sentence: string } {
  const result = readImagine(optionsFor(prompt, given));
  if (result.ok) throw new Error('accepted');
  return { code: result.refusal.code, sentence: sentenceOf(textsFor('en-US'), result.refusal) };
}

describe('a prompt', () => {
  it('without any of the language is one job, with the options as they were chosen', () => {
    const options = optionsFor(' a  red fox ', { seed: 7, negative: ' red ', tile: true });
    expect(readImagine(options)).toEqual({ ok: true, value: [{ options, stylize: null, notices: [] }] });
  });

  it('has its flags among the options', () => {
    expect(read('a fox --ar 16:9 --no red --private --s 250', { steps: 30 })).toEqual([
      {
        options: optionsFor('a fox', { aspect: '16:9', negative: 'red', private: true, steps: 30 }),
        stylize: 250,
        notices: [],
      },
    ]);
  });

  it.each([
    ['--seed 5', { seed: 5 }],
    ['--ar 32:18', { aspect: '16:9' }],
    ['--size 96x64', { size: ' 96 × 64' }],
    ['--scheduler euler a', { scheduler: 'EulerAncestralDiscrete' }],
    ['--scheduler EulerDiscrete', { scheduler: 'Euler' }],
    ['--private', { private: true }],
  ])('may say again what an option says: %s', (flags, given) => {
    expect(read(`a fox ${flags}`, given)).toHaveLength(1);
  });

  it.each([
    ['--seed 7', { seed: 5 }, 'seed is 5 in the option and 7 in the prompt: which one?'],
    ['--ar 1:1', { aspect: '16:9' }, 'aspect is 16:9 in the option and 1:1 in the prompt'],
    ['--private no', { private: true }, 'private is true in the option and false in the prompt'],
    ['--model a', { model: 'b' }, 'model is b in the option and a in the prompt'],
    ['--size 64x96', { size: 'large' }, 'size is large in the option and 64x96 in the prompt'],
  ])('is a question back where an option says something else: %s', (flags, given, sentence) => {
    expect(refused(`a fox ${flags}`, given)).toEqual({
      code: 'option_conflict',
      sentence: expect.stringContaining(sentence),
    });
  });

  it('adds up what is to be left out, from the option, the flags and the weights', () => {
    const [job] = read('a fox::1 snow::-0.5 --no red --no blue', { negative: 'text' });
    expect(job?.options).toMatchObject({ prompt: 'a fox', negative: 'text, red, blue, (snow:0.5)' });
    expect(
      job?.notices.map((notice) => noticeOf(textsFor('en-US'), { ...notice, values: { ...notice.values } })),
    ).toEqual(['What had a negative weight went to the negative prompt: “(snow:0.5)”.']);
    expect(read('a fox --no red', { negative: 'red' })[0]?.options.negative).toBe('red');
    expect(read('a fox --no red::2')[0]?.options.negative).toBe('(red:2)');
  });

  it('is a job for each permutation and each repeat, in their order', () => {
    expect(
      read('{red, blue} fox --ar {1:1, 3:2} --r 2').map(({ options }) => [options.prompt, options.aspect]),
    ).toEqual([
      ...[
        ['red fox', '1:1'],
        ['red fox', '1:1'],
        ['red fox', '3:2'],
        ['red fox', '3:2'],
      ],
      ...[
        ['blue fox', '1:1'],
        ['blue fox', '1:1'],
        ['blue fox', '3:2'],
        ['blue fox', '3:2'],
      ],
    ]);
    expect(read('{old|young} fox').map(({ options }) => options.prompt)).toEqual(['{old|young} fox']);
  });

  it('reads chaos 0 as the default that it is', () => {
    expect(read('a fox --chaos 0 --c 0')[0]?.options.chaos).toBeNull();
    expect(read('a fox --chaos 20')[0]?.options.chaos).toBe(20);
  });

  it.each([
    ['a fox --s 250', { guidance: 5 }, 'stylize_and_guidance', 'which one?'],
    ['a fox --s 250 --guidance 5', {}, 'stylize_and_guidance', 'which one?'],
    ['a fox --repeat 3 --seed 7', {}, 'repeat_and_seed', 'the same pictures 3 times'],
    ['a fox --s 1001', {}, 'not_whole', 'from 0 to 1000'],
    ['a fox --chaos -1', {}, 'not_whole', 'from 0 to 100'],
    ['a fox --chaos 0.5', {}, 'not_whole', 'whole number'],
    ['a fox --repeat 0', {}, 'not_whole', 'from 1 to 40'],
    ['a fox --repeat 1e9', {}, 'flag_malformed', '1e9'],
    ['{a, b} fox --repeat 21', {}, 'too_many_prompts', '42 jobs'],
    ['{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}', {}, 'too_many_prompts', '64 jobs'],
    ['{a,b}'.repeat(1_100), {}, 'too_many_prompts', 'more than a billion'],
    ['a fox --no red::-1', {}, 'negative_weight_in_negative', 'positive'],
    ['a fox --sede 7', {}, 'flag_misspelt', '`--seed`'],
    ['{a, b|c}', {}, 'braces_mixed', 'bars'],
    ['a {fox', {}, 'brace_unclosed', 'Close it'],
    ['a fox} b', {}, 'brace_unopened', 'Open it'],
    ['::2 fox', {}, 'weight_without_words', '`::2`'],
    ['{a::2|b}', {}, 'weight_in_braces', '`::2`'],
    ['a::100 b::50', {}, 'weight_out_of_range', 'ratio'],
  ] as const)('is refused with a reason: %s', (prompt, given, code, part) => {
    expect(refused(prompt, given)).toEqual({ code, sentence: expect.stringContaining(part) });
  });

  it('of any shape gives jobs or a sentence, and jobs whose words have nothing left to read', () => {
    const seeds = fc.integer({ min: 0, max: 2 ** 31 });
    fc.assert(
      fc.property(seeds, (seed) => {
        const result = readImagine(optionsFor(shapedPrompt(seed)));
        if (!result.ok) {
          expect(sentenceOf(textsFor('en-US'), result.refusal).length).toBeLessThan(700);
          return;
        }
        expect(result.value.length).toBeGreaterThanOrEqual(1);
        expect(result.value.length).toBeLessThanOrEqual(PERMUTATIONS_MAX);
        for (const { options } of result.value) {
          expect(readImagine(options)).toEqual({ ok: true, value: [{ options, stylize: null, notices: [] }] });
        }
      }),
      { numRuns: 5_000 },
    );
  });
});
