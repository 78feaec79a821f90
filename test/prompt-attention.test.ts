import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePromptAttention } from '../inference/engine/prompt-attention.ts';

/** Text and weight of each part, the segments between BREAKs apart. */
const read = (prompt: string): [string, number][][] =>
  parsePromptAttention(prompt).segments.map((segment) => segment.map(({ text, weight }) => [text, weight]));

const findings = (prompt: string) => parsePromptAttention(prompt).findings;

describe('prompt attention', () => {
  it.each([
    ['plain words weigh 1', 'a red apple', [['a red apple', 1]]],
    ['no words are no parts', '', []],
    [
      'a round bracket weighs 1.1',
      'a (red) apple',
      [
        ['a ', 1],
        ['red', 1.1],
        [' apple', 1],
      ],
    ],
    ['two round brackets multiply', '((red))', [['red', 1.1 * 1.1]]],
    ['a square bracket divides by 1.1', '[red]', [['red', 1 / 1.1]]],
    ['a weight takes the place of 1.1', '(red:1.2)', [['red', 1.2]]],
    ['a weight may lack its zero and have spaces around it', '(red: .5 )', [['red', 0.5]]],
    ['a weight may be negative', '(red:-1)', [['red', -1]]],
    [
      'a weight multiplies what is inside',
      '((red) apple:2)',
      [
        ['red', 1.1 * 2],
        [' apple', 2],
      ],
    ],
    ['both kinds undo each other', '([red])', [['red', (1 / 1.1) * 1.1]]],
    ['a weight needs a round bracket', '[red:0.5]', [['red:0.5', 1 / 1.1]]],
    ['an escaped bracket is a word', 'smile \\(emoji\\) \\[x\\] \\\\', [['smile (emoji) [x] \\', 1]]],
    ['a backslash before anything else goes', 'a\\b', [['ab', 1]]],
    [
      'an open bracket weighs the rest',
      'a (red apple',
      [
        ['a ', 1],
        ['red apple', 1.1],
      ],
    ],
    ['a stray end is a word', 'a red) apple]', [['a red) apple]', 1]]],
    ['a stray weight is words', 'red:1.2) apple', [['red:1.2) apple', 1]]],
    [
      'a colon is a word',
      'ratio 3:2 (night: city)',
      [
        ['ratio 3:2 ', 1],
        ['night: city', 1.1],
      ],
    ],
  ] as [string, string, [string, number][]][])('%s: %j', (_promise, prompt, parts) => {
    expect(read(prompt)).toEqual([parts]);
  });

  it('multiplies in the order in which brackets end', () => {
    // By hand: the house is in ( ) ( :1.3), "on" and "hill" only in the outer (1), "hill" also in ( :0.5), "sun" in ((( ))).
    expect(read('a (((house:1.3)) [on] a (hill:0.5), sun, (((sky))).')).toEqual([
      [
        ['a ', 1],
        ['house', 1.3 * 1.1 * 1.1],
        [' ', 1.1],
        ['on', (1 / 1.1) * 1.1],
        [' a ', 1.1],
        ['hill', 0.5 * 1.1],
        [', sun, ', 1.1],
        ['sky', 1.1 * 1.1 * 1.1 * 1.1],
        ['.', 1.1],
      ],
    ]);
  });

  it('gives the weights that are shown rounded everywhere', () => {
    const weights = (prompt: string) => read(prompt)[0]?.map(([, weight]) => weight.toFixed(3));
    expect(weights('(a)((b))(((c)))[d][[e]](f:1.5)')).toEqual(['1.100', '1.210', '1.331', '0.909', '0.826', '1.500']);
  });

  it('begins a segment at BREAK, without the white space around it, in brackets too', () => {
    expect(read('a cat BREAK\n a dog')).toEqual([[['a cat', 1]], [['a dog', 1]]]);
    expect(read('(a cat BREAK a dog)')).toEqual([[['a cat', 1.1]], [['a dog', 1.1]]]);
    expect(read('BREAK BREAK a')).toEqual([[], [], [['a', 1]]]);
    expect(read('break BREAKFAST äBREAK')).toEqual([[['break BREAKFAST äBREAK', 1]]]);
  });

  it.each([
    ['a [red:blue:0.5] apple', '[red:blue:0.5]'],
    ['[red:10]', '[red:10]'],
    ['[cat|dog] in a box', '[cat|dog]'],
    ['a cat AND a dog', 'AND'],
    ['a cat <lora:neon:0.8>', '<lora:neon:0.8>'],
  ])('reports what it does not understand in %j', (prompt, syntax) => {
    expect(findings(prompt)).toEqual([{ code: 'syntax_unsupported', values: { syntax } }]);
  });

  it('reports brackets without a partner, and a weight that is no number', () => {
    expect(findings('((a)')).toEqual([{ code: 'brackets_unbalanced', values: { opened: 1, closed: 0 } }]);
    expect(findings(':) ]')).toEqual([{ code: 'brackets_unbalanced', values: { opened: 0, closed: 2 } }]);
    expect(findings('(a:1.2.3)')).toEqual([{ code: 'weight_unreadable', values: { weight: '1.2.3' } }]);
    expect(read('(a:1.2.3)')).toEqual([[['a:1.2.3', 1.1]]]);
  });

  it('has nothing to report of what it understands, nor of what is escaped', () => {
    expect(findings('((a)) [b] (c:1.2) BREAK band sand 3:2 a|b \\[a:b:0.5\\] \\) x<3')).toEqual([]);
  });

  it('keeps every character of a text without brackets', () => {
    const plain = fc.string({ unit: 'binary' }).filter((text) => !/[\\()[\]]|BREAK/.test(text) && text !== '');
    fc.assert(
      fc.property(plain, (text) => {
        expect(read(text)).toEqual([[[text, 1]]]);
      }),
    );
  });

  it('reads every text back that was escaped, at any weight', () => {
    const text = fc.string({ unit: fc.constantFrom(...'a (){}[]\\:|,.12é😀'), minLength: 1 });
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 30 }), (words, tenths) => {
        const escaped = words.replace(/[\\()[\]]/g, '\\$&');
        expect(read(`(${escaped}:${tenths / 10})`)).toEqual([[[words, tenths / 10]]]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('reads any text at all, into finite weights and nothing that was not in it', () => {
    const text = fc.string({
      unit: fc.constantFrom('(', ')', '[', ']', '\\', ':', '1.2', 'a', ' ', 'BREAK', '|', 'AND'),
    });
    fc.assert(
      fc.property(text, (prompt) => {
        const segments = read(prompt);
        expect(segments.length).toBeGreaterThan(0);
        let from = 0;
        for (const [part, weight] of segments.flat()) {
          expect(Number.isFinite(weight)).toBe(true);
          for (const character of part) {
            const at = prompt.indexOf(character, from);
            expect(at).not.toBe(-1);
            from = at + 1;
          }
        }
      }),
      { numRuns: 5_000 },
    );
  });

  it('reads the longest prompt of brackets in a moment', () => {
    const startedAt = performance.now();
    for (const unit of ['(a', '[', '[a:1', '<a:', '(a:1', '\\(']) parsePromptAttention(unit.repeat(6000 / unit.length));
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});
