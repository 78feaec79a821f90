import { describe, expect, it } from 'vitest';
import { bucketFor, StepCurve } from '../inference/engine/step-curve.ts';

/** Milliseconds of a UNet call by rows, from published times of 50 steps of 1, 4 and 8 images. */
const T4 = [2, 4, 8, 16].map((rows) => ({ rows, ms: 55 * rows }));
const A100 = [
  { rows: 2, ms: 22 },
  { rows: 8, ms: 74 },
  { rows: 16, ms: 138 },
];

describe('a step curve', () => {
  it('fills calls where that pays, and not where it does not', () => {
    expect(new StepCurve(A100).rowsBest(16)).toBe(16);
    expect(new StepCurve(T4).rowsBest(16)).toBe(2);
  });

  it('takes the smaller of two calls that are as good, and never more than are allowed', () => {
    const curve = new StepCurve([
      { rows: 4, ms: 41 },
      { rows: 8, ms: 80 },
    ]);
    expect(curve.rowsBest(16)).toBe(4);
    expect(new StepCurve(A100).rowsBest(8)).toBe(8);
  });

  it('decides nothing by one measurement', () => {
    expect(new StepCurve([{ rows: 2, ms: 1 }]).rowsBest(8)).toBe(8);
    expect(new StepCurve().rowsBest(8)).toBe(8);
  });

  it('learns on while painting: a device that throttles is noticed', () => {
    const curve = new StepCurve(A100);
    for (let call = 0; call < 60; call += 1) curve.observe(16, 300);
    expect(curve.points.at(-1)?.ms).toBeGreaterThan(295);
    expect(curve.rowsBest(16)).toBe(8);
    curve.observe(5, 1);
    expect(curve.points.map(({ rows }) => rows)).toEqual([2, 8, 16]);
  });

  it('knows the smallest bucket for a call', () => {
    expect([1, 2, 3, 8, 9, 33].map(bucketFor)).toEqual([2, 2, 4, 8, 16, 33]);
  });
});
