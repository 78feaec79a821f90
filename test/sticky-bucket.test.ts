import { describe, expect, it } from 'vitest';
import { StepCurve } from '../inference/engine/step-curve.ts';
import { StickyBucket } from '../inference/engine/sticky-bucket.ts';

/** 10 ms for 2 rows, 16 for 4, 24 for 8. */
const curve = new StepCurve([
  { rows: 2, ms: 10 },
  { rows: 4, ms: 16 },
  { rows: 8, ms: 24 },
]);
const rowsOf = (bucket: StickyBucket, needs: number[]) => needs.map((needed) => bucket.rowsFor(needed, curve));

describe('the rows of a call', () => {
  it('grow at once when more are needed', () => {
    expect(rowsOf(new StickyBucket(60), [1, 2, 3, 8, 7])).toEqual([2, 2, 4, 8, 8]);
  });

  it('shrink when the copies have cost twice a change', () => {
    // 14 ms are wasted by each call of 8 that needs 2: the ninth has wasted more than 120
    expect(rowsOf(new StickyBucket(60), [8, ...Array<number>(10).fill(2)])).toEqual([
      ...Array<number>(9).fill(8),
      2,
      2,
    ]);
  });

  it('follow at once where a change costs nothing', () => {
    expect(rowsOf(new StickyBucket(0), [8, 2, 4, 2])).toEqual([8, 2, 4, 2]);
  });

  it('forget what was wasted when a larger call comes', () => {
    expect(rowsOf(new StickyBucket(60), [4, 2, 2, 2, 8, ...Array<number>(8).fill(2)]).slice(4)).toEqual(
      Array<number>(9).fill(8),
    );
  });
});
