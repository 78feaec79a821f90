import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { encodePng, readParameters } from '../inference/png.ts';

const WIDTH = 3;
const HEIGHT = 2;
const pixels = Uint8Array.from({ length: WIDTH * HEIGHT * 3 }, (_, index) => index * 14);

/** Type and content of each chunk, its checksum verified. */
function chunksOf(png: Buffer): { type: string; content: Buffer }[] {
  const chunks = [];
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const body = png.subarray(at + 4, at + 8 + length);
    expect(png.readUInt32BE(at + 8 + length)).toBe(crc32(body));
    chunks.push({ type: body.toString('latin1', 0, 4), content: body.subarray(4) });
    at += 12 + length;
  }
  return chunks;
}

describe('a PNG', () => {
  it('keeps every pixel', async () => {
    const png = await encodePng(pixels, WIDTH, HEIGHT, 'Steps: 1');
    const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
    expect({ width: info.width, height: info.height, channels: info.channels }).toEqual({
      width: WIDTH,
      height: HEIGHT,
      channels: 3,
    });
    expect(Uint8Array.from(data)).toEqual(pixels);
  });

  it.each([
    ['tEXt', 'café at night\nSteps: 20, Seed: 42'],
    ['iTXt', '紅いリンゴ 🍎\nSteps: 20, Seed: 42'],
    ['tEXt', ''],
  ])('carries its parameters in a valid %s chunk: %j', async (type, text) => {
    const png = await encodePng(pixels, WIDTH, HEIGHT, text);
    const chunks = chunksOf(png);
    expect(chunks.at(0)?.type).toBe('IHDR');
    expect(chunks.at(-1)?.type).toBe('IEND');
    expect(chunks.filter((chunk) => chunk.type === 'tEXt' || chunk.type === 'iTXt').map((chunk) => chunk.type)).toEqual(
      [type],
    );
    expect(readParameters(png)).toBe(text);
  });

  it('its chunk is read back by another decoder', async () => {
    const { comments } = await sharp(await encodePng(pixels, WIDTH, HEIGHT, 'a red apple\nSteps: 20')).metadata();
    expect(comments).toEqual([{ keyword: 'parameters', text: 'a red apple\nSteps: 20' }]);
  });

  it('without parameters says so', async () => {
    const png = await sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
      .png()
      .toBuffer();
    expect(readParameters(png)).toBeNull();
  });
});
