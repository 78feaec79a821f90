import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parseDevice } from '../inference/engine/device.ts';
import { encodeImage } from '../inference/engine/initial-image.ts';
import { openPipeline, type Pipeline } from '../inference/engine/pipeline.ts';
import { PIXEL_GRAPH, PixelGraph } from '../inference/engine/pixel-graph.ts';
import { Session } from '../inference/engine/session.ts';
import { roll } from '../inference/engine/tiling.ts';
import { VaeDecoder } from '../inference/engine/vae.ts';
import { drawLatents, VaeEncoder } from '../inference/engine/vae-encoder.ts';
import { VaeDecoderGraph } from '../inference/engine/vae-graph.ts';
import { readCatalogue } from '../inference/models/catalogue.ts';
import type { Model } from '../inference/models/model.ts';
import { type InitialImage, type Painter, type Painting, startPainter } from '../inference/painter.ts';
import type { ImageRequest } from '../prisma/image-request.ts';
import { apple } from './new-job.ts';
import { FLOAT16 } from './onnx-graph.ts';
import { seams } from './seams.ts';
import { type TinyModelOptions, writeTinyModel } from './tiny-model.ts';

const cpu = parseDevice('cpu', 1);
const embedded = fileURLToPath(new URL('../models', import.meta.url));
const options = { priority: 0, signal: new AbortController().signal, onStep: () => undefined };

/** Mean absolute difference of two pictures, 0…255. */
const difference = (a: Uint8Array, b: Uint8Array): number =>
  a.reduce((sum, value, index) => sum + Math.abs(value - (b[index] ?? Number.NaN)), 0) / a.length;

/** A picture of 96×96 in the middle of a white one of 192×192, so that its edges are the same on every side. */
const onWhite = (pixels: Uint8Array): Promise<Buffer> =>
  sharp(pixels, { raw: { width: 96, height: 96, channels: 3 } })
    .extend({ top: 48, bottom: 48, left: 48, right: 48, background: '#fff' })
    .raw()
    .toBuffer();

