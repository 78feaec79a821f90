import { describe, expect, it } from 'vitest';
import { CURVES, type Curve, imagesMaxOf, stepMsOf } from './bench/curve.ts';
import { simulateFlood } from './bench/flood-simulation.ts';
import { percentile, poissonArrivals, STEPS_MEAN, saturatingArrivals } from './bench/load.ts';
import { simulateContinuous, simulateLoad, simulateSerial, simulateStatic } from './bench/simulation.ts';

/** A step takes 10 ms and 2 more for every further image. */
const curve: Curve = {
  stepMs: [
    [1, 10],
    [8, 24],
  ],
  decodeMs: 5,
};
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('the load of the benches', () => {
  it('is the same for the same seed and another for another', () => {
    const load = (seed: number) => poissonArrivals({ count: 50, gapMs: 100, seed });
    expect(load(3)).toEqual(load(3));
    expect(load(3)).not.toEqual(load(4));
  });

  it('has the gaps and the step counts that it was asked for', () => {
    const load = poissonArrivals({ count: 50_000, gapMs: 100, seed: 1 });
    expect((load.at(-1)?.arrivesMs ?? 0) / 50_000).toBeCloseTo(100, -1);
    expect(mean(load.map(({ steps }) => steps))).toBeCloseTo(STEPS_MEAN, 0);
    expect(mean(saturatingArrivals(100).map(({ steps }) => steps))).toBeCloseTo(STEPS_MEAN, 0);
  });

  it('is read by nearest rank', () => {
    const values = [15, 20, 35, 40, 50];
    expect([0, 0.3, 0.4, 0.5, 1].map((share) => percentile(values, share))).toEqual([15, 20, 20, 35, 50]);
  });
});

describe('the simulated device', () => {
  it('goes straight between measured points and on beyond the last', () => {
    expect([1, 2, 8, 9].map((images) => stepMsOf(curve, images))).toEqual([10, 12, 24, 26]);
  });

  it('takes the smallest batch that is within 5 % of the cheapest, and one where batching does not pay', () => {
    expect(Object.values(CURVES).map(imagesMaxOf)).toEqual([8, 8, 1]);
  });
});

describe('one person with 200 requests, by the rules of places, claims and calls', () => {
  it.each([1, 4])('keeps twenty others waiting at most half as long again as without: %i pictures each', (pictures) => {
    expect(simulateFlood(pictures)).toBeLessThanOrEqual(1.5);
    expect(simulateFlood(pictures)).toBeGreaterThanOrEqual(1);
  });
});

describe('the simulated policies', () => {
  const load = [
    { arrivesMs: 0, steps: 4 },
    { arrivesMs: 12, steps: 2 },
    { arrivesMs: 30, steps: 1 },
  ];

  it('are right by hand', () => {
    // 45 for the first; then 20 + 5; then 10 + 5.
    expect(simulateSerial(load, curve).latenciesMs).toEqual([45, 70 - 12, 85 - 30]);
    // The first alone until 45; then two together for two steps of 12, and both decoded.
    expect(simulateStatic(load, curve).latenciesMs).toEqual([45, 79 - 12, 79 - 30]);
    // Alone until 20; two until 32; three until 46, when all have their steps; then one decoding after the other.
    expect(simulateContinuous(load, curve, 8)).toEqual({ latenciesMs: [51, 56 - 12, 61 - 30], images: [1, 1, 2, 3] });
  });

  it('finish every request, and never hold more images than they may', () => {
    const many = poissonArrivals({ count: 2000, gapMs: 60, seed: 5 });
    const steps = many.reduce((sum, arrival) => sum + arrival.steps, 0);
    for (const cap of [1, 3, 8]) {
      const { latenciesMs, images } = simulateContinuous(many, curve, cap);
      expect(latenciesMs.every((latency, index) => latency >= (many[index]?.steps ?? 0) * 10 + 5)).toBe(true);
      expect(images.reduce((sum, count) => sum + count, 0)).toBe(steps);
      expect(Math.max(...images)).toBe(cap);
    }
    const batched = simulateStatic(many, curve);
    expect(batched.latenciesMs).toHaveLength(2000);
    expect(Math.max(...batched.images)).toBe(8);
  });

  it('are the serial one where only one image may be in a call and all are equally long', () => {
    const many = poissonArrivals({ count: 500, gapMs: 260, seed: 2, shares: [[20, 1]] });
    const alone = simulateContinuous(many, curve, 1).latenciesMs;
    for (const [index, latency] of simulateSerial(many, curve).latenciesMs.entries()) {
      expect(alone[index]).toBeCloseTo(latency, 6);
    }
  });

  it('wait as long as queueing theory says: M/D/1 at half load, half a service time', () => {
    const many = poissonArrivals({ count: 200_000, gapMs: 410, seed: 9, shares: [[20, 1]] });
    const waits = simulateSerial(many, curve).latenciesMs.map((latency) => latency - 205);
    expect(mean(waits) / 205).toBeCloseTo(0.5, 1);
  });

  it('keep 95 % of answers within the promised share of the serial policy on large GPUs, and lose nothing on small ones', () => {
    expect(simulateLoad(CURVES.a100, 0.95).p95VsP0).toBeLessThanOrEqual(0.3);
    expect(simulateLoad(CURVES.h200, 0.95).p95VsP0).toBeLessThanOrEqual(0.1);
    expect(simulateLoad(CURVES.t4, 0.95).p95VsP0).toBeLessThanOrEqual(1);
  });
});
