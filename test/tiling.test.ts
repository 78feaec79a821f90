import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Sample } from '../inference/engine/sample.ts';
import { createScheduler } from '../inference/engine/schedulers/create-scheduler.ts';
import { offsetOfCall, opposite, roll } from '../inference/engine/tiling.ts';
import { startPainter } from '../inference/painter.ts';
import type { SchedulerName } from '../prisma/scheduler-name.ts';
import { apple } from './new-job.ts';
import { seams } from './seams.ts';
import { writeTinyModel } from './tiny-model.ts';

const counted = (length: number): Float32Array => Float32Array.from({ length }, (_, index) => index);

/** A sample of 2 channels of 6×8, and what its model is shown when it predicts nothing at all. */
function sampleOf(tile: boolean, maskChannels: Float32Array | null = null): Sample {
  return new Sample({
    latents: counted(2 * 6 * 8),
    maskChannels,
    height: 6,
    width: 8,
    scheduler: createScheduler('DDIM', {}, 10),
    drawNoise: () => counted(2 * 6 * 8),
    guidance: { scale: 1, rescale: 0, end: 1 },
    conditional: { values: new Float32Array(1), tokens: 1 },
    unconditional: null,
    tile,
  });
}

describe('tiling', () => {
  it.each([
    [1, 1],
    [6, 8],
    [9, 5],
  ])('moves every value of %i×%i latents around the torus, and back', (height, width) => {
    const planes = counted(3 * height * width);
    for (const offset of [
      { rows: 0, columns: 0 },
      { rows: height - 1, columns: 1 % width },
      { rows: 3 % height, columns: width - 1 },
    ]) {
      const rolled = new Float32Array(planes.length);
      roll(planes, height, width, offset, rolled);
      for (const [index, value] of rolled.entries()) {
        const [column, row] = [index % width, Math.floor(index / width) % height];
        const [fromRow, fromColumn] = [row - offset.rows + height, column - offset.columns + width];
        const plane = index - row * width - column;
        expect(value).toBe(plane + (fromRow % height) * width + (fromColumn % width));
      }
      const back = new Float32Array(planes.length);
      roll(rolled, height, width, opposite(offset, height, width), back);
      expect(back).toEqual(planes);
    }
  });

  it('puts the edge somewhere else in each of twenty calls, in every part of the picture', () => {
    const offsets = Array.from({ length: 20 }, (_, call) => offsetOfCall(call, 64, 48));
    expect(new Set(offsets.map(({ rows, columns }) => `${rows} ${columns}`)).size).toBe(20);
    for (const [side, length] of [
      ['rows', 64],
      ['columns', 48],
    ] as const) {
      const places = offsets.map((offset) => offset[side]).sort((a, b) => a - b);
      const gaps = places.map((place, index) => (places[index + 1] ?? (places[0] ?? 0) + length) - place);
      expect(Math.max(...gaps)).toBeLessThan(length / 6);
    }
  });

  it('shows the model the latents, mask channels and all, from the place that the call looks from', () => {
    const mask = counted(3 * 6 * 8).map((value) => 1000 + value);
    const [still, moving] = [sampleOf(false, mask), sampleOf(true, mask)];
    for (const sample of [still, moving]) sample.prepare();
    const expected = new Float32Array(5 * 6 * 8);
    roll(still.rows[0].input, 6, 8, offsetOfCall(0, 6, 8), expected);
    expect(moving.rows[0].input).toEqual(expected);
    moving.prepare(); // as after a call that failed
    expect(moving.rows[0].input).toEqual(expected);
  });

  it.each<SchedulerName>(['DPMSolverMultistep', 'EulerAncestralDiscrete', 'HeunDiscrete'])(
    'is no other picture where the model asks no value about its neighbours: same noise, same steps (%s)',
    async (scheduler) => {
      const directory = mkdtempSync(join(tmpdir(), 'easel-tiling-'));
      onTestFinished(() => rmSync(directory, { recursive: true }));
      writeTinyModel(join(directory, 'tiny'));
      const painter = await startPainter({ modelsDirectory: directory, threads: 1 });
      onTestFinished(() => painter.close());
      const request = { ...apple, model: 'tiny', width: 24, height: 16, steps: 6, scheduler };
      const options = { priority: 0, signal: new AbortController().signal, onStep: () => undefined };
      const [still, moving] = await Promise.all(
        [false, true].map((tile) => painter.paint({ ...request, tile }, options)),
      );
      expect(moving?.images).toEqual(still?.images);
    },
  );

  it('leaves no seam where a model that takes the outside for zeros leaves one', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'easel-tiling-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    writeTinyModel(join(directory, 'tiny'), { looksAround: true });
    const painter = await startPainter({ modelsDirectory: directory, threads: 1 });
    onTestFinished(() => painter.close());
    const request = { ...apple, model: 'tiny', width: 32, height: 32, steps: 20, guidanceScale: 1, count: 4 };
    const options = { priority: 0, signal: new AbortController().signal, onStep: () => undefined };
    const seamOf = async (tile: boolean): Promise<number> => {
      const { images } = await painter.paint({ ...request, tile }, options);
      const measured = images.map(({ pixels }) => seams(pixels, 32));
      return measured.reduce((sum, { edge, inside }) => sum + edge / inside, 0) / measured.length;
    };
    const [still, tiled] = [await seamOf(false), await seamOf(true)];
    console.log(`edge against inside: ${still.toFixed(2)} without tiling, ${tiled.toFixed(2)} with`);
    expect(still).toBeGreaterThan(1.3);
    expect(tiled).toBeLessThan(1.1);
  });
});
