import { CpuNoise } from './cpu-noise.ts';
import { CudaNoise } from './cuda-noise.ts';

/** Normally distributed numbers from a seed, the same ones that torch draws: a seed is a picture only with its noise. */
export interface NoiseGenerator {
  /** The next draw of `length` values, as `torch.randn` of that many elements. Draws depend on those before. */
  draw(length: number): Float32Array;
}

/** A generator of one image's own, so that batching images cannot change them. */
export const noiseGenerator = (kind: 'cuda' | 'cpu', seed: number): NoiseGenerator =>
  kind === 'cuda' ? new CudaNoise(seed) : new CpuNoise(seed);
