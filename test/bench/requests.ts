import { fileURLToPath } from 'node:url';
import type { PaintOptions } from '../../inference/painter.ts';
import type { ImageRequest } from '../../prisma/image-request.ts';

/** The folder of the embedded model. */
export const modelsDirectory = fileURLToPath(new URL('../../models', import.meta.url));

/** CPU threads of every graph in every bench: baselines and Easel alike. */
export const THREADS = 2;

/** One image of the embedded model, as people ask for it most often. */
export const apple: ImageRequest = {
  prompt: 'a red apple on a blue background',
  negativePrompt: '',
  count: 1,
  seed: 42,
  variation: null,
  steps: 20,
  guidanceScale: 3,
  guidanceRescale: 0,
  guidanceEnd: 1,
  prompts: null,
  tile: false,
  imageToImage: null,
  scheduler: 'DPMSolverMultistep',
  width: 96,
  height: 96,
  model: 'emoji',
  modelHash: null,
  noise: 'cuda',
};

/** What a painting needs beside its request, for a bench that listens to nothing. */
export const paintOptions = (): PaintOptions => ({
  priority: 0,
  signal: new AbortController().signal,
  onStep: () => undefined,
});

/** Milliseconds that `work` takes, and what it returns. */
export async function timed<Result>(
  work: () => Promise<Result> | Result,
): Promise<[milliseconds: number, result: Result]> {
  const startedAt = performance.now();
  const result = await work();
  return [performance.now() - startedAt, result];
}
