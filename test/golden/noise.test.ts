import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CpuNoise } from '../../inference/engine/noise/cpu-noise.ts';
import { CudaNoise } from '../../inference/engine/noise/cuda-noise.ts';
import type { NoiseGenerator } from '../../inference/engine/noise/noise.ts';
import { slerp } from '../../inference/engine/noise/slerp.ts';

/** A recorded draw: some of its values, and sums that all of them enter. */
interface Recorded {
  seed: number;
  numel: number;
  first64: number[];
  last64: number[];
  probe_index: number[];
  probe: number[];
  sum_f64: number;
}

const folder = process.env.EASEL_GOLDEN_DIR ?? new URL('.', import.meta.url).pathname;
const read = (name: string) => JSON.parse(readFileSync(`${folder}/rng/${name}`, 'utf8'));
const cpu = read('torch_cpu_randn.json');
const cuda = read('torch_cuda_randn_philox.json');
const gridStride = read('torch_cuda_gridstride.json');

const CPU_TOLERANCE = 4e-6;
const CUDA_TOLERANCE = 2e-6;

const largest = (drawn: ArrayLike<number>, recorded: readonly number[], at = (i: number) => i): number =>
  recorded.reduce((worst, value, i) => Math.max(worst, Math.abs(value - (drawn[at(i)] ?? Number.NaN))), 0);

/** Largest difference over every value that was recorded. */
function difference(drawn: Float32Array, recorded: Recorded): number {
  return Math.max(
    largest(drawn, recorded.first64),
    largest(drawn.subarray(-recorded.last64.length), recorded.last64),
    largest(drawn, recorded.probe, (i) => recorded.probe_index[i] ?? -1),
    Math.abs(drawn.reduce((sum, value) => sum + value, 0) - recorded.sum_f64) / recorded.numel,
  );
}

function draws(generator: NoiseGenerator, sizes: readonly number[]): Float32Array[] {
  return sizes.map((size) => generator.draw(size));
}

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

describe('noise', () => {
  it('of the CPU generator is torch’s, for every recorded seed and size', () => {
    const differences = cpu.large.map((recorded: Recorded) =>
      difference(new CpuNoise(recorded.seed).draw(recorded.numel), recorded),
    );
    console.log(`cpu noise: ${differences.length} draws, largest difference ${Math.max(...differences)}`);
    expect(Math.max(...differences)).toBeLessThanOrEqual(CPU_TOLERANCE);
  });

  it('of short draws is torch’s too, with the second normal kept for the next', () => {
    for (const { seed, n, values } of cpu.small) {
      expect(largest(new CpuNoise(seed).draw(n), values)).toBeLessThanOrEqual(CPU_TOLERANCE);
    }
    for (const { seed, sizes, values } of cpu.sequences) {
      for (const [i, drawn] of draws(new CpuNoise(seed), sizes).entries()) {
        expect(largest(drawn, values[i])).toBeLessThanOrEqual(CPU_TOLERANCE);
      }
    }
  });

  it('of the CUDA generator is torch’s, for every recorded seed and size', () => {
    const differences = cuda.large.map((recorded: Recorded & { shape: number[] }) =>
      difference(new CudaNoise(recorded.seed).draw(product(recorded.shape)), {
        ...recorded,
        numel: product(recorded.shape),
      }),
    );
    console.log(`cuda noise: ${differences.length} draws, largest difference ${Math.max(...differences)}`);
    expect(Math.max(...differences)).toBeLessThanOrEqual(CUDA_TOLERANCE);
  });

  it('of successive draws continues where the last one ended', () => {
    for (const { seed, calls } of cuda.successive_calls) {
      const generator = new CudaNoise(seed);
      for (const { shape, values } of calls) {
        expect(largest(generator.draw(product(shape)), values)).toBeLessThanOrEqual(CUDA_TOLERANCE);
      }
    }
  });

  it('of a draw larger than the launch grid takes the other normals of each thread', () => {
    const { seed, shape, grid_capacity_threads: threads, values } = gridStride;
    const drawn = new CudaNoise(seed, threads).draw(product(shape));
    expect(difference(drawn, { seed, numel: product(shape), ...values })).toBeLessThanOrEqual(CUDA_TOLERANCE);
  });
});

describe('noise between two seeds', () => {
  const from = new CudaNoise(1).draw(864);
  const to = new CudaNoise(2).draw(864);
  const length = (noise: Float32Array) => Math.sqrt(noise.reduce((sum, value) => sum + value * value, 0));

  it('is the one at strength 0 and the other at strength 1', () => {
    expect(largest(slerp(0, from, to), [...from])).toBeLessThan(1e-6);
    expect(largest(slerp(1, from, to), [...to])).toBeLessThan(1e-6);
  });

  it('is as strong as noise must be, where a straight line would be weaker', () => {
    const between = length(slerp(0.5, from, to));
    expect(between / Math.sqrt((length(from) ** 2 + length(to) ** 2) / 2)).toBeCloseTo(1, 1);
  });

  it('is defined between a seed and itself', () => {
    expect(largest(slerp(0.3, from, from), [...from])).toBeLessThan(1e-6);
  });
});
