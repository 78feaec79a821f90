import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FLAG_NAMES, FLAG_OPTIONS, FLAGS, type FlagValues } from '../bot/prompt-flag-table.ts';
import { type FlaggedPrompt, parseFlags } from '../bot/prompt-flags.ts';
import { sentenceOf, textsFor } from '../bot/texts/texts.ts';
import { SCHEDULER_NAMES } from '../prisma/scheduler-name.ts';
import { SEED_MAX } from '../prisma/seed.ts';

/** The words and flags, or a failed test. */
function read(text: string): FlaggedPrompt {
  const result = parseFlags(text);
  if (!result.ok) throw new Error(`refused: ${result.refusal.code}`);
  return result.value;
}

/** The sentence that the person reads, or a failed test. */
function refused(text: string): { code: string; sentence: string } {
  const result = parseFlags(text);
  if (result.ok) throw new Error('accepted');
  return { code: result.refusal.code, sentence: sentenceOf(textsFor('en-US'), result.refusal) };
}

/** Values as somebody could have typed them. */
const printed = (flags: Partial<FlagValues>): string[] =>
  Object.entries(flags).map(([name, value]) => (value === true ? `--${name}` : `--${name} ${value}`));

const anyFlags = fc.record<Partial<FlagValues>>(
  {
    aspect: fc.constantFrom('1:1', '16:9', '7:4'),
    negative: fc.constantFrom('red', 'red, blue', '(hands:1.2), text'),
    seed: fc.integer({ min: 0, max: SEED_MAX }),
    steps: fc.integer({ min: 1, max: 100 }),
    guidance: fc.constantFrom(0, 1, 6.5, 30),
    size: fc.constantFrom('96x96', '512x768'),
    scheduler: fc.constantFrom(...SCHEDULER_NAMES),
    model: fc.constantFrom('emoji', 'a model'),
    tile: fc.boolean(),
    private: fc.boolean(),
    chaos: fc.integer({ min: 0, max: 100 }),
  },
  { requiredKeys: [] },
);
/** Pieces that look like parts of prompts with flags, in any order. */
const anyPiece = fc.constantFrom(
  ...FLAG_NAMES.map((name) => `--${name}`),
  ...['-', '--', '—', '–', '\u2212', '－', '=', '"', '“', ',', ' ', '\t', '\u200b', '\u3000', '::', '{', '}', '\\'],
  ...['red fox', '16:9', '7', '7.5', '-1', 'true', 'off', 'raw', '--v 6', '--sede', '—ar 1:1', '🦊', '赤い', '\ud800'],
);
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(anyPiece, { maxLength: 40 }).map((pieces) => pieces.join('')),
  fc.array(anyPiece, { maxLength: 40 }).map((pieces) => pieces.join(' ')),
);

