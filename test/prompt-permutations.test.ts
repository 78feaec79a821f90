import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandPermutations, PERMUTATIONS_MAX } from '../bot/prompt-permutations.ts';

/** The prompts, or a failed test. */
function expanded(prompt: string): string[] {
  const result = expandPermutations(prompt);
  if (!result.ok) throw new Error(`refused: ${result.refusal.code}`);
  expect(result.value.count).toBe(result.value.prompts.length);
  return result.value.prompts;
}

const anyPrompt = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom('{', '}', '{', '}', ',', ',', '|', '\\', ' ', 'a', 'b ', '--ar 1:1', '🦊'), {
      maxLength: 24,
    })
    .map((pieces) => pieces.join('')),
);

describe('permutations', () => {
  it.each([
    ['a {red, green, yellow} bird', ['a red bird', 'a green bird', 'a yellow bird']],
    ['{red, blue} {fox, owl}', ['red fox', 'red owl', 'blue fox', 'blue owl']],
    ['a fox --ar {3:2, 1:1, 2:3}', ['a fox --ar 3:2', 'a fox --ar 1:1', 'a fox --ar 2:3']],
    ['fox {--tile, --seed {1, 2}}', ['fox --tile', 'fox --seed 1', 'fox --seed 2']],
    [
      'a {sculpture, painting} of a {seagull {on a pier, on a beach}, poodle}',
      [
        'a sculpture of a seagull on a pier',
        'a sculpture of a seagull on a beach',
        'a sculpture of a poodle',
        'a painting of a seagull on a pier',
        'a painting of a seagull on a beach',
        'a painting of a poodle',
      ],
    ],
    ['a {, very} red fox', ['a  red fox', 'a very red fox']],
    ['{red, pastel \\, yellow} bird', ['red bird', 'pastel , yellow bird']],
    ['{a,a}', ['a', 'a']],
    ['{x, {a|b}}', ['x', '{a|b}']],
    ['{{a, b}|c}', ['{a|c}', '{b|c}']],
    ['{ {a, b} }', ['{ a }', '{ b }']],
    ['{{a, b\\, c}}', ['{a}', '{b\\, c}']],
    ['{{a\\ , b}}', ['{a\\ }', '{b}']],
  ])('are written out: %s', (prompt, prompts) => {
    expect(expanded(prompt)).toEqual(prompts);
  });

  it.each([
    '',
    ' a  fox ',
    'red, blue',
    'a|b',
    '{old|young} man',
    '{}',
    '{a}',
    '\\{a, b\\}',
    '{a\\, b}',
    '\\',
    '{a}{b}',
  ])('leave alone what is none of them: %j', (prompt) => {
    expect(expanded(prompt)).toEqual([prompt]);
  });

  it.each([
    ['{a, b|c}', 'braces_mixed'],
    ['{a, {b, c|d}}', 'braces_mixed'],
    ['{a, b', 'brace_unclosed'],
    ['{{a, b}', 'brace_unclosed'],
    ['a, b}', 'brace_unopened'],
    ['{a, b}}', 'brace_unopened'],
  ])('are refused where braces mean nothing: %s', (prompt, code) => {
    expect(expandPermutations(prompt)).toMatchObject({ ok: false, refusal: { code } });
  });

  it('are as many as Midjourney allows, and refused beyond', () => {
    const group = (count: number) => `{${Array.from({ length: count }, (_, index) => index).join(',')}}`;
    expect(expanded(group(PERMUTATIONS_MAX)).length).toBe(PERMUTATIONS_MAX);
    const refusal = { code: 'too_many_prompts', values: { count: 42, max: PERMUTATIONS_MAX } };
    expect(expandPermutations(`${group(6)}${group(7)}`)).toEqual({ ok: false, refusal });
  });

  it.each(['{a,b}', '{', '{a,', '}', ',', '{{a,b},c}', '\\', '{a', '{a|b}', '{,'])(
    'are counted without being made, from 60,000 characters of %j',
    (piece) => {
      const startedAt = performance.now();
      const many = piece.repeat(60_000 / piece.length);
      expandPermutations(many);
      expandPermutations(`${many}${'}'.repeat(many.split('{').length - 1)}`); // nested as deep as it goes
      expandPermutations(`{1,2,3,4,5,6,7,8}{1,2,3,4,5}${many}`);
      expect(performance.now() - startedAt).toBeLessThan(1_000); // quadratic would take minutes
    },
  );

  it('are nothing more to expand once expanded, and never an exception', () => {
    fc.assert(
      fc.property(anyPrompt, (prompt) => {
        const result = expandPermutations(prompt);
        if (!result.ok) return;
        expect(result.value.prompts.length).toBe(result.value.count);
        for (const once of result.value.prompts) expect(expanded(once)).toEqual([once]);
      }),
      { numRuns: 5_000 },
    );
  });
});
