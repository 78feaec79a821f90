import { describe, expect, it } from 'vitest';
import { listThatFits, nameList } from '../bot/name-list.ts';

describe('a list in a message', () => {
  it('names everything where there is room', () => {
    expect(nameList(['oil', 'ink'])).toBe('oil, ink');
    expect(nameList([])).toBe('');
  });

  it('names what fits, and how many more there are', () => {
    const names = Array.from({ length: 1_000 }, (_, index) => `style ${index}`);
    const list = nameList(names);
    expect(list.length).toBeLessThanOrEqual(1_000);
    expect(list).toMatch(/^style 0, style 1, .*, … \(\+\d+\)$/);
    expect(list.split(', ').length - 1 + Number(/\d+(?=\)$)/.exec(list)?.[0])).toBe(names.length);
  });

  it('never is longer than it may be, whatever the items', () => {
    for (const length of [1, 19, 20, 21, 500, 1_981, 1_999, 2_000, 2_001, 5_000]) {
      expect(listThatFits(['x'.repeat(length), 'y'], '\n', 2_000).length).toBeLessThanOrEqual(2_000);
    }
  });
});
