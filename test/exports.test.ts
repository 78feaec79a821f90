import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Painter, type Painting, type PaintOptions, startPainter } from '../inference/painter.ts';
import type { ImageRequest } from '../prisma/image-request.ts';
import { FLOAT, FLOAT16, INT64 } from './onnx-graph.ts';
import { type TinyModelOptions, writeTinyModel } from './tiny-model.ts';

/** Models as different exporters write them. All compute the same. */
const EXPORTS: Record<string, TinyModelOptions> = {
  plain: {},
  'wide-ids': { idsType: INT64 },
  'whole-timestep': { timestepType: INT64 },
  'scalar-timestep': { timestepType: INT64, timestepShape: [] },
  'single-timestep': { timestepType: FLOAT, timestepShape: [1] },
  half: { floatType: FLOAT16, timestepType: FLOAT16 },
  hungry: { rowsBeforeOutOfMemory: 2 },
  greedy: { rowsBeforeOutOfMemory: 1 },
  black: { paints: 'black' },
  infinite: { paints: 'infinity' },
  fixed: { fixedAxes: { height: 8, width: 8 } },
  boastful: { claimedVaeFactor: 2 },
};

const request: ImageRequest = {
  prompt: 'a cat',
  negativePrompt: 'a dog',
  count: 3,
  seed: 1,
  variation: null,
  steps: 5,
  guidanceScale: 3,
  guidanceRescale: 0,
  guidanceEnd: 1,
  prompts: null,
  tile: false,
  imageToImage: null,
  scheduler: 'DPMSolverMultistep',
  width: 8,
  height: 16,
  model: 'plain',
  modelHash: null,
  noise: 'cuda',
};

describe('models of different exporters', () => {
  let directory: string;
  let painter: Painter;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'easel-exports-'));
    for (const [name, options] of Object.entries(EXPORTS)) writeTinyModel(join(directory, name), options);
    painter = await startPainter({ modelsDirectory: directory, threads: 1, rowsMax: 16 });
  });
  afterAll(async () => {
    await painter.close();
    rmSync(directory, { recursive: true });
  });

  const paint = (rest: Partial<ImageRequest>, onStep: PaintOptions['onStep'] = () => undefined): Promise<Painting> =>
    painter.paint({ ...request, ...rest }, { priority: 0, signal: new AbortController().signal, onStep });
  const pixels = ({ images }: Painting): number[] => images.flatMap((image) => Array.from(image.pixels));

  it('are all read', () => {
    expect(painter.refusedModels).toEqual([]);
    expect(painter.models.map(({ name }) => name)).toEqual(Object.keys(EXPORTS).sort());
    expect(painter.models[0]).toMatchObject({ sizeMultiple: 1, sizes: [[8, 8]], promptTokensMax: 24 });
  });

  it('paint the same whatever the types and shapes of their inputs', async () => {
    const plain = await paint({});
    expect(new Set(pixels(plain)).size).toBeGreaterThan(20);
    for (const model of ['wide-ids', 'whole-timestep', 'scalar-timestep', 'single-timestep']) {
      expect([model, pixels(await paint({ model }))]).toEqual([model, pixels(plain)]);
    }
  });

  it('with half precision paint nearly the same', async () => {
    const [plain, half] = [pixels(await paint({})), pixels(await paint({ model: 'half' }))];
    const difference = Math.max(...plain.map((value, index) => Math.abs(value - (half[index] ?? Number.NaN))));
    expect(difference).toBeLessThanOrEqual(2);
  });

  it('with one timestep for all rows never mix timesteps in a call, and still paint what they paint alone', async () => {
    const model = 'scalar-timestep';
    const requests = [{ model }, { model, steps: 7 }, { model, steps: 3, seed: 8 }];
    const alone: Painting[] = [];
    for (const rest of requests) alone.push(await paint(rest));
    const together = await Promise.all(requests.map((rest) => paint(rest)));
    expect(together.map(pixels)).toEqual(alone.map(pixels));
  });

  it('that need too much memory for a full call are painted in smaller calls, without losing a step', async () => {
    const told: number[] = [];
    const painting = await paint({ model: 'hungry' }, (step) => told.push(step));
    expect(painting.rowsMax).toBe(2);
    expect([told[0], told.at(-1)]).toEqual([1, 5]);
    expect(pixels(painting)).toEqual(pixels(await paint({})));
  });

  it('that need too much memory even alone are said to', async () => {
    await expect(paint({ model: 'greedy' })).rejects.toMatchObject({ code: 'out_of_memory', retryable: true });
  });

  it('that return black or infinity give no picture', async () => {
    await expect(paint({ model: 'black' })).rejects.toMatchObject({ code: 'unusable_image', message: /plain black/ });
    await expect(paint({ model: 'infinite' })).rejects.toMatchObject({
      code: 'unusable_image',
      message: /NaN or infinity/,
    });
  });

  it('with a fixed size paint that one and refuse others', async () => {
    const { images } = await paint({ model: 'fixed', height: 8 });
    expect(images.length).toBe(3);
    await expect(paint({ model: 'fixed' })).rejects.toMatchObject({
      code: 'request_unsupported',
      message: 'Expected height to be 8, the only one that fixed was exported for, got 16.',
    });
  });

  it('whose VAE does not enlarge as its configuration says are found out', async () => {
    await expect(paint({ model: 'boastful' })).rejects.toMatchObject({
      code: 'model_unavailable',
      message: expect.stringContaining('return 8×16 pixels for 4×8 latents'),
    });
  });

  it('with a fixed number of rows cannot share calls and are refused', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'easel-exports-'));
    writeTinyModel(join(folder, 'pair'), { fixedAxes: { batch: 2 } });
    await expect(startPainter({ modelsDirectory: folder })).rejects.toThrow(
      /pair\/unet\/model\.onnx: expected sample to have an open batch axis, got 2/,
    );
    rmSync(folder, { recursive: true });
  });

  it('take turns when more of them are asked for than may be open', async () => {
    const models = ['plain', 'half', 'wide-ids', 'whole-timestep', 'scalar-timestep', 'hungry'];
    const paintings = await Promise.all([...models, ...models].map((model) => paint({ model })));
    expect(paintings.map(({ images }) => images.length)).toEqual(paintings.map(() => 3));
  });
});
