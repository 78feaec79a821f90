/**
 * The quantile function of the symmetric beta distribution Beta(a, a): the x in 0…1 below which a share `q` of it lies.
 * Newton's method on the distribution function, whose power series converges at least as fast as 2⁻ᵏ below ½.
 */
export function betaQuantile(q: number, a: number): number {
  if (q > 0.5) return 1 - betaQuantile(1 - q, a);
  if (q <= 0) return 0;
  const area = 2 * unnormalised(0.5, a); // half of a symmetric distribution lies below ½, so no gamma function is needed
  const target = q * area;
  let x = Math.min((target * a) ** (1 / a), 0.5);
  for (let iteration = 0; iteration < 50; iteration += 1) {
    const change = (unnormalised(x, a) - target) / (x * (1 - x)) ** (a - 1);
    x = Math.min(Math.max(x - change, x / 2), 0.5);
    if (Math.abs(change) <= 1e-16 * x) break;
  }
  return x;
}

/** ∫₀ˣ (t(1 − t))^(a−1) dt as a power series in x. */
function unnormalised(x: number, a: number): number {
  let sum = 1 / a;
  let coefficient = 1;
  for (let k = 1; k < 100; k += 1) {
    coefficient *= ((k - a) / k) * x;
    const term = coefficient / (a + k);
    sum += term;
    if (term < 1e-17 * sum) break;
  }
  return sum * x ** a;
}
