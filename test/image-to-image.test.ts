import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InitialImage, type Painter, type Painting, startPainter } from '../inference/painter.ts';
import type { ImageRequest } from '../prisma/image-request.ts';
import { apple } from './new-job.ts';

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
    expect(told.length).toBe(6);
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
