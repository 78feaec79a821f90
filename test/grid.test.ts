import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { composeGrid } from '../bot/grid.ts';

const plain = (side: number, red: number): Promise<Buffer> =>
  sharp({ create: { width: side, height: side, channels: 3, background: { r: red, g: 0, b: 0 } } })
    .png()
    .toBuffer();

describe('a grid', () => {
  it.each([
    [1, 288, 288],
    [2, 584, 288],
    [3, 584, 584],
    [4, 584, 584],
  ])('of %i small pictures enlarges each three times and is %i × %i', async (count, width, height) => {
    const images = await Promise.all(Array.from({ length: count }, (_, slot) => plain(96, 60 * slot)));
    const grid = await composeGrid(images);
    expect(await sharp(grid.data).metadata()).toMatchObject({ width, height });
  });

  it('reads left to right, top to bottom, like the numbers on its buttons', async () => {
    const grid = await composeGrid(await Promise.all([10, 80, 150, 220].map((red) => plain(256, red))));
    const { data, info } = await sharp(grid.data).raw().toBuffer({ resolveWithObject: true });
    const redAt = (x: number, y: number) => data[(y * info.width + x) * info.channels];
    const near = (value: number | undefined) => Math.round(Number(value) / 10) * 10; // WebP is a shade off
    expect([redAt(5, 5), redAt(300, 5), redAt(5, 300), redAt(300, 300)].map(near)).toEqual([10, 80, 150, 220]);
  });

  it('shows nothing between its pictures', async () => {
    const grid = await composeGrid(await Promise.all([10, 80, 150, 220].map((red) => plain(256, red))));
    const { data, info } = await sharp(grid.data).raw().toBuffer({ resolveWithObject: true });
    expect(data[(5 * info.width + 260) * info.channels + 3]).toBe(0);
  });

  it('leaves pictures of 256 pixels and more at their own size', async () => {
    expect(await sharp((await composeGrid([await plain(256, 9)])).data).metadata()).toMatchObject({ width: 256 });
  });
});
