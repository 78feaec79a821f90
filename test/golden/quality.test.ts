import { describe, expect, it } from 'vitest';
import { CpuNoise } from '../../inference/engine/noise/cpu-noise.ts';
import type { Scheduler } from '../../inference/engine/schedulers/scheduler.ts';
import { floats, readOwn, readVectors, schedulerFor, schedulerNamed } from './vectors.ts';

interface Row {
  steps: number;
  model_calls: number;
  rmse_vs_exact_x0?: number;
  final_mean: number;
  final_std: number;
  final_first16: number[];
  final_sum_f64: number;
}

interface Quality {
  seed: number;
  shape: number[];
  table: { scheduler: string; variant: string; overrides: Record<string, unknown>; kind: string; rows: Row[] }[];
}

const files = readVectors<Quality>('quality', 'sd-golden/quality/');
const { base_config: config } = readOwn<{ base_config: Record<string, unknown> }>('schedulers/DDIMScheduler.json');
const { tables } = readOwn<{ tables: Record<string, { alphas_cumprod_b64: string }> }>('schedulers/tables.json');
const trained = floats(tables.sd_scaled_linear?.alphas_cumprod_b64 ?? '');

/** ᾱ at a timestep, also between two: linear in log σ. */
function alphaBar(timestep: number): number {
  const logSigma = (at: number) => Math.log(Math.sqrt((1 - (trained[at] ?? 1)) / (trained[at] ?? 1)));
  const low = Math.floor(timestep);
  if (low === timestep) return trained[low] ?? Number.NaN;
  const sigma = Math.exp(logSigma(low) + (timestep - low) * (logSigma(low + 1) - logSigma(low)));
  return 1 / (1 + sigma * sigma);
}

/** Data whose every value is a Gaussian of its own, so that the ideal model and the exact answer are formulas. */
const mean = (i: number): number => 0.6 * Math.sin(0.37 * i + 0.3);
const spread = (i: number): number => 0.55 + 0.45 * Math.cos(0.53 * i);

/** Paints the made-up data, and how far it ends from the exact solution of the probability-flow ODE. */
function paint(
  scheduler: Scheduler,
  { seed, shape }: Pick<Quality, 'seed' | 'shape'>,
): { sample: Float32Array; rmse: number } {
  const length = shape.reduce((product, side) => product * side, 1);
  const generator = new CpuNoise(seed);
  const sample = generator.draw(length).map((value) => value * Math.fround(scheduler.initNoiseSigma));
  const scaled = new Float32Array(length);
  const output = new Float32Array(length);
  let exact = new Float64Array(0);
  for (const [call, timestep] of scheduler.timesteps.entries()) {
    const input = scheduler.scaleModelInput(sample, call, scaled);
    const a = alphaBar(timestep);
    const z = (x: number, i: number) => (x - Math.sqrt(a) * mean(i)) / Math.sqrt(a * spread(i) ** 2 + 1 - a);
    if (call === 0) exact = Float64Array.from(input, (x, i) => mean(i) + spread(i) * z(x, i));
    for (let i = 0; i < length; i += 1) {
      const distance = (input[i] as number) - Math.sqrt(a) * mean(i);
      output[i] = (Math.sqrt(1 - a) * distance) / (a * spread(i) ** 2 + 1 - a);
    }
    scheduler.step(output, call, sample, () => generator.draw(length));
  }
  const squares = sample.reduce((total, value, i) => total + (value - (exact[i] ?? Number.NaN)) ** 2, 0);
  return { sample, rmse: Math.sqrt(squares / length) };
}

const rowsOf = files.flatMap(({ vectors }) => vectors.table.map((entry) => ({ ...entry, vectors })));

describe.each(rowsOf)('$scheduler $variant', ({ scheduler: className, overrides, kind, rows, vectors }) => {
  const name = schedulerNamed(className);

  it('comes as near to the exact picture in as many steps as diffusers does', () => {
    const errors: string[] = [];
    for (const row of rows) {
      const scheduler = schedulerFor(name, config, { overrides, num_inference_steps: row.steps });
      expect(scheduler.timesteps.length).toBe(row.model_calls);
      const { sample, rmse } = paint(scheduler, vectors);
      for (const [i, value] of row.final_first16.entries())
        expect(Math.abs((sample[i] ?? 0) - value)).toBeLessThan(5e-5);
      expect(Math.abs(sample.reduce((sum, value) => sum + value, 0) - row.final_sum_f64) / sample.length).toBeLessThan(
        1e-6,
      );
      if (kind === 'deterministic') {
        expect(rmse / (row.rmse_vs_exact_x0 ?? Number.NaN)).toBeCloseTo(1, 3);
        errors.push(`${row.steps}: ${rmse.toPrecision(3)}`);
      }
    }
    if (errors.length > 0) console.log(`${name} error by steps: ${errors.join('  ')}`);
  });
});

describe('DPM-Solver++ on Karras sigmas', () => {
  it('is nearer in 20 steps than DDIM in 50', () => {
    const errorOf = (scheduler: 'DPMSolverMultistep' | 'DDIM', steps: number, overrides: Record<string, unknown>) =>
      paint(schedulerFor(scheduler, config, { overrides, num_inference_steps: steps }), { seed: 1, shape: [4096] })
        .rmse;
    const karras = errorOf('DPMSolverMultistep', 20, { use_karras_sigmas: true });
    expect(karras).toBeLessThan(errorOf('DDIM', 50, {}));
  });
});
