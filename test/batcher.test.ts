import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextBatch, rowsAfterOutOfMemory, type Waiting } from '../inference/engine/batcher.ts';

const waiting = (age: number, rest: Partial<Waiting> = {}): Waiting => ({
  shape: 'emoji 12x12',
  rows: 2,
  priority: 0,
  age,
  calls: 20,
  deadline: 20,
  turn: 0,
  ...rest,
});
/** Ten milliseconds, and one for each row. */
const limits = (rows: number) => ({ rowsMax: () => rows, callMs: (_: Waiting, inCall: number) => 10 + inCall });
const ages = (batch: readonly Waiting[]): number[] => batch.map(({ age }) => age);

describe('the batcher', () => {
  it('runs nothing when nobody waits', () => {
    expect(nextBatch([], limits(8))).toEqual([]);
  });

  it('takes the oldest first, as many as the call has rows for', () => {
    const line = [waiting(3), waiting(1), waiting(5), waiting(2), waiting(4)];
    expect(ages(nextBatch(line, limits(8)))).toEqual([1, 2, 3, 4]);
  });

  it('takes a higher priority before an older one', () => {
    const line = [waiting(1), waiting(2), waiting(3, { priority: 5 })];
    expect(ages(nextBatch(line, limits(4)))).toEqual([3, 1]);
  });

  it('never mixes shapes, and the first in line decides which one runs', () => {
    const line = [waiting(1, { shape: 'a' }), waiting(2, { shape: 'b' }), waiting(3, { shape: 'a' })];
    expect(ages(nextBatch(line, limits(8)))).toEqual([1, 3]);
  });

  it('fills the last row with a smaller sample from behind, and keeps the two rows of a larger one together', () => {
    const line = [waiting(1), waiting(2), waiting(3, { rows: 1 })];
    expect(ages(nextBatch(line, limits(3)))).toEqual([1, 3]);
  });

  it('runs a guided sample even where only one row is allowed', () => {
    expect(ages(nextBatch([waiting(1), waiting(2)], limits(1)))).toEqual([1]);
  });

  it('lets a short sample pass longer ones that came shortly before, and waits for those that are nearly done', () => {
    const long = [1, 2, 3, 4].map((age) => waiting(age, { calls: 50, deadline: 50 }));
    const came = (call: number) => waiting(9, { calls: 20, deadline: call + 20 });
    expect(ages(nextBatch([...long, came(5)], limits(8)))[0]).toBe(9);
    expect(ages(nextBatch([...long, came(35)], limits(8)))).toEqual([1, 2, 3, 4]);
  });

  it('fills a short sample’s call with much longer ones only as far as that slows it down little', () => {
    const long = [1, 2, 3, 4].map((age) => waiting(age, { calls: 50, deadline: 50 }));
    const short = [7, 8].map((age) => waiting(age));
    // alone 10 + 2; with all rows 10 + 8, which is half as much again; twice as much would be too much
    expect(ages(nextBatch([...long, ...short.slice(0, 1)], limits(8)))).toEqual([7, 1, 2, 3]);
    const steep = { rowsMax: () => 8, callMs: (_: Waiting, rows: number) => 5 * rows };
    expect(ages(nextBatch([...long, ...short.slice(0, 1)], steep))).toEqual([7]);
    expect(ages(nextBatch([...long, ...short], steep))).toEqual([7, 8, 1]);
  });

  it('takes one job of everybody before the second of anybody, whatever their deadlines', () => {
    const line = [
      waiting(1),
      waiting(2, { turn: 1 }),
      waiting(3, { turn: 2, deadline: 5 }),
      waiting(4, { deadline: 39 }),
    ];
    expect(ages(nextBatch(line, limits(6)))).toEqual([1, 4, 2]);
  });

  it('does not change the line, does not depend on its order, and fits its cap', () => {
    const sample = fc.record({
      shape: fc.constantFrom('a', 'b', 'c'),
      rows: fc.constantFrom(1 as const, 2 as const),
      priority: fc.integer({ min: 0, max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 12 }), fc.integer({ min: 2, max: 16 }), (samples, rowsMax) => {
        const line = samples.map((rest, age) => waiting(age, rest));
        const batch = nextBatch(line, limits(rowsMax));
        expect(ages(nextBatch(line.toReversed(), limits(rowsMax)))).toEqual(ages(batch));
        expect(ages(line)).toEqual(line.map((_, age) => age));
        expect(batch.reduce((rows, sample) => rows + sample.rows, 0)).toBeLessThanOrEqual(rowsMax);
        expect(new Set(batch.map(({ shape }) => shape)).size).toBe(line.length === 0 ? 0 : 1);
      }),
    );
  });

  it('halves a call that was too large, copies included, until the first sample is alone', () => {
    const caps = [];
    for (let rows: number | null = 8; rows !== null; rows = rowsAfterOutOfMemory(rows, 2)) caps.push(rows);
    expect(caps).toEqual([8, 4, 2]);
    expect(rowsAfterOutOfMemory(3, 2)).toBe(2);
    expect(rowsAfterOutOfMemory(1, 1)).toBeNull();
  });
});
