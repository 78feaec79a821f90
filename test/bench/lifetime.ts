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

/** Steps before memory is looked at: allocators and the compiler take what they will keep. */
const SETTLING_STEPS = 1000;
const STEPS = 2000;

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
  const output = execFileSync(process.execPath, ['--import', 'tsx', FILE, work], { encoding: 'utf8' });
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
  for (let steps = 0, round = 0; steps < SETTLING_STEPS + STEPS; round += 1) {
    const requests = requestsOf(round);
    await Promise.all(requests.map((request) => painter.paint(request, paintOptions())));
    steps += requests.reduce((sum, request) => sum + request.steps, 0);
    if (steps > SETTLING_STEPS) points.push([steps, process.memoryUsage.rss() / MEGABYTE]);
  }
  await painter.close();
  return 1000 * slopeOf(points);
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

/** Least squares: garbage collection makes single readings jump by megabytes. */
function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const covariance = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return covariance / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}

const [, script, work] = process.argv;
if (script === FILE && work !== undefined) console.log(await WORK[work as keyof typeof WORK]());
