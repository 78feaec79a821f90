/**
 * out ← w0·t0 + w1·t1 + …, element by element in float64, rounded once. `out` may be one of the terms.
 *
 * Every step of every scheduler is such a sum, so these loops are where their time goes. They are written out by the
 * number of terms that count: at 64×64×4 two take 20 µs, three 39 and five 53, while one loop of five terms took 53
 * for any number, and an inner loop over a list of terms 90. Four elements at a time made two terms faster (30 µs one by
 * one) and more terms no faster. The fifth term is a third order solver's noise.
 */
export function combine(
  out: Float32Array,
  w0: number,
  t0: Float32Array,
  w1 = 0,
  t1 = t0,
  w2 = 0,
  t2 = t0,
  w3 = 0,
  t3 = t0,
  w4 = 0,
  t4 = t0,
): void {
  if (w4 !== 0) combineFive(out, w0, t0, w1, t1, w2, t2, w3, t3, w4, t4);
  else if (w3 !== 0) combineFour(out, w0, t0, w1, t1, w2, t2, w3, t3);
  else if (w2 !== 0) combineThree(out, w0, t0, w1, t1, w2, t2);
  else combineTwo(out, w0, t0, w1, t1);
}

/**
 * mid ← a·x + b·y, then x ← c·x + d·mid + e·z, element by element in float64, each rounded once: what `combine` does in
 * two calls. In one pass it takes 46 µs for 64×64×4 instead of 58; 49 instead of 76 where a UNet call has left nothing of
 * these tensors in the cache. `z` may be `x`.
 */
export function combineChained(
  x: Float32Array,
  [a, y, b]: readonly [a: number, y: Float32Array, b: number],
  mid: Float32Array,
  [c, d, e, z]: readonly [c: number, d: number, e: number, z: Float32Array],
): void {
  const { fround } = Math;
  for (let i = 0; i < x.length; i += 1) {
    const xi = x[i] as number;
    const zi = z[i] as number;
    const middle = fround(a * xi + b * (y[i] as number));
    mid[i] = middle;
    x[i] = c * xi + d * middle + e * zi;
  }
}

function combineTwo(out: Float32Array, w0: number, t0: Float32Array, w1: number, t1: Float32Array): void {
  const { length } = out;
  let i = 0;
  for (; i < length - 3; i += 4) {
    out[i] = w0 * (t0[i] as number) + w1 * (t1[i] as number);
    out[i + 1] = w0 * (t0[i + 1] as number) + w1 * (t1[i + 1] as number);
    out[i + 2] = w0 * (t0[i + 2] as number) + w1 * (t1[i + 2] as number);
    out[i + 3] = w0 * (t0[i + 3] as number) + w1 * (t1[i + 3] as number);
  }
  for (; i < length; i += 1) out[i] = w0 * (t0[i] as number) + w1 * (t1[i] as number);
}

function combineThree(
  out: Float32Array,
  w0: number,
  t0: Float32Array,
  w1: number,
  t1: Float32Array,
  w2: number,
  t2: Float32Array,
): void {
  for (let i = 0; i < out.length; i += 1) {
    out[i] = w0 * (t0[i] as number) + w1 * (t1[i] as number) + w2 * (t2[i] as number);
  }
}

function combineFour(
  out: Float32Array,
  w0: number,
  t0: Float32Array,
  w1: number,
  t1: Float32Array,
  w2: number,
  t2: Float32Array,
  w3: number,
  t3: Float32Array,
): void {
  for (let i = 0; i < out.length; i += 1) {
    out[i] = w0 * (t0[i] as number) + w1 * (t1[i] as number) + w2 * (t2[i] as number) + w3 * (t3[i] as number);
  }
}

function combineFive(
  out: Float32Array,
  w0: number,
  t0: Float32Array,
  w1: number,
  t1: Float32Array,
  w2: number,
  t2: Float32Array,
  w3: number,
  t3: Float32Array,
  w4: number,
  t4: Float32Array,
): void {
  for (let i = 0; i < out.length; i += 1) {
    out[i] =
      w0 * (t0[i] as number) +
      w1 * (t1[i] as number) +
      w2 * (t2[i] as number) +
      w3 * (t3[i] as number) +
      w4 * (t4[i] as number);
  }
}
