import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parseDevice } from '../inference/engine/device.ts';
import { encodeImage } from '../inference/engine/initial-image.ts';
import { openPipeline, type Pipeline } from '../inference/engine/pipeline.ts';
import { Session } from '../inference/engine/session.ts';
import { VaeDecoder } from '../inference/engine/vae.ts';
import { drawLatents } from '../inference/engine/vae-encoder.ts';
import { readCatalogue } from '../inference/models/catalogue.ts';
import type { Model } from '../inference/models/model.ts';
import { type Painter, startPainter } from '../inference/painter.ts';
import { apple } from './new-job.ts';
import { type TinyModelOptions, writeTinyModel } from './tiny-model.ts';

const cpu = parseDevice('cpu', 1);
const embedded = fileURLToPath(new URL('../models', import.meta.url));
const options = { priority: 0, signal: new AbortController().signal, onStep: () => undefined };

/** Mean absolute difference of two pictures, 0…255. */
const difference = (a: Uint8Array, b: Uint8Array): number =>
  a.reduce((sum, value, index) => sum + Math.abs(value - (b[index] ?? Number.NaN)), 0) / a.length;

describe('the decoder of the embedded model', () => {
  const side = 24; // latent cells: 192 pixels, twice what it was trained for
  let pipeline: Pipeline;
  let painted: Uint8Array;
  let latents: Float32Array;

  beforeAll(async () => {
    const [entry] = (await readCatalogue(embedded, ['DPMSolverMultistep'])).models;
    pipeline = await openPipeline(entry?.model as Model, cpu);
    const painter = await startPainter({ modelsDirectory: embedded, threads: 1 });
    const painting = await painter.paint({ ...apple, width: 192, height: 192, steps: 10 }, options);
    await painter.close();
    painted = painting.images[0]?.pixels ?? new Uint8Array();
    const encoder = await pipeline.vaeEncoder?.();
    if (encoder === undefined) throw new RangeError('The embedded model has an encoder.');
    const { image } = await encodeImage(encoder, pipeline.model, { pixels: painted, width: 192, height: 192 });
    latents = drawLatents({ ...image, deviation: null }, pipeline.model, () => new Float32Array());
  });
  afterAll(() => pipeline.close());

  const decode = async (cellsMax?: number): Promise<Uint8Array> => {
    const session = await Session.open(pipeline.model.vaeDecoder, cpu);
    onTestFinished(() => session.close());
    const { pixels } = await new VaeDecoder(session, pipeline.model, cellsMax).decode(latents, side, side);
    return pixels;
  };

  it('paints in tiles nearly what it paints whole', async () => {
    const [whole, tiled] = [await decode(), await decode(side * side - 1)];
    const [lost, moved] = [difference(whole, painted), difference(tiled, whole)];
    console.log(`mean difference: tiles to whole ${moved.toFixed(2)}, there and back ${lost.toFixed(2)}`);
    expect(moved).toBeGreaterThan(0);
    expect(moved).toBeLessThan(0.8);
  });
});

describe('a device that runs out of memory', () => {
  let directory: string;
  let painter: Painter;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'easel-vae-'));
    const models: Record<string, TinyModelOptions> = {
      plain: {},
      'hungry-vae': { cellsBeforeOutOfMemory: 300 },
      'greedy-vae': { cellsBeforeOutOfMemory: 40 },
    };
    for (const [name, model] of Object.entries(models)) writeTinyModel(join(directory, name), model);
    painter = await startPainter({ modelsDirectory: directory, threads: 1 });
  });
  afterAll(async () => {
    await painter.close();
    rmSync(directory, { recursive: true });
  });

  const paint = (model: string, width: number, height: number) =>
    painter.paint({ ...apple, model, width, height, steps: 2, count: 2 }, options);

  it('gets tiles that it has memory for, and the person is told', async () => {
    const [whole, tiled] = [await paint('plain', 48, 40), await paint('hungry-vae', 48, 40)];
    for (const [index, { pixels }] of tiled.images.entries()) {
      expect(difference(pixels, whole.images[index]?.pixels ?? new Uint8Array())).toBeLessThan(0.01);
    }
    expect([whole.notices, tiled.notices]).toEqual([[], [{ code: 'vae_tiled', values: {} }]]);
  });

  it('is not told so of a picture that was small enough', async () => {
    expect((await paint('hungry-vae', 16, 16)).notices).toEqual([]);
  });

  it('fails where even the smallest tile is too much', async () => {
    await expect(paint('greedy-vae', 48, 40)).rejects.toMatchObject({ code: 'out_of_memory' });
  });
});
