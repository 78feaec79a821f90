/** One request of a load: when it comes, and how many steps it wants. */
export interface Arrival {
  /** Since the load began. */
  arrivesMs: number;
  steps: number;
}

/** Step counts that people ask for, and the share of each. */
export const STEP_SHARES: readonly (readonly [steps: number, share: number])[] = [
  [20, 0.7],
  [25, 0.15],
  [30, 0.1],
  [50, 0.05],
];

/** Steps of the average request: 23.25. */
export const STEPS_MEAN = STEP_SHARES.reduce((sum, [steps, share]) => sum + steps * share, 0);

/**
 * Open-loop arrivals: people do not wait for each other, so the gaps are exponential around `gapMs` whatever the
 * server does. Steps are drawn by `shares`. The same seed gives the same load.
 */
export function poissonArrivals(options: {
  count: number;
  gapMs: number;
  seed: number;
  shares?: typeof STEP_SHARES;
}): Arrival[] {
  const { count, gapMs, seed, shares = STEP_SHARES } = options;
  const random = mulberry32(seed);
  let arrivesMs = 0;
  return Array.from({ length: count }, () => {
    arrivesMs -= gapMs * Math.log(1 - random());
    return { arrivesMs, steps: drawSteps(shares, random()) };
  });
}

/** `count` requests that are all there at the start, with the steps of `STEP_SHARES` as evenly spread as they can be. */
export function saturatingArrivals(count: number): Arrival[] {
  // The golden ratio's multiples fill 0…1 without a run of long ones at either end.
  return Array.from({ length: count }, (_, index) => ({
    arrivesMs: 0,
    steps: drawSteps(STEP_SHARES, (index * 0.618_033_988_75) % 1),
  }));
}

function drawSteps(shares: typeof STEP_SHARES, at: number): number {
  let passed = 0;
  for (const [steps, share] of shares) {
    passed += share;
    if (at < passed) return steps;
  }
  return shares.at(-1)?.[0] ?? Number.NaN;
}

/** The smallest value that `share` of all values do not exceed (nearest rank). NaN for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** Uniform in [0, 1): Tommy Ettinger's mulberry32, enough for arrival times and the same on every machine. */
function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
