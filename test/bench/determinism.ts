import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { type Painting, startPainter } from '../../inference/painter.ts';
import { imageRequest } from '../../prisma/image-request.ts';
import { SCHEDULER_NAMES } from '../../prisma/scheduler-name.ts';

const REQUESTS = 200;
const FILE = fileURLToPath(import.meta.url);
const modelsDirectory = fileURLToPath(new URL('../../models', import.meta.url));

const request = fc.record({
  prompt: fc.constantFrom('a red apple', 'cat on a pink background', 'fluent 3d rocket', 'ghost, flat, blue', 'pizza'),
  negativePrompt: fc.constantFrom('', 'yellow'),
  count: fc.integer({ min: 1, max: 4 }),
  seed: fc.integer({ min: 0, max: 4_294_967_295 }),
  variation: fc.option(fc.record({ seed: fc.nat(), strength: fc.constantFrom(0.1, 0.5, 1) })),
  steps: fc.integer({ min: 2, max: 8 }),
  guidanceScale: fc.constantFrom(1, 3, 7.5),
  scheduler: fc.constantFrom(...SCHEDULER_NAMES),
  width: fc.constantFrom(64, 96),
  height: fc.constantFrom(64, 96),
  noise: fc.constantFrom('cuda' as const, 'cpu' as const),
});

/**
 * 200 random requests on the CPU: each alone, then all together in whatever batches that makes, then both again in a
 * new process with other threads and another batch size. Returns how many requests gave other pixels in
 * any of them, and how many were refused (a scheduler that cannot make so few steps), alike each time.
 */
export function measureDeterminism(): { requests: number; runs: number; different: number; refused: number } {
  const runs = [
    ['alone', '1', '8'],
    ['together', '1', '8'],
    ['alone', '2', '16'],
    ['together', '2', '13'],
  ].map((args) => {
    const output = execFileSync(process.execPath, ['--import', 'tsx', FILE, ...args], { encoding: 'utf8' });
    return JSON.parse(output.trim().split('\n').at(-1) ?? '') as string[];
  });
  const [first = []] = runs;
  const different = first.filter((hash, i) => runs.some((run) => run[i] !== hash)).length;
  const refused = first.filter((hash) => !/^[0-9a-f]{64}$/.test(hash)).length;
  return { requests: first.length, runs: runs.length, different, refused };
}

/** In a process of its own: paints all requests one way and prints a hash of each. */
async function paintAll(how: string, threads: number, rowsMax: number): Promise<string[]> {
  const painter = await startPainter({ modelsDirectory, threads, rowsMax });
  const paint = async (one: object): Promise<string> => {
    const full = imageRequest.parse({ ...one, model: 'emoji', modelHash: null });
    const options = { priority: 0, signal: new AbortController().signal, onStep: () => undefined };
    return painter.paint(full, options).then(hashOf, (error: Error) => error.message);
  };
  const requests = fc.sample(request, { numRuns: REQUESTS, seed: 7 });
  const hashes: string[] = [];
  if (how === 'together') hashes.push(...(await Promise.all(requests.map(paint))));
  else for (const one of requests) hashes.push(await paint(one));
  await painter.close();
  return hashes;
}

function hashOf({ images }: Painting): string {
  const hash = createHash('sha256');
  for (const { pixels } of images) hash.update(pixels);
  return hash.digest('hex');
}

const [, script, how, threads, rowsMax] = process.argv;
if (script === FILE && how) console.log(JSON.stringify(await paintAll(how, Number(threads), Number(rowsMax))));
