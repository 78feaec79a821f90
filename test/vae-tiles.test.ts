import { describe, expect, it } from 'vitest';
import { decodeTiles, type Planes } from '../inference/engine/vae-tiles.ts';

const ramp: Planes = { values: Float32Array.from({ length: 3 * 25 * 19 }, (_, index) => index), height: 25, width: 19 };

describe('tiles of the VAE decoder', () => {
  it('join without a trace where every tile agrees', async () => {
    const sizes: number[] = [];
    const picture = await decodeTiles(
      ramp,
      1,
      async (tile) => {
        sizes.push(tile.height, tile.width);
        return tile;
      },
      { cells: 8, overlap: 2 },
    );
    expect(Math.max(...sizes)).toBe(8);
    for (const [index, value] of picture.values.entries()) expect(value).toBeCloseTo(index, 2);
  });

  it('fade linearly from one to the next', async () => {
    let count = 0;
    const latents = { values: new Float32Array(3 * 4 * 10), height: 4, width: 10 };
    const picture = await decodeTiles(
      latents,
      1,
      async (tile) => ({ ...tile, values: tile.values.fill(4 * count++) }),
      { cells: 8, overlap: 4 },
    );
    expect(Array.from(picture.values.subarray(0, 8))).toEqual([0, 0, 0, 0, 0, 1, 2, 3]);
  });

  it('blend in both directions where four of them meet', async () => {
    const levels = [0, 4, 4, 8, 0, 0];
    const latents = { values: new Float32Array(3 * 8 * 12), height: 8, width: 12 };
    const decode = async (tile: Planes) => ({ ...tile, values: tile.values.fill(levels.shift() ?? 0) });
    const { values } = await decodeTiles(latents, 1, decode, { cells: 8, overlap: 4 });
    for (let row = 4; row < 8; row += 1) {
      for (let column = 4; column < 8; column += 1) {
        const [down, across] = [(row - 4) / 4, (column - 4) / 4];
        const expected = 4 * (1 - down) * across + 8 * down * (1 - across);
        expect(values[row * 12 + column]).toBeCloseTo(expected, 5);
      }
    }
  });
});
