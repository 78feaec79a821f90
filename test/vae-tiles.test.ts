import { describe, expect, it } from 'vitest';
import { computeTiles, type Planes } from '../inference/engine/vae-tiles.ts';

const ramp: Planes = { values: Float32Array.from({ length: 3 * 25 * 19 }, (_, index) => index), height: 25, width: 19 };

const same = { input: 1, output: 1 };
const tileOf = (side: number, overlap: number) => ({ height: side, width: side, overlap });

describe('tiles of the VAE decoder', () => {
  it('join without a trace where every tile agrees', async () => {
    const picture = await computeTiles(ramp, same, async (tile) => tile, tileOf(8, 2));
    for (const [index, value] of picture.values.entries()) expect(value).toBeCloseTo(index, 2);
  });

  it.each([
    [97, 2],
    [64, 1],
    [65, 2],
    [112, 2],
    [113, 3],
    [256, 5],
    [40, 1],
  ])('of 64 cells over %i are %i, all of one size, and reach the end', async (width, count) => {
    const seen: number[] = [];
    const decode = async (tile: Planes) => {
      seen.push(tile.width);
      return { ...tile, values: tile.values.map(() => 1) };
    };
    const latents = { values: new Float32Array(3 * width), height: 1, width };
    const { values } = await computeTiles(latents, same, decode, tileOf(64, 16));
    expect(seen).toEqual(Array.from({ length: count }, () => Math.min(width, 64)));
    expect(new Set(values)).toEqual(new Set([1]));
  });

  it('fade linearly from one to the next', async () => {
    let count = 0;
    const latents = { values: new Float32Array(3 * 4 * 12), height: 4, width: 12 };
    const decode = async (tile: Planes) => ({ ...tile, values: tile.values.fill(4 * count++) });
    const picture = await computeTiles(latents, same, decode, tileOf(8, 4));
    expect(Array.from(picture.values.subarray(0, 12))).toEqual([0, 0, 0, 0, 0, 1, 2, 3, 4, 4, 4, 4]);
  });

  it('blend in both directions where four of them meet', async () => {
    const levels = [0, 4, 8, 0];
    const latents = { values: new Float32Array(3 * 12 * 12), height: 12, width: 12 };
    const decode = async (tile: Planes) => ({ ...tile, values: tile.values.fill(levels.shift() ?? Number.NaN) });
    const { values } = await computeTiles(latents, same, decode, tileOf(8, 4));
    for (let row = 4; row < 8; row += 1) {
      for (let column = 4; column < 8; column += 1) {
        const [down, across] = [(row - 4) / 4, (column - 4) / 4];
        const expected = 4 * (1 - down) * across + 8 * down * (1 - across);
        expect(values[row * 12 + column]).toBeCloseTo(expected, 5);
      }
    }
  });
});