describe('the decoder of the embedded model', () => {
  const side = 24; // latent cells: 192 pixels, twice what it was trained for
  let pipeline: Pipeline;
  let painter: Painter;
  let painted: Uint8Array;
  let latents: Float32Array;

  beforeAll(async () => {
    const [entry] = (await readCatalogue(embedded, ['DPMSolverMultistep'])).models;
    pipeline = await openPipeline(entry?.model as Model, cpu);
    painter = await startPainter({ modelsDirectory: embedded, threads: 1 });
    painted = await onWhite(await paint({ steps: 10 }));
    const encoder = await pipeline.vaeEncoder?.();
    if (encoder === undefined) throw new RangeError('The embedded model has an encoder.');
    const { image } = await encodeImage(encoder, pipeline.model, { pixels: painted, width: 192, height: 192 });
    latents = drawLatents({ ...image, deviation: null }, pipeline.model, () => new Float32Array());
  });
  afterAll(async () => {
    await painter.close();
    await pipeline.close();
  });

  const paint = async (request: Partial<ImageRequest>): Promise<Uint8Array> => {
    const { images } = await painter.paint({ ...apple, ...request }, options);
    return images[0]?.pixels ?? new Uint8Array();
  };
  const decode = async (values: Float32Array, seamless = false, cellsMax?: number): Promise<Uint8Array> => {
    const session = await Session.open(pipeline.model.vaeDecoder, cpu);
    onTestFinished(() => session.close());
    const pixels = await Session.open(PIXEL_GRAPH[0], cpu, PIXEL_GRAPH[1]);
    onTestFinished(() => pixels.close());
    const graph = new VaeDecoderGraph(session, pipeline.model, cellsMax);
    const decoder = new VaeDecoder(graph, new PixelGraph(pixels), pipeline.model);
    return (await decoder.decode(values, side, side, seamless)).pixels;
  };

  it('paints in tiles nearly what it paints whole', async () => {
    const [whole, tiled] = [await decode(latents), await decode(latents, false, side * side - 1)];
    const [lost, moved] = [difference(whole, painted), difference(tiled, whole)];
    console.log(`mean difference: tiles to whole ${moved.toFixed(2)}, there and back ${lost.toFixed(2)}`);
    expect(moved).toBeGreaterThan(0);
    expect(moved).toBeLessThan(0.8);
  });

  it('encodes in tiles nearly what it encodes whole', async () => {
    const session = await Session.open(pipeline.model.vaeEncoder ?? expect.fail(), cpu);
    onTestFinished(() => session.close());
    const encoder = new VaeEncoder(session, pipeline.model, side * side - 1);
    const { image } = await encodeImage(encoder, pipeline.model, { pixels: painted, width: 192, height: 192 });
    const tiles = drawLatents({ ...image, deviation: null }, pipeline.model, () => new Float32Array());
    const moved = difference(await decode(tiles), await decode(latents));
    console.log(`mean difference: encoded in tiles to encoded whole ${moved.toFixed(2)}`);
    expect(moved).toBeGreaterThan(0);
    expect(moved).toBeLessThan(2);
  });

  it('encodes a seamless picture as it lies beside itself', async () => {
    const encoder = (await pipeline.vaeEncoder?.()) ?? expect.fail();
    const encode = async (pixels: Uint8Array, seamless: boolean): Promise<Float32Array> => {
      const { image } = await encodeImage(encoder, pipeline.model, { pixels, width: 192, height: 192 }, seamless);
      return drawLatents({ ...image, deviation: null }, pipeline.model, () => new Float32Array());
    };
    const moved = new Float32Array(latents.length);
    roll(latents, side, side, { rows: side / 2, columns: side / 2 }, moved);
    const across = rollPixels(painted, 192, 96);
    const isAtEdge = (index: number): boolean =>
      [index % side, Math.floor(index / side) % side].some((place) => place === 0 || place === side - 1);
    const [plain, seamless] = [await encode(across, false), await encode(across, true)].map((found) => {
      const moves = Array.from(found, (value, index) => Math.abs(value - (moved[index] ?? 0)));
      const edge = moves.filter((_, index) => isAtEdge(index));
      return edge.reduce((sum, value) => sum + value, 0) / edge.length;
    });
    console.log(`mean difference of the edges' latents: ${plain?.toFixed(3)} plain, ${seamless?.toFixed(3)} seamless`);
    expect(seamless).toBeLessThan((plain ?? 0) / 4);
  });

  it('paints across the edges of a seamless picture what it paints in the middle, whole or in tiles', async () => {
    // White meets white in the middle: moved half around, it is the apple that meets itself at the edges.
    const moved = new Float32Array(latents.length);
    roll(latents, side, side, { rows: side / 2, columns: side / 2 }, moved);
    const expected = rollPixels(await decode(latents), 192, 96);
    const pictures = [await decode(moved), await decode(moved, true), await decode(moved, true, side * side - 1)];
    const differences = pictures.map((pixels) => difference(pixels, expected));
    const edges = [expected, ...pictures].map((pixels) => seams(pixels, 192).edge);
    const shown = [differences, edges].map((figures) => figures.map((figure) => figure.toFixed(2)).join(', '));
    console.log(
      `plain, seamless, seamless in tiles: mean difference ${shown[0]}; edge, first as expected, ${shown[1]}`,
    );
    const [plain = 0, seamless = Number.NaN, tiled = Number.NaN] = differences;
    expect(plain).toBeGreaterThan(1);
    expect(seamless).toBeLessThan(0.3); // the decoder normalises over all it sees, the margin included
    expect(tiled).toBeLessThan(0.8);
  });

  it('leaves no seam in the pictures of a request that wants none', async () => {
    const ratios: number[] = [];
    for (const seed of [1, 2, 3]) {
      const prompt = 'a red apple on a blue background';
      const { edge, inside } = seams(await paint({ prompt, seed, tile: true, steps: 20 }), 96);
      ratios.push(edge / inside);
    }
    console.log(`edge against inside: ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')}`);
    expect(Math.max(...ratios)).toBeLessThan(2.5);
  });
});

