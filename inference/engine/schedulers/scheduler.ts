/**
 * What every scheduler does: given the model's output at a timestep, move one sample a step closer to a picture.
 *
 * One instance serves one sample (one image) and holds its solver history, so samples with different schedulers,
 * step counts and strengths can share a UNet call: the call only sees timestep values. Samples are float32 latents of
 * any shape, flattened. `call` counts the model calls of this sample from 0 (never searched by timestep: integer
 * schedules may hold duplicates); Heun and KDPM2 make 2n − 1 calls for n steps, PNDM n + 1.
 */
export interface Scheduler {
  /** The timestep of each model call, as the UNet receives it. Its length is the number of calls. */
  readonly timesteps: readonly number[];
  /** Scale of the initial noise. */
  readonly initNoiseSigma: number;
  /** What the model should see at `call`: the sample itself, or `out`, filled. */
  scaleModelInput(sample: Float32Array, call: number, out: Float32Array): Float32Array;
  /**
   * Replaces `sample` by the previous, less noisy one. `drawNoise` gives the next draw of this image's own generator,
   * of the sample's length; stochastic schedulers call it in diffusers' order, others never do.
   */
  step(modelOutput: Float32Array, call: number, sample: Float32Array, drawNoise: () => Float32Array): void;
  /** Writes `original` noised to the level of `call` into `out`: where image to image starts. */
  addNoise(original: Float32Array, noise: Float32Array, call: number, out: Float32Array): void;
}
