import { describe, expect, it } from 'vitest';
import { guide, isGuided, rescaleGuidance } from '../inference/engine/guidance.ts';
import { Sample } from '../inference/engine/sample.ts';
import { createScheduler } from '../inference/engine/schedulers/create-scheduler.ts';

const embedding = { values: new Float32Array(2), tokens: 2, ignored: '' };

/** UNet rows of each call of a guided sample of ten calls. */
function rowsOfCalls(end: number): number[] {
  const sample = new Sample({
    latents: new Float32Array(4),
    height: 2,
    width: 2,
    scheduler: createScheduler('DDIM', { num_train_timesteps: 1000 }, 10),
    drawNoise: () => new Float32Array(4),
    guidance: { scale: 3, rescale: 0, end },
    conditional: embedding,
    unconditional: embedding,
  });
  return Array.from({ length: sample.calls }, () => {
    sample.prepare();
    const { length } = sample.rows;
    sample.advance();
    return length;
  });
}

describe('guidance', () => {
  it('that ends early asks for one row from then on', () => {
    expect(rowsOfCalls(1)).toEqual([2, 2, 2, 2, 2, 2, 2, 2, 2, 2]);
    expect(rowsOfCalls(0.75)).toEqual([2, 2, 2, 2, 2, 2, 2, 2, 1, 1]);
    expect(rowsOfCalls(0)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
  });

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

  it('that is rescaled fully has the deviation of the conditional prediction', () => {
    const [guided, conditional] = [Float32Array.of(-8, 0, 8, 16), Float32Array.of(1, 2, 3, 4)];
    rescaleGuidance(guided, conditional, 1);
    expect(Array.from(guided)).toEqual([-1, 0, 1, 2]);
  });

  it('that is rescaled in part lies between', () => {
    const [guided, conditional] = [Float32Array.of(-8, 0, 8, 16), Float32Array.of(1, 2, 3, 4)];
    rescaleGuidance(guided, conditional, 0.5);
    expect(Array.from(guided)).toEqual([-4.5, 0, 4.5, 9]);
  });

  it('is off at 1 and below, as diffusers has it', () => {
    expect([0, 0.5, 1, 1.0001, 7.5].map(isGuided)).toEqual([false, false, false, true, true]);
  });
});
