/**
 * NumPy's natural logarithm of a float32 of 0 or more, bit for bit: one in ten is not the float32 nearest to the true
 * logarithm, some by 3 units in the last place. Schedules that truncate a timestep, and DEIS, whose integrals cancel,
 * show such differences.
 *
 * ln x = e·ln 2 + p(y)/q(y), x = 2ᵉ·(1 + y) with 1 + y in √½…√2, evaluated with fused multiply-add; the coefficients
 * are those of NumPy's vectorised kernel.
 */
export function float32Log(x: number): number {
  if (x === 0 || x === Number.POSITIVE_INFINITY) return Math.log(x); // a schedule without noise, or of nothing else
  let mantissa = x;
  let exponent = 0;
  for (; mantissa > SQRT2; exponent += 1) mantissa /= 2;
  for (; mantissa <= SQRT2 / 2; exponent -= 1) mantissa *= 2;
  const y = mantissa - 1;
  return Math.fround(exponent * LN2 + Math.fround(polynomial(NUMERATOR, y) / polynomial(DENOMINATOR, y)));
}

/** Horner's rule, highest power first. A product of two float32 is exact in float64: each line rounds once, as an FMA does. */
const polynomial = (coefficients: readonly number[], y: number): number =>
  coefficients.reduce((sum, coefficient) => Math.fround(sum * y + coefficient));

const SQRT2 = Math.fround(Math.SQRT2);
const LN2 = Math.fround(Math.LN2);
const NUMERATOR = [0.02589979117907922, 0.3808837741388408, 1.4800006335765066, 2.112677543073053, 1, 0].map(
  Math.fround,
);
const DENOMINATOR = [
  0.005875095403124574, 0.1546476374983907, 0.9864942958519418, 2.4530060717847366, 2.612677543073109, 1,
].map(Math.fround);