describe('flags in a prompt', () => {
  it('are read as Midjourney writes them', () => {
    expect(read('a red fox --ar 16:9 --no red, blue --seed 7 --steps 30 --chaos 20 --tile --repeat 3 --s 250')).toEqual(
      {
        words: 'a red fox',
        flags: {
          aspect: '16:9',
          negative: 'red, blue',
          seed: 7,
          steps: 30,
          chaos: 20,
          tile: true,
          repeat: 3,
          stylize: 250,
        },
      },
    );
  });

  it.each([
    ['--aspect 3:2 --c 5 --r 2 --stylize 0', { aspect: '3:2', chaos: 5, repeat: 2, stylize: 0 }],
    [
      '--negative red --count 2 --guidance 7.5 --size 96x64',
      { negative: 'red', count: 2, guidance: 7.5, size: '96x64' },
    ],
    ['--model emoji --style oil painting --strength .6', { model: 'emoji', style: 'oil painting', strength: 0.6 }],
    ['--spoiler --private', { spoiler: true, private: true }],
    ['--scheduler euler a', { scheduler: 'EulerAncestralDiscrete' }],
    ['--sampler DPM++ 2M', { scheduler: 'DPMSolverMultistep' }],
    ['--cfg 7 --SEED 9', { guidance: 7, seed: 9 }],
    ['--ar 32:18', { aspect: '16:9' }],
    ['--ar 1920:1080', { aspect: '16:9' }],
    ['--size 512 × 768', { size: '512x768' }],
    ['--ar 16:9--seed 7', { aspect: '16:9', seed: 7 }],
    ['--ar 16:9, --seed 7.', { aspect: '16:9', seed: 7 }],
    ['--ar=16:9 --no=red, blue', { aspect: '16:9', negative: 'red, blue' }],
    ['--no red --no blue, green --no red', { negative: 'red, blue, green' }],
    ['--no "red, --ar 1:1" --style “my style”', { negative: 'red, --ar 1:1', style: 'my style' }],
    ['--no "red", blue', { negative: '"red", blue' }],
    ['--seed 5 --seed 5.0', { seed: 5 }],
    ['--seed -5', { seed: -5 }],
    ['--seed \u22125', { seed: -5 }],
    ['--tile false --spoiler on --private=no', { tile: false, spoiler: true, private: false }],
  ] as const)('are read from %s', (typed, flags) => {
    expect(read(`a fox ${typed}`)).toEqual({ words: 'a fox', flags });
  });

  it.each([
    '—ar 1:1', // macOS and iOS make one em dash of two hyphens
    '–ar 1:1',
    '\u2212\u2212ar 1:1',
    '-—ar 1:1',
    '---ar 1:1',
    '－－ａｒ　１：１',
    '\u200b--ar 1:1',
    ' —b\u200b--ar 1:1',
    ',--ar 1:1',
    '.--ar 1:1',
    '\n--ar\t1:1',
    '--Ar 1:1',
  ])('are read although a phone changed them: %s', (typed) => {
    expect(read(`a fox ${typed}`)).toMatchObject({ flags: { aspect: '1:1' } });
  });

  it.each([
    ['--ar 1:1 a red fox', 'a red fox'],
    ['a red --seed 7 fox', 'a red fox'],
    ['a  red fox\n--tile in  snow ', 'a  red fox in  snow '],
    ['a fox --tile on a table', 'a fox on a table'],
    ['a fox --tile no dogs', 'a fox no dogs'],
    ['a fox --tile true in snow', 'a fox in snow'],
    ['a fox --style "my style" in snow', 'a fox in snow'],
    ['a fox --size 96 x 64 in snow', 'a fox in snow'],
    ['--seed 7', ''],
  ])('may stand anywhere: %s', (typed, words) => {
    expect(read(typed).words).toBe(words);
  });

  it.each([
    'a well--known fox',
    'vitamin--c and--s',
    'snow\\--ar 1:1',
    'a fox -- in snow',
    'a fox —red as rust— in snow',
    'from --5 to -10 degrees',
    '"--no entry" on a sign',
    'a sign with \\--no on it',
    '  two  spaces \n',
    '-ar 1:1',
    '--__proto__',
    '',
  ])('are not what only looks like them: %j', (text) => {
    expect(read(text)).toEqual({ words: text, flags: {} });
  });

  it.each([
    ['--sede 7', 'flag_misspelt', 'Did you mean `--seed`?'],
    ['--neg red', 'flag_misspelt', 'Did you mean `--negative`?'],
    ['--ar16:9', 'flag_misspelt', 'Did you mean `--ar 16:9`?'],
    ['{--seed 1|2}', 'flag_in_braces', '`--seed` and a pair of braces'],
    ['{red|--tile}', 'flag_in_braces', 'behind the braces'],
    ['--seed 7 {red|--tile}', 'flag_in_braces', '`--tile'],
    ['--no "{" b }', 'flag_in_braces', '`--no`'],
    ['--tile}', 'flag_misspelt', '`--tile`'],
    ['in snow--ar 1:1', 'flag_glued', '`--ar` hangs on a word'],
    ['--no snow--seed 5', 'flag_glued', 'put a space before it'],
    ['--lighthouse', 'flag_unknown', 'There is no flag `--lighthouse`. Those I know: --aspect, --negative, --seed'],
    ['--constructor', 'flag_unknown', '`--constructor`'],
    ['--seed', 'flag_value_missing', '`--seed` needs a value behind it, like this: `--seed 7`.'],
    ['--no --tile', 'flag_value_missing', '`--no` needs a value'],
    ['--seed= --tile', 'flag_value_missing', '`--seed` needs a value'],
    ['--seed seven', 'flag_malformed', '“seven” is not possible for `--seed`'],
    ['--seed 1e3', 'flag_malformed', '1e3'],
    ['--seed NaN', 'flag_malformed', 'NaN'],
    ['--ar 16x9', 'flag_malformed', 'Write it like this: `--ar 16:9`.'],
    ['--ar 0:1', 'flag_malformed', '0:1'],
    ['--size large', 'flag_malformed', '`--size 512x768`'],
    ['--tile=maybe', 'flag_malformed', 'maybe'],
    ['--seed 5 --seed 7', 'flag_twice', '`--seed` is both 5 and 7 in the prompt: which one?'],
    ['--ar 1:1 --aspect 3:2', 'flag_twice', '1:1 and 3:2'],
    ['--tile --tile no', 'flag_twice', 'true and false'],
  ])('are a question back where they are unclear: %s', (typed, code, part) => {
    expect(refused(`a fox ${typed}`)).toEqual({ code, sentence: expect.stringContaining(part) });
  });

  it.each([
    ['--v 6', '--model'],
    ['--niji 5', '--model'],
    ['--q .25', '--steps'],
    ['--stop 80', '--steps'],
    ['--weird 500', '--guidance'],
    ['--iw 2', '--strength'],
    ['--sref 123', '`image`'],
    ['--style raw', '--style'],
    ['--raw', '--style'],
    ['--fast', 'one speed'],
    ['--w 512', '--guidance'],
    ['--h 512', '--size 512x768'],
    ['--video', 'still pictures'],
    ['--stealth', '--private'],
    ['--sameseed 1', '--chaos'],
    ['—v 6', '--model'],
  ])('that only Midjourney has are answered with what to do instead: %s', (typed, part) => {
    const { code, sentence } = refused(`a fox ${typed}`);
    expect(code).toBe('flag_foreign');
    expect(sentence).toContain(part);
  });

  it('have an example that is itself read', () => {
    for (const option of FLAG_OPTIONS) expect(Object.keys(read(FLAGS[option].example).flags)).toEqual([option]);
  });

  it('come back as they were printed, wherever they stand', () => {
    fc.assert(
      fc.property(anyFlags, fc.constantFrom('a fox', 'fox  in\nsnow', '赤い狐'), (flags, words) => {
        expect(read([words, ...printed(flags)].join(' '))).toEqual({ words, flags });
      }),
    );
  });

  it('leave words without flags, whatever was typed, and never an exception', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const result = parseFlags(text);
        if (result.ok)
          expect(parseFlags(result.value.words)).toEqual({ ok: true, value: { words: result.value.words, flags: {} } });
        else expect(sentenceOf(textsFor('en-US'), result.refusal).length).toBeLessThan(600);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    '-',
    '—',
    ' --',
    ' ',
    ' --no "',
    ' --no “x',
    ' —a',
    ' —ar',
    ',—a',
    ',--a',
    'a--a',
    'é--ar',
    '--x',
    ' --tile',
    ' --tile ,',
    '=',
    ' --size 1 ',
    ' --ar 1:1,',
    '\u200b',
    '"',
    ' --no a,;.',
  ])('are read in linear time from 60,000 characters of %j', (piece) => {
    const startedAt = performance.now();
    parseFlags(`a --seed${piece.repeat(60_000 / piece.length)}`);
    parseFlags(piece.repeat(60_000 / piece.length));
    expect(performance.now() - startedAt).toBeLessThan(1_000); // quadratic would take minutes
  });
});
