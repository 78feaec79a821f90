import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CpuNoise } from '../../inference/engine/noise/cpu-noise.ts';
import { CudaNoise } from '../../inference/engine/noise/cuda-noise.ts';
import type { NoiseGenerator } from '../../inference/engine/noise/noise.ts';
import { slerp } from '../../inference/engine/noise/slerp.ts';
import { readOwn, readVectors } from './vectors.ts';

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

interface CpuVectors {
  large: Recorded[];
  small: { seed: number; n: number; values: number[] }[];
  sequences: { seed: number; sizes: number[]; values: number[][] }[];
}

type Shaped = Omit<Recorded, 'numel'> & { shape: number[] };

interface CudaVectors {
  large: Shaped[];
  successive_calls: { seed: number; calls: { shape: number[]; values: number[] }[] }[];
}

interface GridStride {
  seed: number;
  shape: number[];
  grid_capacity_threads: number;
  values: Omit<Recorded, 'seed' | 'numel'>;
}

const cpu = readVectors<CpuVectors>('rng', 'sd-golden/rng-torch-cpu/').map(({ vectors }) => vectors);
const cuda = readVectors<CudaVectors>('rng', 'sd-golden/rng-torch-cuda-philox/').map(({ vectors }) => vectors);
const gridStride = readVectors<GridStride>('rng', 'sd-golden/rng-torch-cuda-gridstride/').map(({ vectors }) => vectors);

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

/** Prints and returns the worst of some differences. */
function worstOf(what: string, differences: readonly number[]): number {
  const worst = Math.max(0, ...differences);
  console.log(`${what}: ${differences.length} draws, largest difference ${worst.toExponential(1)}`);
  return worst;
}

describe('noise', () => {
  it('of the CPU generator is torch’s, for every recorded seed and size', () => {
    const differences = cpu.flatMap(({ large }) =>
      large.map((recorded) => difference(new CpuNoise(recorded.seed).draw(recorded.numel), recorded)),
    );
    expect(worstOf('cpu noise', differences)).toBeLessThanOrEqual(CPU_TOLERANCE);
  });

  it('of short draws is torch’s too, with the second normal kept for the next', () => {
    const single = cpu.flatMap(({ small }) =>
      small.map(({ seed, n, values }) => largest(new CpuNoise(seed).draw(n), values)),
    );
    const successive = cpu.flatMap(({ sequences }) =>
      sequences.flatMap(({ seed, sizes, values }) =>
        draws(new CpuNoise(seed), sizes).map((drawn, i) => largest(drawn, values[i] ?? [Number.NaN])),
      ),
    );
    expect(worstOf('cpu noise in short draws', [...single, ...successive])).toBeLessThanOrEqual(CPU_TOLERANCE);
  });

  it('of the CUDA generator is torch’s, for every recorded seed and size', () => {
    const differences = cuda.flatMap(({ large }) =>
      large.map((recorded) => {
        const numel = product(recorded.shape);
        return difference(new CudaNoise(recorded.seed).draw(numel), { ...recorded, numel });
      }),
    );
    expect(worstOf('cuda noise', differences)).toBeLessThanOrEqual(CUDA_TOLERANCE);
  });

  it('of successive draws continues where the last one ended', () => {
    const differences = cuda.flatMap(({ successive_calls }) =>
      successive_calls.flatMap(({ seed, calls }) => {
        const generator = new CudaNoise(seed);
        return calls.map(({ shape, values }) => largest(generator.draw(product(shape)), values));
      }),
    );
    expect(worstOf('cuda noise in successive draws', differences)).toBeLessThanOrEqual(CUDA_TOLERANCE);
  });

  it('of a draw larger than the launch grid takes the other normals of each thread', () => {
    const differences = gridStride.map(({ seed, shape, grid_capacity_threads: threads, values }) => {
      const numel = product(shape);
      return difference(new CudaNoise(seed, threads).draw(numel), { seed, numel, ...values });
    });
    expect(worstOf('cuda noise in large draws', differences)).toBeLessThanOrEqual(CUDA_TOLERANCE);
  });
});

/** Philox as its paper writes it, in integers of any size; the counter is (0, 0, thread, 0). */
function philoxWords(seed: bigint, thread: bigint): [bigint, bigint] {
  const low = (value: bigint) => BigInt.asUintN(32, value);
  let [a, b, c, d] = [0n, 0n, thread, 0n];
  for (let round = 0n; round < 10n; round += 1n) {
    const [first, second] = [a * 0xd2511f53n, c * 0xcd9e8d57n];
    const [key0, key1] = [low(seed + round * 0x9e3779b9n), low((seed >> 32n) + round * 0xbb67ae85n)];
    [a, b, c, d] = [(second >> 32n) ^ b ^ key0, low(second), (first >> 32n) ^ d ^ key1, low(first)];
  }
  return [a, b];
}

describe('noise of seeds beyond 32 bits', () => {
  const LENGTH = 16;

  it('has all 53 bits of the seed in the CUDA generator’s key', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (seed) => {
        const expected = Array.from({ length: LENGTH }, (_, thread) => {
          const [a, b] = philoxWords(BigInt(seed), BigInt(thread)).map((word) => (Number(word) + 0.5) / 2 ** 32);
          return Math.sqrt(-2 * Math.log(a as number)) * Math.sin(2 * Math.PI * (b as number));
        });
        expect(largest(new CudaNoise(seed).draw(LENGTH), expected)).toBeLessThan(CUDA_TOLERANCE);
      }),
    );
  });

  it('has the low 32 bits alone in the CPU generator', () => {
    const draw = (seed: number) => new CpuNoise(seed).draw(LENGTH);
    expect(draw(Number.MAX_SAFE_INTEGER)).toEqual(draw(2 ** 32 - 1));
    expect(draw(2 ** 32 + 7)).toEqual(draw(7));
  });
});

interface Published {
  references: {
    what: string;
    seed: number;
    shape?: number[];
    values?: number[][];
    rows_printed?: Record<string, [first: number[], last: number[]]>;
    grid_capacity_inferred?: number;
  }[];
}

describe('noise that real GPUs printed', () => {
  const { references } = readOwn<Published>('rng/cuda_published_references.json');
  /** They print four decimals. */
  const PRINTED = 5.1e-5;

  it.each(references)(
    'is drawn here too: $what',
    ({ seed, shape, values, rows_printed, grid_capacity_inferred: threads }) => {
      const generator = new CudaNoise(seed, threads);
      if (rows_printed && shape) {
        const drawn = generator.draw(product(shape));
        const width = shape.at(-1) ?? 0;
        for (const [row, [first, last]] of Object.entries(rows_printed)) {
          const here = drawn.subarray(Number(row) * width, (Number(row) + 1) * width);
          expect(largest(here, first)).toBeLessThan(PRINTED);
          expect(largest(here.subarray(-last.length), last)).toBeLessThan(PRINTED);
        }
      } else if (shape) expect(largest(generator.draw(product(shape)), (values ?? []).flat())).toBeLessThan(PRINTED);
      else for (const call of values ?? []) expect(largest(generator.draw(call.length), call)).toBeLessThan(PRINTED);
    },
  );
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
