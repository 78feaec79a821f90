import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextBatch, type Waiting } from '../inference/engine/batcher.ts';

const waiting = (age: number, rest: Partial<Waiting> = {}): Waiting => ({
  shape: 'emoji 12x12',
  rows: 2,
  priority: 0,
  age,
  ...rest,
});
const ages = (batch: readonly Waiting[]): number[] => batch.map(({ age }) => age);

describe('the batcher', () => {
  it('runs nothing when nobody waits', () => {
    expect(nextBatch([], () => 8)).toEqual([]);
  });

  it('takes the oldest first, as many as the call has rows for', () => {
    const line = [waiting(3), waiting(1), waiting(5), waiting(2), waiting(4)];
    expect(ages(nextBatch(line, () => 8))).toEqual([1, 2, 3, 4]);
  });

  it('takes a higher priority before an older one', () => {
    const line = [waiting(1), waiting(2), waiting(3, { priority: 5 })];
    expect(ages(nextBatch(line, () => 4))).toEqual([3, 1]);
  });

  it('never mixes shapes, and the first in line decides which one runs', () => {
    const line = [waiting(1, { shape: 'a' }), waiting(2, { shape: 'b' }), waiting(3, { shape: 'a' })];
    expect(ages(nextBatch(line, () => 8))).toEqual([1, 3]);
  });

  it('fills the last row with a smaller sample from behind, and keeps the two rows of a larger one together', () => {
    const line = [waiting(1), waiting(2), waiting(3, { rows: 1 })];
    expect(ages(nextBatch(line, () => 3))).toEqual([1, 3]);
  });

  it('runs a guided sample even where only one row is allowed', () => {
    expect(ages(nextBatch([waiting(1), waiting(2)], () => 1))).toEqual([1]);
  });

  it('does not change the line, does not depend on its order, and fits its cap', () => {
    const sample = fc.record({
      shape: fc.constantFrom('a', 'b', 'c'),
      rows: fc.constantFrom(1 as const, 2 as const),
      priority: fc.integer({ min: 0, max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 12 }), fc.integer({ min: 2, max: 16 }), (samples, rowsMax) => {
        const line: Waiting[] = samples.map((rest, age) => ({ ...rest, age }));
        const batch = nextBatch(line, () => rowsMax);
        expect(ages(nextBatch(line.toReversed(), () => rowsMax))).toEqual(ages(batch));
        expect(ages(line)).toEqual(line.map((_, age) => age));
        expect(batch.reduce((rows, sample) => rows + sample.rows, 0)).toBeLessThanOrEqual(rowsMax);
        expect(new Set(batch.map(({ shape }) => shape)).size).toBe(line.length === 0 ? 0 : 1);
      }),
    );
  });
});
