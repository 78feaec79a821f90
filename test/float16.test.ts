import { describe, expect, it } from 'vitest';
import { decodeFloat16, encodeFloat16 } from '../inference/engine/float16.ts';

const encode = (values: number[]): number[] => {
  const out = new Uint16Array(values.length);
  encodeFloat16(Float32Array.from(values), out, 0);
  return Array.from(out);
};
const decode = (halves: number[]): number[] => {
  const out = new Float32Array(halves.length);
  decodeFloat16(Uint16Array.from(halves), 0, out);
  return Array.from(out);
};

describe('half precision', () => {
  it('keeps every one of its 65,536 values on the way to float32 and back', () => {
    const halves = Array.from({ length: 65_536 }, (_, half) => half);
    const back = encode(decode(halves));
    const isNan = (half: number) => (half & 0x7c00) === 0x7c00 && (half & 0x3ff) !== 0;
    for (const half of halves) {
      if (isNan(half)) expect(isNan(back[half] as number)).toBe(true);
      else if (back[half] !== half) expect([half, back[half]]).toEqual([half, half]);
    }
  });

  it('knows the published values', () => {
    expect(decode([0x3c00, 0xc000, 0x7bff, 0x0001, 0x0400, 0x3555])).toEqual([
      1,
      -2,
      65_504,
      2 ** -24,
      2 ** -14,
      0.333251953125,
    ]);
    expect(encode([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0])).toEqual([0x7c00, 0xfc00, 0x8000]);
  });

  it('rounds to the nearest, and ties to even', () => {
    const step = 2 ** -10;
    expect(encode([1 + step / 2, 1 + (3 * step) / 2, 1 + step * 0.501, 1 + step * 0.499])).toEqual([
      0x3c00, 0x3c02, 0x3c01, 0x3c00,
    ]);
    expect(encode([65_519, 65_520])).toEqual([0x7bff, 0x7c00]); // the last that rounds down, the first that overflows
    expect(encode([2 ** -25, 2 ** -25 * 1.0001, 2 ** -24 * 1.5, 1e-40])).toEqual([0, 1, 2, 0]); // subnormal halves
  });

  it('rounds every float32 between two halves to the nearer one', () => {
    for (let half = 0; half < 0x7bff; half += 1) {
      const [low, high] = decode([half, half + 1]) as [number, number];
      const middle = (low + high) / 2; // exact in float32
      const even = half % 2 === 0 ? half : half + 1;
      const result = encode([middle - (high - low) / 8, middle, middle + (high - low) / 8]);
      if (result[0] !== half || result[1] !== even || result[2] !== half + 1) {
        expect([half, ...result]).toEqual([half, half, even, half + 1]);
      }
    }
  });

  it('writes and reads at an offset', () => {
    const halves = new Uint16Array(4);
    encodeFloat16(Float32Array.of(1, 2), halves, 2);
    expect(Array.from(halves)).toEqual([0, 0, 0x3c00, 0x4000]);
    const out = new Float32Array(1);
    decodeFloat16(halves, 3, out);
    expect(out[0]).toBe(2);
  });
});
