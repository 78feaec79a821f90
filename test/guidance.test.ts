import { describe, expect, it } from 'vitest';
import { guide, isGuided } from '../inference/engine/guidance.ts';

describe('guidance', () => {
  it('moves from the unconditional towards and beyond the conditional prediction', () => {
    const [unconditional, conditional, out] = [Float32Array.of(1, 2), Float32Array.of(2, 0), new Float32Array(2)];
    guide(unconditional, conditional, 7.5, out);
    expect(Array.from(out)).toEqual([8.5, -13]);
  });

  it('may write over what it reads', () => {
    const [unconditional, conditional] = [Float32Array.of(1, 2), Float32Array.of(2, 0)];
    guide(unconditional, conditional, 3, unconditional);
    guide(Float32Array.of(1, 2), conditional, 3, conditional);
    expect(Array.from(conditional)).toEqual(Array.from(unconditional));
  });

  it('rounds every operation to float32, as torch does', () => {
    const [u, c] = [Math.fround(0.1), Math.fround(0.7)];
    const out = new Float32Array(1);
    guide(Float32Array.of(u), Float32Array.of(c), 0.3, out);
    const { fround } = Math;
    expect(out[0]).toBe(fround(u + fround(fround(0.3) * fround(c - u))));
  });

  it('is off at 1 and below, as diffusers has it', () => {
    expect([0, 0.5, 1, 1.0001, 7.5].map(isGuided)).toEqual([false, false, false, true, true]);
  });
});
