import { createHash, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type InitialImage, type Painter, type Painting, startPainter } from '../inference/painter.ts';
import { Queue } from '../inference/queue.ts';
import { Worker } from '../inference/worker.ts';
import type { ImageRequest } from '../prisma/image-request.ts';
import { freshDatabase } from './database.ts';
import { apple, insertJob } from './new-job.ts';
import { until } from './until.ts';

const modelsDirectory = fileURLToPath(new URL('../models', import.meta.url));
const SIDE = 96;

describe('image to image on the embedded model', () => {
  let painter: Painter;
  let start: InitialImage;
  beforeAll(async () => {
    painter = await startPainter({ modelsDirectory, threads: 1 });
    const red = await ask({ prompt: 'a red apple', steps: 20, seed: 7 });
    start = { pixels: red.images[0]?.pixels ?? new Uint8Array(), width: SIDE, height: SIDE };
  });
  afterAll(() => painter.close());

  const ask = (
    request: Partial<ImageRequest>,
    options: { initImage?: InitialImage; onStep?: (step: number, steps: number) => void } = {},
  ): Promise<Painting> =>
    painter.paint(
      { ...apple, ...request },
      { priority: 0, signal: new AbortController().signal, onStep: () => undefined, ...options },
    );

  const from = (strength: number, request: Partial<ImageRequest> = {}, initImage = start): Promise<Painting> =>
    ask({ prompt: 'a green apple', steps: 20, seed: 7, ...request, imageToImage: { strength } }, { initImage });

  /** Mean difference of two pictures, 0…255. */
  const distance = (a: Painting, pixels: Uint8Array): number => {
    const [image] = a.images;
    return pixels.reduce((sum, value, i) => sum + Math.abs(value - (image?.pixels[i] ?? 0)), 0) / pixels.length;
  };

  /** Mean red, green and blue of 16×16 pixels below the middle. */
  const colourAt = (pixels: Uint8Array, left: number): number[] =>
    [0, 1, 2].map((channel) => {
      let sum = 0;
      for (let at = 0; at < 256; at += 1) {
        sum += pixels[3 * ((48 + (at >> 4)) * SIDE + left + (at & 15)) + channel] ?? Number.NaN;
      }
      return sum / 256;
    });

  const hash = ({ images }: Painting): string[] =>
    images.map(({ pixels }) => createHash('sha256').update(pixels).digest('hex'));

  it('stays near its picture at little strength and leaves it as the strength grows', async () => {
    const distances = [];
    for (const strength of [0.1, 0.5, 1]) distances.push(distance(await from(strength), start.pixels));
    expect(distances).toEqual([...distances].sort((a, b) => a - b));
    expect(distances[0]).toBeLessThan(20);
    expect(distances[2]).toBeGreaterThan(30);
  });

  it('gives the same pixels for the same seed, alone and in any company', async () => {
    const alone = hash(await from(0.5));
    const [together] = await Promise.all([from(0.5), ask({ count: 2, steps: 15, seed: 3 }), from(0.9, { seed: 1 })]);
    expect(hash(together)).toEqual(alone);
    expect(hash(await from(0.5, { seed: 8 }))).not.toEqual(alone);
  });

  it('makes as many steps as the strength leaves', async () => {
    const told: number[] = [];
    const request = { prompt: 'a green apple', steps: 20, seed: 7, imageToImage: { strength: 0.3 } };
    await ask(request, { initImage: start, onStep: (step) => told.push(step) });
    expect(told[0]).toBe(3); // after one of six calls, which stand for twenty steps
  });

  it('paints only inside a mask, and keeps every other pixel as it was', async () => {
    const mask = new Uint8Array(SIDE * SIDE).map((_, at) => (at % SIDE < SIDE / 2 ? 255 : 0));
    const painting = await from(0.8, {}, { ...start, mask });
    const pixels = painting.images[0]?.pixels ?? new Uint8Array();
    const changed = [0, 0];
    for (let at = 0; at < SIDE * SIDE; at += 1) {
      const isPainted = at % SIDE < SIDE / 2 ? 1 : 0;
      const differs = [0, 1, 2].some((channel) => pixels[3 * at + channel] !== start.pixels[3 * at + channel]);
      if (differs) changed[isPainted] = (changed[isPainted] ?? 0) + 1;
    }
    expect(changed[0]).toBe(0);
    expect(changed[1]).toBeGreaterThan((SIDE * SIDE) / 4);
    // The apple's own square on either side of the line: green where it was painted anew, red as it was elsewhere.
    const [painted, kept] = [colourAt(pixels, 26), colourAt(pixels, 54)];
    expect(painted[1]).toBeGreaterThan((painted[0] ?? 0) + 10);
    expect(kept[0]).toBeGreaterThan((kept[1] ?? 0) + 100);
  });

  it('repaints the picture that the bot stored with a job, and keeps its layout', async () => {
    const db = await freshDatabase();
    // Words that the model has no picture for: from noise it paints a red square with something on it.
    const words = { prompt: 'something red', guidanceScale: 1, steps: 10, seed: 7 };
    const id = await insertJob(db, { request: { ...words, imageToImage: { strength: 0.5 } } });
    const png = await sharp(start.pixels, { raw: { width: SIDE, height: SIDE, channels: 3 } })
      .png()
      .toBuffer();
    await db.database.initialImage.create({ data: { jobId: id, png: Uint8Array.from(png) } });
    const worker = new Worker({
      queue: new Queue(db.database, randomUUID(), ['emoji']),
      painter,
      runtime: { easel: '0', node: '20', onnxruntime: '1' },
      progressOf: () => () => undefined,
      log: pino({ level: 'silent' }),
    });
    onTestFinished(() => worker.stop(AbortSignal.abort()));
    await worker.pull();
    const image = await until('the picture is stored', () => db.database.image.findFirst({ where: { jobId: id } }));
    expect(image.parameters).toContain('Denoising strength: 0.5');
    const repainted = await sharp(image.png).raw().toBuffer();
    const [direct, alone] = await Promise.all([from(0.5, words), ask(words)]);
    expect(createHash('sha256').update(repainted).digest('hex')).toBe(hash(direct)[0]);
    const [moved, movedAlone] = [distance(direct, start.pixels), distance(alone, start.pixels)];
    console.log(`from the picture ${moved.toFixed(1)} of 255 away from it, from noise ${movedAlone.toFixed(1)}`);
    expect(moved).toBeLessThan(movedAlone / 3);
  });

  it.each([
    ['no picture', { imageToImage: { strength: 0.5 } }, undefined, 'Expected a picture to start from'],
    ['a picture and no strength', {}, {}, 'Expected a strength with the picture'],
    ['another size', { imageToImage: { strength: 0.5 }, width: 64 }, {}, 'Expected the picture to be 64×96'],
    ['too few bytes', { imageToImage: { strength: 0.5 } }, { pixels: new Uint8Array(3) }, 'bytes of RGB for 96×96'],
    [
      'a mask of another size',
      { imageToImage: { strength: 0.5 } },
      { mask: new Uint8Array(3) },
      'Expected a mask of 96×96',
    ],
  ])('refuses %s with a sentence', async (_what, request, change, sentence) => {
    const options = change === undefined ? {} : { initImage: { ...start, ...change } };
    await expect(ask(request, options)).rejects.toMatchObject({
      code: 'request_unsupported',
      message: expect.stringContaining(sentence),
    });
  });
});
