import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startPainter } from '../../inference/painter.ts';
import type { ImageRequest } from '../../prisma/image-request.ts';
import { percentile } from './load.ts';
import { openNaiveLoop } from './naive-loop.ts';
import { apple, modelsDirectory, paintOptions, THREADS } from './requests.ts';
import { clockSessions } from './session-clock.ts';

const FILE = fileURLToPath(import.meta.url);
const MEGABYTE = 1024 ** 2;

/**
 * Steps before memory is looked at. Allocators and the compiler take what they will keep, and the heap of the start is
 * given back: in a run of 12,000 steps it fell by 26 MB until the 2,500th and then rose by 2 MB, 0.2 per 1,000.
 */
const SETTLING_STEPS = 3000;
/**
 * Stretches of 1,000 steps, whose median slope counts: in one run of three the heap was given back only later, and a
 * line through all readings fell by 2 MB per 1,000 steps. What leaks does so in every stretch.
 */
const STRETCHES = 7;
const STEPS_OF_STRETCH = 1000;
/** Between two readings, each behind a garbage collection. */
const READ_EVERY_STEPS = 50;

/**
 * From the start of a process to its first image / what creating the sessions and their first runs take alone; the
 * least of each, in turn, every time in a process of its own.
 */
export function measureColdStart(rounds: number): number {
  const [walls, sessions]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    const startedAt = Date.now();
    walls.push(inProcess('first-image') - startedAt);
    sessions.push(inProcess('sessions'));
  }
  return Number((percentile(walls, 0) / percentile(sessions, 0)).toFixed(3));
}

/** Megabytes of resident memory that 1,000 steps of ever other batches add, in a process of its own. */
export function measureMemorySlope(): number {
  return Number(inProcess('memory').toFixed(3));
}

const inProcess = (work: keyof typeof WORK): number => {
  const args = ['--expose-gc', '--import', 'tsx', FILE, work];
  const output = execFileSync(process.execPath, args, { encoding: 'utf8' });
  return Number(output.trim().split('\n').at(-1));
};

const WORK = {
  /** When the first image was there, in milliseconds of the wall clock. */
  'first-image': async () => {
    const painter = await startPainter({ modelsDirectory, threads: THREADS });
    await painter.paint(apple, paintOptions());
    const doneAt = Date.now();
    await painter.close();
    return doneAt;
  },
  /** Milliseconds in onnxruntime for the same image. */
  sessions: async () => {
    const takeTimes = clockSessions();
    const loop = await openNaiveLoop(modelsDirectory, apple);
    await loop.paint([apple]);
    const { openMs, runMs } = takeTimes();
    await loop.close();
    return openMs + runMs;
  },
  memory: paintForMemory,
};

async function paintForMemory(): Promise<number> {
  const painter = await startPainter({ modelsDirectory, threads: THREADS });
  const points: [steps: number, megabytes: number][] = [];
  let nextReading = SETTLING_STEPS;
  for (let steps = 0, round = 0; steps < SETTLING_STEPS + STRETCHES * STEPS_OF_STRETCH; round += 1) {
    const requests = requestsOf(round);
    await Promise.all(requests.map((request) => painter.paint(request, paintOptions())));
    steps += requests.reduce((sum, request) => sum + request.steps, 0);
    if (steps < nextReading) continue;
    nextReading += READ_EVERY_STEPS;
    await globalThis.gc?.({ execution: 'async' });
    points.push([steps, process.memoryUsage.rss() / MEGABYTE]);
  }
  await painter.close();
  const slopes = Array.from({ length: STRETCHES }, (_, stretch) => {
    const from = SETTLING_STEPS + stretch * STEPS_OF_STRETCH;
    return 1000 * slopeOf(points.filter(([steps]) => steps >= from && steps < from + STEPS_OF_STRETCH));
  });
  return percentile(slopes, 0.5);
}

/** One to three requests, each of other steps, images and size: calls of 2 to 8 rows and two shapes. */
function requestsOf(round: number): ImageRequest[] {
  return Array.from({ length: 1 + (round % 3) }, (_, index) => {
    const side = (round + index) % 2 === 0 ? 64 : 96;
    const count = 1 + ((round + index) % 3);
    return {
      ...apple,
      seed: round,
      prompt: `${round} apples`,
      steps: 10 + 5 * index,
      count,
      width: side,
      height: side,
    };
  });
}

/** Least squares: single readings still jump by half a megabyte. */
function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const covariance = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return covariance / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}

const [, script, work] = process.argv;
if (script === FILE && work !== undefined) console.log(await WORK[work as keyof typeof WORK]());
