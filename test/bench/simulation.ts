import { nextBatch, type Waiting } from '../../inference/engine/batcher.ts';
import { type Curve, imagesMaxOf, stepMsOf } from './curve.ts';
import { type Arrival, percentile, poissonArrivals, STEPS_MEAN } from './load.ts';

/** Images of one static batch at most. */
export const STATIC_IMAGES_MAX = 8;

/**
 * What a policy did with a load: how long each request took from its arrival, in the order of the load, and how many
 * images were in each UNet call.
 */
export interface Simulated {
  latenciesMs: number[];
  images: number[];
}

/** P0: one request at a time, in order of arrival. */
export function simulateSerial(load: readonly Arrival[], curve: Curve): Simulated {
  let now = 0;
  const latenciesMs = load.map(({ arrivesMs, steps }) => {
    now = Math.max(now, arrivesMs) + steps * stepMsOf(curve, 1) + curve.decodeMs;
    return now - arrivesMs;
  });
  return { latenciesMs, images: load.flatMap(({ steps }) => Array.from({ length: steps }, () => 1)) };
}

/** P1: whatever waits is batched, up to eight; rows that are done stay in, and all are answered together. */
export function simulateStatic(load: readonly Arrival[], curve: Curve): Simulated {
  const simulated: Simulated = { latenciesMs: [], images: [] };
  let now = 0;
  for (let at = 0; at < load.length; ) {
    now = Math.max(now, load[at]?.arrivesMs ?? now);
    const batch = load.slice(at, at + STATIC_IMAGES_MAX).filter(({ arrivesMs }) => arrivesMs <= now);
    const steps = Math.max(...batch.map((arrival) => arrival.steps));
    now += steps * stepMsOf(curve, batch.length) + batch.length * curve.decodeMs;
    simulated.latenciesMs.push(...batch.map(({ arrivesMs }) => now - arrivesMs));
    simulated.images.push(...Array.from({ length: steps }, () => batch.length));
    at += batch.length;
  }
  return simulated;
}

interface Painting extends Waiting {
  arrival: Arrival;
  stepsLeft: number;
}

/** Easel's: the engine's own rule picks the rows of each step; what is finished is decoded before the next one. */
export function simulateContinuous(
  load: readonly Arrival[],
  curve: Curve,
  imagesMax: number = imagesMaxOf(curve),
): Simulated {
  const latenciesMs = new Array<number>(load.length).fill(Number.NaN);
  const images: number[] = [];
  let paintings: Painting[] = [];
  let arrived = 0;
  let now = 0;
  while (arrived < load.length || paintings.length > 0) {
    if (paintings.length === 0) now = Math.max(now, load[arrived]?.arrivesMs ?? now);
    for (let next = load[arrived]; next !== undefined && next.arrivesMs <= now; next = load[arrived]) {
      paintings.push({
        arrival: next,
        stepsLeft: next.steps,
        calls: next.steps,
        turn: 0,
        deadline: images.length + next.steps,
        shape: '',
        rows: 2,
        priority: 0,
        age: arrived,
      });
      arrived += 1;
    }
    const batch = nextBatch(paintings, {
      rowsMax: () => 2 * imagesMax,
      callMs: (_, rows) => stepMsOf(curve, rows / 2),
    });
    now += stepMsOf(curve, batch.length);
    images.push(batch.length);
    for (const painting of batch) {
      painting.stepsLeft -= 1;
      if (painting.stepsLeft > 0) continue;
      now += curve.decodeMs;
      latenciesMs[painting.age] = now - painting.arrival.arrivesMs;
    }
    paintings = paintings.filter(({ stepsLeft }) => stepsLeft > 0);
  }
  return { latenciesMs, images };
}

/** How the policies compare under one load; ratios are Easel's latency against the baseline's. */
export interface SimulatedFigures {
  imagesMax: number;
  p50VsP0: number;
  p95VsP0: number;
  p50VsP1: number;
  p95VsP1: number;
  /** Easel's own, in seconds. */
  p50Seconds: number;
  p95Seconds: number;
}

const SEEDS = 10;
const REQUESTS = 4000;

/** Poisson arrivals at a share of what the serial policy can do: ten loads of 4,000 requests, their latencies pooled. */
export function simulateLoad(curve: Curve, share: number): SimulatedFigures {
  const gapMs = (STEPS_MEAN * stepMsOf(curve, 1) + curve.decodeMs) / share;
  const loads = Array.from({ length: SEEDS }, (_, seed) => poissonArrivals({ count: REQUESTS, gapMs, seed }));
  const latencies = (simulate: (load: Arrival[], curve: Curve) => Simulated) =>
    loads.flatMap((load) => simulate(load, curve).latenciesMs);
  const easel = latencies((load) => simulateContinuous(load, curve));
  const [p0, p1] = [latencies(simulateSerial), latencies(simulateStatic)];
  const ratio = (baseline: number[], at: number) => percentile(easel, at) / percentile(baseline, at);
  return {
    imagesMax: imagesMaxOf(curve),
    p50VsP0: ratio(p0, 0.5),
    p95VsP0: ratio(p0, 0.95),
    p50VsP1: ratio(p1, 0.5),
    p95VsP1: ratio(p1, 0.95),
    p50Seconds: percentile(easel, 0.5) / 1000,
    p95Seconds: percentile(easel, 0.95) / 1000,
  };
}