/** A square picture, moved by as much down as to the right, around the torus. */
function rollPixels(pixels: Uint8Array, side: number, distance: number): Uint8Array {
  return pixels.map((_, index) => {
    const [column, row] = [Math.floor(index / 3) % side, Math.floor(index / 3 / side)];
    const from = ((row + side - distance) % side) * side + ((column + side - distance) % side);
    return pixels[3 * from + (index % 3)] as number;
  });
}

describe('a decoder that fails', () => {
  let directory: string;
  let painter: Painter;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'easel-vae-'));
    const half = { floatType: FLOAT16, float32Decoder: true };
    const models: Record<string, TinyModelOptions> = {
      plain: { encodes: 'latent_parameters' },
      half,
      fixed: { decoderSide: 16 },
      'hungry-vae': { cellsBeforeOutOfMemory: 300, encodes: 'latent_parameters' },
      'greedy-vae': { cellsBeforeOutOfMemory: 40 },
      overflowing: { ...half, paints: 'infinity' },
      black: { ...half, paints: 'black' },
    };
    for (const [name, model] of Object.entries(models)) writeTinyModel(join(directory, name), model);
    painter = await startPainter({ modelsDirectory: directory, threads: 1 });
  });
  afterAll(async () => {
    await painter.close();
    rmSync(directory, { recursive: true });
  });

  const paint = (model: string, width = 48, height = 40, rest: Partial<ImageRequest> = {}, initImage?: InitialImage) =>
    painter.paint({ ...apple, model, width, height, steps: 2, count: 2, ...rest }, { ...options, initImage });
  const differences = (a: Painting, b: Painting): number[] =>
    a.images.map(({ pixels }, index) => difference(pixels, b.images[index]?.pixels ?? new Uint8Array()));

  it('for want of memory gets tiles that there is memory for, and the person is told', async () => {
    const [whole, tiled] = [await paint('plain'), await paint('hungry-vae')];
    expect(Math.max(...differences(whole, tiled))).toBeLessThan(0.01);
    expect([whole.notices, tiled.notices]).toEqual([[], [{ code: 'vae_tiled', values: {} }]]);
    expect((await paint('hungry-vae', 16, 16)).notices).toEqual([]); // small enough
  });

  it('at every size but the one it was exported for paints seamless pictures in tiles of that', async () => {
    const [open, fixed] = [await paint('plain', 16, 16, { tile: true }), await paint('fixed', 16, 16, { tile: true })];
    expect(Math.max(...differences(open, fixed))).toBeLessThan(0.01);
    expect(fixed.notices).toEqual([]);
  });

  it('for want of memory encodes in tiles too, and tells the person once', async () => {
    const [width, height] = [48, 40];
    const initImage = {
      pixels: Uint8Array.from({ length: 3 * width * height }, (_, index) => index % 251),
      width,
      height,
    };
    const request = { imageToImage: { strength: 0.5 } };
    const [whole, tiled] = [
      await paint('plain', width, height, request, initImage),
      await paint('hungry-vae', width, height, request, initImage),
    ];
    expect(Math.max(...differences(whole, tiled))).toBeLessThan(0.01);
    expect(tiled.notices).toEqual([{ code: 'vae_tiled', values: {} }]);
  });

  it('with the smallest tile still fails', async () => {
    await expect(paint('greedy-vae')).rejects.toMatchObject({ code: 'out_of_memory' });
  });

  it.each(['overflowing', 'black'])(
    'in float16 is repeated in float32 where the model has that (%s)',
    async (model) => {
      const [half, retried] = [await paint('half'), await paint(model)];
      expect(retried.notices).toEqual([{ code: 'vae_retried', values: {} }]);
      expect(half.notices).toEqual([]);
      expect(Math.max(...differences(half, retried))).toBeLessThan(0.5);
    },
  );
});
