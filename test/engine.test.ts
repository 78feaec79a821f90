import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCHEDULERS } from '../inference/engine/schedulers/create-scheduler.ts';
import { type Painter, type Painting, type PaintOptions, startPainter } from '../inference/painter.ts';
import type { ImageRequest } from '../prisma/image-request.ts';

const embedded = fileURLToPath(new URL('../models', import.meta.url));

const apple: ImageRequest = {
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

const ask = (
  painter: Painter,
  request: Partial<ImageRequest>,
  options: Partial<PaintOptions> = {},
): Promise<Painting> =>
  painter.paint(
    { ...apple, ...request },
    { priority: 0, signal: new AbortController().signal, onStep: () => undefined, ...options },
  );

const random = fc.record({
  prompt: fc.constantFrom('a red apple', 'cat on a pink background', 'fluent 3d rocket', 'ghost, flat, blue'),
  negativePrompt: fc.constantFrom('', 'yellow'),
  count: fc.integer({ min: 1, max: 4 }),
  seed: fc.integer({ min: 0, max: 4_294_967_295 }),
  variation: fc.option(fc.record({ seed: fc.nat(), strength: fc.constantFrom(0.1, 0.5, 1) })),
  steps: fc.integer({ min: 2, max: 4 }),
  guidanceScale: fc.constantFrom(1, 3, 7.5),
  scheduler: fc.constantFrom(...SCHEDULERS),
  width: fc.constantFrom(64, 96),
  height: fc.constantFrom(64, 96),
  noise: fc.constantFrom('cuda' as const, 'cpu' as const),
});

/** SHA-256 of each image's pixels. */
const pixels = ({ images }: Painting): string[] =>
  images.map((image) => createHash('sha256').update(image.pixels).digest('hex'));

/** Mean red, green and blue of a square of the picture. */
function colourAt({ images }: Painting, left: number, top: number, side: number): number[] {
  const [image] = images;
  const sums = [0, 0, 0];
  for (let y = top; y < top + side; y += 1) {
    for (let x = left; x < left + side; x += 1) {
      for (const channel of [0, 1, 2]) {
        sums[channel] = (sums[channel] ?? 0) + (image?.pixels[3 * (y * 96 + x) + channel] ?? Number.NaN);
      }
    }
  }
  return sums.map((sum) => sum / side ** 2);
}

describe('the engine on the embedded model', () => {
  let painter: Painter;
  beforeAll(async () => {
    painter = await startPainter({ modelsDirectory: embedded, threads: 1 });
  });
  afterAll(() => painter.close());

  it('paints a red apple on a blue background', async () => {
    const painting = await ask(painter, {});
    const [red = 0, green = 255, blue = 255] = colourAt(painting, 36, 46, 24);
    expect(red).toBeGreaterThan(150);
    expect(Math.max(green, blue)).toBeLessThan(100);
    const [cornerRed = 255, , cornerBlue = 0] = colourAt(painting, 0, 80, 12);
    expect(cornerBlue).toBeGreaterThan(150);
    expect(cornerRed).toBeLessThan(100);
  });

  it('paints the same pixels for the same request', async () => {
    const [first, second] = [await ask(painter, { count: 2 }), await ask(painter, { count: 2 })];
    expect(pixels(first)).toEqual(pixels(second));
    expect(pixels(first)[0]).not.toEqual(pixels(first)[1]);
  });

  it('paints image k of a job as image 0 of seed + k', async () => {
    const grid = await ask(painter, { count: 3, seed: 4_294_967_294, steps: 4 });
    expect(grid.images.map(({ slot, seed }) => [slot, seed])).toEqual([
      [0, 4_294_967_294],
      [1, 4_294_967_295],
      [2, 0],
    ]);
    const alone = await ask(painter, { seed: 0, steps: 4 });
    expect(pixels(grid)[2]).toEqual(pixels(alone)[0]);
  });

  it('paints the same pixels alone and among others of other prompts, steps, guidance and sizes', async () => {
    const requests: Partial<ImageRequest>[] = [
      { count: 3, steps: 7 },
      { prompt: 'a cat', steps: 12, guidanceScale: 7.5, seed: 1 },
      { prompt: 'fluent 3d rocket on a green background', guidanceScale: 1, steps: 5, count: 2 },
      { prompt: 'a dog', width: 128, height: 64, steps: 6 },
      { prompt: 'sun', negativePrompt: 'yellow', noise: 'cpu', steps: 9 },
    ];
    const alone: Painting[] = [];
    for (const request of requests) alone.push(await ask(painter, request));
    const together = await Promise.all(requests.map((request) => ask(painter, request)));
    expect(together.map(pixels)).toEqual(alone.map(pixels));
    expect(Math.max(...together.map(({ rowsMax }) => rowsMax))).toBe(8);
    expect(alone.map(({ rowsMax }) => rowsMax)).toEqual([6, 2, 2, 2, 2]);
  });

  it('paints twenty random requests the same alone, and together in another engine on more threads', async () => {
    const requests = fc.sample(random, { numRuns: 20, seed: 1 });
    const alone: Painting[] = [];
    for (const request of requests) alone.push(await ask(painter, request));
    const other = await startPainter({ modelsDirectory: embedded, threads: 2, rowsMax: 13 });
    const together = await Promise.all(requests.map((request) => ask(other, request)));
    await other.close();
    expect(together.map(pixels)).toEqual(alone.map(pixels));
    expect(new Set(together.map(({ rowsMax }) => rowsMax)).size).toBeGreaterThan(3);
  });

  it('says how long onnxruntime computed while a job was inside: its own runs, and those of whom it shared with', async () => {
    await ask(painter, { count: 2, prompt: 'a first one opens the model' });
    const startedAt = performance.now();
    const alone = await ask(painter, { count: 2, steps: 10, prompt: 'a pear' });
    const wallMs = performance.now() - startedAt;
    expect(alone.sessionMs).toBeLessThan(wallMs);
    // Texts and VAE beside the UNet's, whose calls include the copying around them.
    expect(alone.sessionMs).toBeGreaterThan(0.9 * alone.unetMs);
    const long = ask(painter, { count: 2, steps: 60 });
    const short = await ask(painter, { steps: 2, width: 64, height: 64 });
    // Another size never shares a call with it, so what its wall time has beyond its own calls is the long one's.
    expect(short.sessionMs).toBeGreaterThan(short.unetMs);
    expect((await long).sessionMs).toBeGreaterThan(short.sessionMs);
  });

  it('lets a short job join a long one and finish first', async () => {
    const ended: string[] = [];
    let join: Promise<unknown> | undefined;
    const onStep = (step: number) => {
      if (step === 1) join = ask(painter, { steps: 3, seed: 7 }).then(() => ended.push('short'));
    };
    await ask(painter, { steps: 40 }, { onStep }).then(() => ended.push('long'));
    await join;
    expect(ended).toEqual(['short', 'long']);
  });

  it('lets one job of each person go before the second of anybody', async () => {
    const ended: string[] = [];
    let join: Promise<unknown> | undefined;
    const onStep = (step: number) => {
      if (step === 1) join = ask(painter, { steps: 30 }, { userId: 'other' }).then(() => ended.push('other'));
    };
    const grid = (seed: number, options: Partial<PaintOptions> = {}) =>
      ask(painter, { count: 4, steps: 20, seed }, { userId: 'flooder', ...options }).then(() => ended.push('grid'));
    await Promise.all([grid(1, { onStep }), grid(2), grid(3)]);
    await join;
    expect(ended).toEqual(['grid', 'other', 'grid', 'grid']);
  });

  it('tells the first step of the slowest image, the last, and a few each second between them', async () => {
    const told: number[] = [];
    const startedAt = performance.now();
    await ask(painter, { count: 4, steps: 60 }, { onStep: (step, steps) => told.push(step / steps) });
    const seconds = (performance.now() - startedAt) / 1_000;
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect([told[0], told.at(-1)]).toEqual([1 / 60, 1]);
    expect(told.length).toBeGreaterThan(2);
    expect(told.length).toBeLessThanOrEqual(2 + 4 * seconds);
  });

  it('drops a cancelled job between two steps and leaves the others as they were', async () => {
    const alone = await ask(painter, { seed: 5, steps: 15 });
    const abort = new AbortController();
    const onStep = (step: number) => {
      if (step === 1) abort.abort(new Error('not wanted'));
    };
    const [cancelled, other] = await Promise.allSettled([
      ask(painter, { steps: 400, count: 3 }, { signal: abort.signal, onStep }),
      ask(painter, { seed: 5, steps: 15 }),
    ]);
    expect(cancelled).toEqual({ status: 'rejected', reason: new Error('not wanted') });
    expect(other.status === 'fulfilled' && pixels(other.value)).toEqual(pixels(alone));
    expect((await ask(painter, { steps: 1 })).rowsMax).toBe(2); // its rows are gone
  });

  it('does not begin a job that was cancelled before, and paints the next one', async () => {
    const reason = new Error('too late');
    await expect(ask(painter, {}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect((await ask(painter, { steps: 2 })).images.length).toBe(1);
  });

  it('starts jobs that wait at its door by priority', async () => {
    const order: string[] = [];
    const job = (name: string, priority: number) =>
      ask(painter, { count: 4, steps: 2 }, { priority }).then(() => order.push(name));
    // As many as may be inside at once, then two that must wait.
    const inside = Array.from({ length: painter.jobsMax }, () => job('inside', 9));
    await Promise.all([...inside, job('low', 1), job('high', 5)]);
    expect(order.slice(painter.jobsMax)).toEqual(['high', 'low']);
  });

  it('lets a job of higher priority pass one that fills every call, between two steps', async () => {
    const abort = new AbortController();
    let pass: Promise<unknown> | undefined;
    const onStep = (step: number) => {
      if (step === 1) pass = ask(painter, { count: 4, steps: 3 }, { priority: 1 }).then(() => abort.abort());
    };
    const long = ask(painter, { count: 4, steps: 400 }, { signal: abort.signal, onStep });
    await expect(long).rejects.toMatchObject({ name: 'AbortError' });
    await pass;
  });

  it('runs one row without guidance, and says that the negative prompt was not used', async () => {
    const painting = await ask(painter, { guidanceScale: 1, steps: 2, negativePrompt: 'blue' });
    expect(painting.rowsMax).toBe(1);
    expect(painting.notices).toEqual([{ code: 'negative_prompt_unused', values: { guidanceScale: 1 } }]);
    const less = await ask(painter, { guidanceScale: 0, steps: 2 });
    expect(pixels(less)).toEqual(pixels(painting));
  });

  it('says what of a long prompt was not read', async () => {
    const prompt = `${'red '.repeat(66)}apple`;
    const { notices } = await ask(painter, { prompt, negativePrompt: prompt, steps: 1 });
    expect(notices).toEqual([
      { code: 'prompt_truncated', values: { ignored: 'apple', tokensMax: 66 } },
      { code: 'negative_prompt_truncated', values: { ignored: 'apple', tokensMax: 66 } },
    ]);
  });

  it('reads on in a second chunk, where a long prompt still has its say', async () => {
    const long = 'a red apple, shiny and round and fresh from the tree in the garden, lying there all alone and quiet';
    const [red, green, blue] = colourAt(await ask(painter, { prompt: `${long}, on a blue background` }), 0, 0, 8);
    expect(blue).toBeGreaterThan(Math.max(red ?? 255, green ?? 255) + 40);
  });

  it('listens to weights, and says which brackets it did not understand', async () => {
    const prompt = 'a red apple on a blue background';
    const plain = await ask(painter, { prompt, steps: 4 });
    const weighted = await ask(painter, { prompt: 'a (red:1.4) apple on a blue background', steps: 4 });
    expect(pixels(weighted)).not.toEqual(pixels(plain));
    expect(pixels(await ask(painter, { prompt: 'a (red:1.0) apple on a blue background', steps: 4 }))).toEqual(
      pixels(plain),
    );
    const { notices } = await ask(painter, {
      prompt: 'a [cat:dog:0.5] (x',
      negativePrompt: 'a [cat:dog:0.5]',
      steps: 1,
    });
    expect(notices.map(({ code }) => code)).toEqual(['syntax_unsupported', 'brackets_unbalanced']);
  });

  it.each(['('.repeat(2_000), `(red:${'9'.repeat(60)})`])('refuses weights that overflow: %#', async (brackets) => {
    const refused = ask(painter, { prompt: `${brackets} apple`, steps: 1 });
    await expect(refused).rejects.toMatchObject({ code: 'request_unsupported' });
  });

  it('paints a prompt matrix as it would paint each of its prompts with the same seed', async () => {
    const prompts = ['a red apple', 'a green apple BREAK on a blue background', 'a cat'];
    const matrix = await ask(painter, { prompts, count: 3, steps: 4 });
    expect(matrix.images.map(({ seed }) => seed)).toEqual([42, 42, 42]);
    // Filled up to the longest, as A1111 does, so only that one is what it would be alone.
    const [, longest = ''] = prompts;
    expect(pixels(matrix)[1]).toEqual(pixels(await ask(painter, { prompt: longest, steps: 4 }))[0]);
    const short = await ask(painter, { prompts: ['a red apple', 'a cat'], count: 2, steps: 4 });
    const cat = await ask(painter, { prompt: 'a cat', steps: 4 });
    expect(pixels(short)[1]).toEqual(pixels(cat)[0]);
    const variation = { seed: 9, strength: 0.4 };
    const varied = await ask(painter, { prompts: ['a red apple', 'a cat'], count: 2, steps: 4, variation });
    expect(varied.images.map(({ variationSeed }) => variationSeed)).toEqual([9, 9]);
    expect(pixels(varied)[1]).toEqual(pixels(await ask(painter, { prompt: 'a cat', steps: 4, variation }))[0]);
    await expect(ask(painter, { prompts, count: 2 })).rejects.toThrow(
      'Expected a prompt for each of 2 pictures, got 3',
    );
  });

  it('lets the pictures of a grid lie farther apart the more chaos there is', async () => {
    const distances: number[] = [];
    for (const strength of [0.05, 0.4, 1]) {
      const { images } = await ask(painter, { count: 2, steps: 4, variation: { seed: 9, strength } });
      const [first, second] = images.map((image) => image.pixels);
      distances.push(
        (first ?? new Uint8Array()).reduce(
          (sum: number, value, index) => sum + Math.abs(value - (second?.[index] ?? 0)),
          0,
        ),
      );
    }
    const [near = 0, middle = 0, far = 0] = distances;
    expect(near).toBeGreaterThan(0);
    expect(middle).toBeGreaterThan(near);
    expect(far).toBeGreaterThan(middle);
  });

  it('varies a picture by slerp between two noises, keeping the seed', async () => {
    const variation = { seed: 9, strength: 0.1 };
    const varied = await ask(painter, { count: 2, steps: 4, variation });
    expect(varied.images.map(({ seed, variationSeed }) => [seed, variationSeed])).toEqual([
      [42, 9],
      [42, 10],
    ]);
    const whole = await ask(painter, { steps: 4, variation: { seed: 9, strength: 1 } });
    const other = await ask(painter, { steps: 4, seed: 9 });
    expect(pixels(whole)).toEqual(pixels(other));
  });

  it('refuses a size that the UNet cannot halve, a model it does not have and weights that changed', async () => {
    await expect(ask(painter, { width: 100 })).rejects.toMatchObject({
      code: 'request_unsupported',
      message: 'Expected width to be a multiple of 32 for emoji, got 100.',
    });
    await expect(ask(painter, { model: 'dream' })).rejects.toMatchObject({ code: 'model_unavailable' });
    await expect(ask(painter, { modelHash: 'f'.repeat(64) })).rejects.toMatchObject({ code: 'model_unavailable' });
  });
});

describe('the engine on a model that breaks', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'easel-engine-'));
    cpSync(join(embedded, 'emoji'), join(directory, 'emoji'), { recursive: true });
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it('does not start without any usable model, and says why', async () => {
    const empty = mkdtempSync(join(directory, '.empty-'));
    await expect(startPainter({ modelsDirectory: empty })).rejects.toMatchObject({ code: 'model_unavailable' });
    cpSync(join(embedded, 'emoji/README.md'), join(empty, 'half/README.md'));
    await expect(startPainter({ modelsDirectory: empty })).rejects.toThrow(/half\/model_index\.json: expected a file/);
    await expect(startPainter({ modelsDirectory: join(empty, 'nowhere') })).rejects.toMatchObject({
      code: 'model_unavailable',
    });
    await expect(startPainter({ modelsDirectory: empty, device: 'abacus' })).rejects.toMatchObject({
      code: 'device_unknown',
    });
  });

  it('does not start on a GPU that is not there, so that it takes no job', async () => {
    await expect(startPainter({ modelsDirectory: directory, device: 'cuda:99' })).rejects.toMatchObject({
      code: 'device_failed',
      message: expect.stringContaining('The device cuda:99 cannot be used'),
    });
  });

  it('fails the job and not itself when the weights are damaged after the start', async () => {
    cpSync(join(directory, 'emoji'), join(directory, 'later'), { recursive: true });
    const painter = await startPainter({ modelsDirectory: directory, threads: 1 });
    try {
      truncateSync(join(directory, 'later/vae_decoder/model.onnx'), 1000);
      await expect(ask(painter, { model: 'later' })).rejects.toMatchObject({ code: 'model_unavailable' });
      writeFileSync(join(directory, 'later/tokenizer/vocab.json'), '[]');
      await expect(ask(painter, { model: 'later' })).rejects.toMatchObject({ code: 'model_unavailable' });
      expect((await ask(painter, { steps: 1 })).images.length).toBe(1);
    } finally {
      await painter.close();
      rmSync(join(directory, 'later'), { recursive: true });
    }
  });

  it('rejects what it was painting when it is closed', async () => {
    const painter = await startPainter({ modelsDirectory: directory, threads: 1 });
    let closing: Promise<void> | undefined;
    const onStep = () => {
      closing ??= painter.close();
    };
    await expect(ask(painter, { steps: 400 }, { onStep })).rejects.toMatchObject({ code: 'engine_stopped' });
    await closing;
    await painter.ended;
    await expect(ask(painter, {})).rejects.toMatchObject({ code: 'engine_stopped' });
  });

  it('says that it ended, and rejects what it was painting, when its thread dies', async () => {
    const painter = await startPainter({ modelsDirectory: directory, threads: 1 });
    const ended = expect(painter.ended).rejects.toMatchObject({ code: 'engine_stopped' });
    const other = expect(ask(painter, { steps: 400 })).rejects.toMatchObject({ code: 'engine_stopped' });
    // What no caller may do, and the only way to an error that is not a Fault.
    const prompt = 5 as unknown as string;
    await expect(ask(painter, { prompt })).rejects.toMatchObject({ code: 'engine_stopped' });
    await other;
    await ended;
    await painter.close();
  });
});
