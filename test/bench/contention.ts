import { setTimeout as sleep } from 'node:timers/promises';
import { startPainter } from '../../inference/painter.ts';
import type { ImageRequest } from '../../prisma/image-request.ts';
import { type Curve, imagesMaxOf, stepMsOf } from './curve.ts';
import { type Arrival, percentile, poissonArrivals, STEPS_MEAN, saturatingArrivals } from './load.ts';
import { openNaiveLoop } from './naive-loop.ts';
import { apple, modelsDirectory, paintOptions, THREADS } from './requests.ts';
import { STATIC_IMAGES_MAX } from './simulation.ts';

/** Serves a load in real time; milliseconds from each request's arrival to its pixels. */
type Serve = (load: readonly Arrival[]) => Promise<number[]>;

/** Easel and both baselines over the embedded model, in this process. */
export interface Contenders {
  /** The naive loop, one request at a time. */
  p0: Serve;
  /** Static batches of what waits, up to eight requests. */
  p1: Serve;
  easel: Serve;
  /** What this machine takes for a step of 1, 2, 4 and 8 images, and for decoding one. */
  measureCurve(): Promise<Curve>;
  close(): Promise<void>;
}

/** Opens all three and lets each paint once. */
export async function openContenders(): Promise<Contenders> {
  const loop = await openNaiveLoop(modelsDirectory, apple);
  const painter = await startPainter({ modelsDirectory, threads: THREADS });
  const easel: Serve = (load) => {
    const startedAt = performance.now();
    return Promise.all(
      load.map(async ({ arrivesMs, steps }, index) => {
        await sleep(arrivesMs);
        await painter.paint(requestOf(steps, index), paintOptions());
        return performance.now() - startedAt - arrivesMs;
      }),
    );
  };
  const batches =
    (imagesMax: number): Serve =>
    async (load) => {
      const latenciesMs: number[] = [];
      const startedAt = performance.now();
      const elapsed = () => performance.now() - startedAt;
      while (latenciesMs.length < load.length) {
        const left = load.slice(latenciesMs.length, latenciesMs.length + imagesMax);
        const [first] = left;
        if (first !== undefined && first.arrivesMs > elapsed()) await sleep(first.arrivesMs - elapsed());
        const now = elapsed();
        // A timer may fire a fraction of a millisecond early.
        const batch = left.filter((arrival) => arrival === first || arrival.arrivesMs <= now);
        await loop.paint(batch.map(({ steps }, index) => requestOf(steps, latenciesMs.length + index)));
        const doneMs = elapsed();
        latenciesMs.push(...batch.map(({ arrivesMs }) => doneMs - arrivesMs));
      }
      return latenciesMs;
    };
  const contenders: Contenders = {
    p0: batches(1),
    p1: batches(STATIC_IMAGES_MAX),
    easel,
    measureCurve: async () => {
      const stepMs: [number, number][] = [];
      for (const images of [1, 2, 4, 8]) stepMs.push([images, await loop.stepMs(images, 30)]);
      return { stepMs, decodeMs: await loop.decodeMs(30) };
    },
    close: async () => {
      await painter.close();
      await loop.close();
    },
  };
  const warmUp = saturatingArrivals(STATIC_IMAGES_MAX);
  for (const serve of [contenders.p0, contenders.p1, contenders.easel]) await serve(warmUp);
  return contenders;
}

const PROMPTS = ['a red apple', 'cat on a pink background', 'fluent 3d rocket', 'ghost, flat, blue'];

const requestOf = (steps: number, index: number): ImageRequest => ({
  ...apple,
  prompt: PROMPTS[index % PROMPTS.length] ?? apple.prompt,
  seed: index,
  steps,
});

/** Requests per second where everybody waits, as ratios. */
export interface SaturatedFigures {
  vsP0: number;
  vsP1: number;
  /** Against what the UNet alone would do at its best batch size, decoding included. */
  vsIdeal: number;
}

/** The same requests, all there at the start, through the three in turn; the ratios of their best rounds. */
export async function measureSaturated(
  { p0, p1, easel, measureCurve }: Contenders,
  options: { rounds: number; requests: number },
): Promise<SaturatedFigures> {
  const load = saturatingArrivals(options.requests);
  const spans = { p0: [] as number[], p1: [] as number[], easel: [] as number[], ideal: [] as number[] };
  for (let round = 0; round < options.rounds; round += 1) {
    spans.p0.push(Math.max(...(await p0(load))));
    spans.p1.push(Math.max(...(await p1(load))));
    spans.easel.push(Math.max(...(await easel(load))));
    spans.ideal.push(idealMs(await measureCurve(), load));
  }
  const best = (name: keyof typeof spans) => percentile(spans[name], 0);
  const ratio = (name: keyof typeof spans) => Number((best(name) / best('easel')).toFixed(3));
  return { vsP0: ratio('p0'), vsP1: ratio('p1'), vsIdeal: ratio('ideal') };
}

function idealMs(curve: Curve, load: readonly Arrival[]): number {
  const images = imagesMaxOf(curve);
  const steps = load.reduce((sum, arrival) => sum + arrival.steps, 0);
  return (steps * stepMsOf(curve, images)) / images + load.length * curve.decodeMs;
}

/** Easel's latency against a baseline's, under the same arrivals. */
export interface PoissonFigures {
  p50VsP0: number;
  p95VsP0: number;
  p50VsP1: number;
  p95VsP1: number;
}

/** Loads, in percent of what the naive loop can do. */
const LOADS = [50, 80, 95] as const;

/**
 * Open-loop arrivals at three loads. Each round has arrivals of its own, which all three serve one after the other; the
 * percentiles are of all rounds' latencies together.
 */
export async function measurePoisson(
  { p0, p1, easel }: Contenders,
  options: { rounds: number; requests: number },
): Promise<Record<(typeof LOADS)[number], PoissonFigures>> {
  const { rounds, requests } = options;
  const probe = saturatingArrivals(20);
  const meanSteps = probe.reduce((sum, { steps }) => sum + steps, 0) / probe.length;
  const serviceMs = (Math.max(...(await p0(probe))) / probe.length) * (STEPS_MEAN / meanSteps);
  const figuresAt = async (percent: number): Promise<PoissonFigures> => {
    const latencies = { p0: [] as number[], p1: [] as number[], easel: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      const load = poissonArrivals({ count: requests, gapMs: serviceMs / (percent / 100), seed: round });
      latencies.p0.push(...(await p0(load)));
      latencies.p1.push(...(await p1(load)));
      latencies.easel.push(...(await easel(load)));
    }
    const ratio = (baseline: 'p0' | 'p1', share: number) =>
      Number((percentile(latencies.easel, share) / percentile(latencies[baseline], share)).toFixed(3));
    return {
      p50VsP0: ratio('p0', 0.5),
      p95VsP0: ratio('p0', 0.95),
      p50VsP1: ratio('p1', 0.5),
      p95VsP1: ratio('p1', 0.95),
    };
  };
  return { 50: await figuresAt(50), 80: await figuresAt(80), 95: await figuresAt(95) };
}
