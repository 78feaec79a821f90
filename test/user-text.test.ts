import { describe, expect, it } from 'vitest';
import { isBlank, plainUserText, showUserText } from '../bot/user-text.ts';

describe('text that a person typed', () => {
  it.each([
    ['@everyone', '\\@everyone'],
    ['<@123> <@&4> <#5>', '\\<\\@123\\> \\<\\@\\&4\\> \\<\\#5\\>'],
    ['[free](https://evil.example)', '\\[free\\]\\(https\\:\\/\\/evil\\.example\\)'],
    ['# big\n> quote\n- list', '\\# big \\> quote \\- list'],
    ['`code` ||spoiler|| **bold**', '\\`code\\` \\|\\|spoiler\\|\\| \\*\\*bold\\*\\*'],
    ['\u202eevil\u2066', 'evil'],
    ['z\u0300\u0301\u0302\u0303\u0304', 'z\u0300\u0301'],
    ['rot\u00e9 \ud83c\udf4e 赤い', 'rot\u00e9 \ud83c\udf4e 赤い'],
  ])('is shown as itself and does nothing: %s', (typed, shown) => {
    expect(showUserText(typed, 200)).toBe(shown.normalize('NFC'));
  });

  it('is cut at a whole character, with a sign that it was', () => {
    expect(plainUserText('🍎'.repeat(10), 4)).toBe('🍎🍎🍎…');
  });

  it.each(['', ' ', '\u200b', '\u200d\ufeff', '\u3164', '\u0301', '\n\t'])(
    'counts as blank when nobody could see it',
    (text) => {
      expect(isBlank(text)).toBe(true);
    },
  );

  it.each(['a', '?', '🍎', '赤'])('is not blank when there is something to see: %s', (text) => {
    expect(isBlank(text)).toBe(false);
  });
});
