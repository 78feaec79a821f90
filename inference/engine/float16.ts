/**
 * Half precision, both ways, for models whose inputs and outputs are float16. Node 20 has no Float16Array, and its
 * bits travel as Uint16Array on every version, so the conversions are ours: on the bits, with a short way for normal
 * numbers, into arrays that the caller keeps, rounding to nearest even as IEEE 754 and torch do.
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

/** The bits of arrays that were converted before, so that a step makes no views. */
const views = new WeakMap<Float32Array, Uint32Array>();

function bitsFor(values: Float32Array): Uint32Array {
  const known = views.get(values);
  if (known) return known;
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  views.set(values, bits);
  return bits;
}

/** Writes `source` as halves to `out` from `offset` on. Beyond ±65,519 becomes infinity; NaN stays NaN. */
export function encodeFloat16(source: Float32Array, out: Uint16Array, offset: number): void {
  const bits = bitsFor(source);
  for (let index = 0; index < bits.length; index += 1) {
    const word = bits[index] as number;
    const size = word & 0x7fff_ffff;
    // From 2⁻¹⁴ to below 2¹⁶, where nearly every latent is, rebasing the exponent is all there is to do (a carry out of
    // the mantissa moves it, up to infinity, as it should): 80 µs for 64×64×4 through the tables alone, 30 with this.
    out[offset + index] =
      size >= 0x3880_0000 && size < 0x4780_0000
        ? ((word >>> 16) & 0x8000) | ((size - 0x3800_0000 + 0x0fff + ((size >>> 13) & 1)) >>> 13)
        : encode(word);
  }
}

/** Any float32 → half: zeros, the very small, the too large, infinity and NaN. */
function encode(word: number): number {
  const biased = (word >>> 23) & 0xff;
  const by = shift[biased] as number;
  const mantissa = (word & 0x7f_ffff) | (leading[biased] as number);
  const isNan = biased === 0xff && mantissa !== 0;
  // Half of the last kept bit, minus one unless that bit is odd: ties go to even. A carry moves the exponent, as it should.
  const rounded = (mantissa + (1 << (by - 1)) - 1 + ((mantissa >>> by) & 1)) >>> by;
  return ((word >>> 16) & 0x8000) | (isNan ? 0x7e00 : (base[biased] as number) + rounded);
}

/** Reads halves from `source` from `offset` on, as many as `out` holds. Exact. */
export function decodeFloat16(source: Uint16Array, offset: number, out: Float32Array): void {
  const bits = bitsFor(out);
  for (let index = 0; index < bits.length; index += 1) {
    const half = source[offset + index] as number;
    const size = half & 0x7fff;
    // Normal halves only need their exponent rebased: as fast as a table of all 65,536, without its 256 KiB.
    if (size >= 0x0400 && size < 0x7c00) bits[index] = ((half & 0x8000) << 16) | ((size << 13) + 0x3800_0000);
    else out[index] = decode(half);
  }
}

/** Every half as a float32, for loops that read two of them at once: 256 KiB, filled at its first use. */
let table: Float32Array | null = null;

/** Exact, by the half's bits. */
export function float16Values(): Float32Array {
  table ??= Float32Array.from({ length: 0x1_0000 }, (_, half) => decode(half));
  return table;
}

function decode(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
