import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearestName } from '../bot/nearest-name.ts';

const KNOWN = ['seed', 'steps', 'style', 'aspect', 'ar', 'negative', 'scheduler', 'no'];

describe('the nearest name', () => {
  it.each([
    ['sede', 'seed'],
    ['sed', 'seed'],
    ['seeed', 'seed'],
    ['step', 'steps'],
    ['schedular', 'scheduler'],
    ['asepct', 'aspect'],
    ['neg', 'negative'],
    ['on', 'no'],
    ['negatvie', 'negative'],
  ])('finds what somebody meant by %s', (written, meant) => {
    expect(nearestName(written, KNOWN)).toBe(meant);
  });

  it.each(['', 'x', 'lighthouse', 'st1le-of-van-gogh', 'seed'.repeat(2000)])('does not guess at: %s', (written) => {
    expect(nearestName(written, KNOWN)).toBeNull();
  });

  it('does not measure names that are too long for a slip', () => {
    expect(nearestName('x'.repeat(33), ['x'.repeat(34)])).toBeNull();
    expect(nearestName('x'.repeat(32), ['x'.repeat(31)])).toBe('x'.repeat(31));
  });

  it('counts an added, a missing, a wrong and a swapped letter as one each', () => {
    expect([editDistance('seed', 'seeds'), editDistance('seed', 'see'), editDistance('seed', 'sead')]).toEqual([
      1, 1, 1,
    ]);
    expect([editDistance('seed', 'sede'), editDistance('', 'seed'), editDistance('seed', 'seed')]).toEqual([1, 4, 0]);
  });

  it('is the same distance from both sides', () => {
    const word = fc.string({ maxLength: 12 });
    fc.assert(fc.property(word, word, (a, b) => editDistance(a, b) === editDistance(b, a)));
  });
});
