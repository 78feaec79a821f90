/**
 * Half precision, both ways, for models whose inputs and outputs are float16. Node 20 has no Float16Array, and its
 * bits travel as Uint16Array on every version, so the conversions are ours: table look-ups without branches on the
 * value, into arrays that the caller keeps, rounding to nearest even as IEEE 754 and torch do.
 */

const EXPONENTS = 256;
/** By a float32's biased exponent: what to add to the half, how far to shift, and the implicit leading bit. */
const base = new Uint16Array(EXPONENTS);
const shift = new Uint8Array(EXPONENTS);
const leading = new Uint32Array(EXPONENTS);

for (let biased = 0; biased < EXPONENTS; biased += 1) {
  const exponent = biased - 127;
  base[biased] = exponent > 15 ? 0x7c00 : exponent >= -14 ? (exponent + 15) << 10 : 0;
  // A shift of 25 rounds any 24-bit mantissa to 0: too small for a half, or already infinity.
  shift[biased] = exponent > 15 || exponent < -25 ? 25 : exponent >= -14 ? 13 : -1 - exponent;
  leading[biased] = exponent < -14 && biased > 0 ? 0x80_0000 : 0;
}

/** The float32 of each of the 65,536 halves: 256 KiB, made when a model first needs it. */
let halves: Float32Array | null = null;

/** Writes `source` as halves to `out` from `offset` on. Beyond ±65,519 becomes infinity; NaN stays NaN. */
export function encodeFloat16(source: Float32Array, out: Uint16Array, offset: number): void {
  const bits = new Uint32Array(source.buffer, source.byteOffset, source.length);
  for (let index = 0; index < bits.length; index += 1) {
    const word = bits[index] as number;
    const biased = (word >>> 23) & 0xff;
    const by = shift[biased] as number;
    const mantissa = (word & 0x7f_ffff) | (leading[biased] as number);
    const isNan = biased === 0xff && mantissa !== 0;
    // Half of the last kept bit, minus one unless that bit is odd: ties go to even. A carry moves the exponent, as it should.
    const rounded = (mantissa + (1 << (by - 1)) - 1 + ((mantissa >>> by) & 1)) >>> by;
    out[offset + index] = ((word >>> 16) & 0x8000) | (isNan ? 0x7e00 : (base[biased] as number) + rounded);
  }
}

/** Reads halves from `source` from `offset` on, as many as `out` holds. Exact. */
export function decodeFloat16(source: Uint16Array, offset: number, out: Float32Array): void {
  halves ??= Float32Array.from({ length: 65_536 }, (_, half) => decode(half));
  for (let index = 0; index < out.length; index += 1) {
    out[index] = halves[source[offset + index] as number] as number;
  }
}

function decode(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
