/**
 * Noise between that of a seed and that of a variation seed, as A1111 defines it: along the arc between the two
 * (Shoemake 1985), so that the result is as strong as either; straight where they nearly coincide, because the arc's
 * formula divides by the sine of the angle. `strength` 0 is `from`, 1 is `to`.
 */
export function slerp(strength: number, from: Float32Array, to: Float32Array): Float32Array {
  const cosine = dot(from, to) / Math.sqrt(dot(from, from) * dot(to, to));
  let [weightFrom, weightTo] = [1 - strength, strength];
  if (cosine <= 0.9995) {
    const angle = Math.acos(cosine);
    weightFrom = Math.sin((1 - strength) * angle) / Math.sin(angle);
    weightTo = Math.sin(strength * angle) / Math.sin(angle);
  }
  return from.map((value, i) => weightFrom * value + weightTo * (to[i] as number));
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
