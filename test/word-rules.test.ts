import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findBlockedWord, isWordRule } from '../bot/word-rules.ts';

const found = (rules: string[], prompt: string) => findBlockedWord(rules, prompt)?.found ?? null;

describe('a blocked word', () => {
  it.each([
    ['blood', 'a knight, blood, snow', 'blood'],
    ['blood', 'BLOOD moon', 'BLOOD'],
    ['café', 'a cafe in Paris', 'cafe'],
    ['cafe', 'a café in Paris', 'café'],
    ['blood', 'b\u200bl\u200bo\u200bo\u200bd everywhere', 'b\u200bl\u200bo\u200bo\u200bd'],
    ['blood', 'ｂｌｏｏｄ', 'ｂｌｏｏｄ'],
    ['blood', 'bl00d on snow', 'bl00d'],
    ['red blood', 'much red,   blood!', 'red,   blood'],
    ['kill*', 'a serial killer', 'killer'],
    ['血', '一滴 血 。', '血'],
    ['мёд', 'сладкий мед', 'мед'],
  ])('%s is found in “%s”', (rule, prompt, match) => {
    expect(found([rule], prompt)).toBe(match);
  });

  it.each([
    ['cunt', 'the town of Scunthorpe'],
    ['kill', 'a skillful painter, killing time'],
    ['ass', 'brass assembly, a class'],
    ['red blood', 'red and blood'],
    ['gun 7', 'a gun 70'],
  ])('%s is not found in “%s”', (rule, prompt) => {
    expect(found([rule], prompt)).toBeNull();
  });

  it('is told by the rule and by what was written', () => {
    expect(findBlockedWord(['cat', 'Dog*'], 'two D0GGIES')).toEqual({ rule: 'Dog*', found: 'D0GGIES' });
  });

  it('never matches by a rule without letters, which the dashboard does not take', () => {
    for (const rule of ['', ' ', '*', '…', '\u200b']) {
      expect(found([rule], 'anything * … at all')).toBeNull();
      expect(isWordRule(rule)).toBe(false);
    }
  });

  it('is found wherever it stands as a word, and no prompt is too strange to read', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.string({ unit: 'binary', maxLength: 200 }),
        (before, after) => {
          expect(findBlockedWord(['forbidden'], `${before} forbidden ${after}`)).not.toBeNull();
          findBlockedWord([before, after], `${after}${before}`);
        },
      ),
    );
  });
});
