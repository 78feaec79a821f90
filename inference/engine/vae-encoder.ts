import { strict as assert } from 'node:assert';
import { Fault } from '../../prisma/fault.ts';
import type { Model } from '../models/model.ts';
import { areFinite } from './finite.ts';
import { FloatTensor, floatType, toFloat32 } from './float-tensor.ts';
import type { Session } from './session.ts';
import { VaeParts } from './vae-parts.ts';
import type { Planes } from './vae-tiles.ts';
import { computeWrapped } from './vae-wrap.ts';

/** What the encoder says of a picture: a normal distribution of latents, or (no deviation) the latents themselves. */
export interface Posterior {
  mean: Float32Array; // (C, h, w)
  deviation: Float32Array | null; // (C, h, w)
  /** Whether it was encoded in tiles only because the device has run out of memory. */
  isShort: boolean;
}

/** Diffusers keeps the logarithm of the variance in this range before it takes the exponential. */
const LOG_VARIANCE = { min: -30, max: 20 };

/** Pixels to latents, one picture at a time, and where that is too much a tile at a time (vae-parts.ts). */
export class VaeEncoder {
  readonly #session: Session;
  readonly #model: Model;
  readonly #parts: VaeParts;
  readonly #output: string;

  constructor(session: Session, model: Model, cellsMax?: number) {
    this.#session = session;
    this.#model = model;
    const output = model.vaeEncoder?.outputs[0];
    assert(output !== undefined, 'an encoder is opened only where the model has one');
    this.#output = output.name;
    const { shape } = session.input('sample');
    this.#parts = new VaeParts({ input: model.vaeFactor, output: 1 }, model.vaeTileSide, shape, cellsMax);
  }

  /**
   * The posterior of RGB values in −1…1, (3, H, W); `seamless` where the picture continues on the other side of its
   * edges. Exporters differ in what the graph returns: `latent_parameters` (mean and logarithm of the variance, twice
   * the channels) or `latent_sample`; the number of channels tells. Tiles are blended as parameters, as in diffusers.
   * Faults as Session.run, and `model_unavailable` for an answer of any other shape.
   */
  async encode(values: Float32Array, height: number, width: number, seamless = false): Promise<Posterior> {
    assert(values.length === 3 * height * width, 'a picture of the size that is encoded');
    let isShort = false;
    const encode = async (planes: Planes): Promise<Planes> => {
      const computed = await this.#parts.compute(planes, (part) => this.#encodeAtOnce(part));
      isShort = computed.isShort;
      return computed.planes;
    };
    const scale = { input: this.#model.vaeFactor, output: 1 };
    const picture = { values, height, width };
    const { values: parameters, ...size } = await (seamless ? computeWrapped(picture, scale, encode) : encode(picture));
    if (!areFinite(parameters)) {
      throw new Fault('unusable_image', 'The VAE encoder returned NaN or infinity.');
    }
    const length = this.#model.latentChannels * size.height * size.width;
    if (parameters.length === length) return { mean: parameters, deviation: null, isShort };
    const deviation = parameters.subarray(length).map((logVariance) => {
      return Math.exp(0.5 * Math.min(Math.max(logVariance, LOG_VARIANCE.min), LOG_VARIANCE.max));
    });
    return { mean: parameters.subarray(0, length), deviation, isShort };
  }

  /** (3, H, W) to parameters (C or 2C, h, w). */
  async #encodeAtOnce({ values, height, width }: Planes): Promise<Planes> {
    const { name, latentChannels, vaeFactor } = this.#model;
    const input = new FloatTensor(floatType(this.#session.input('sample').type), [1, 3, height, width]);
    input.write(values, 0);
    const { [this.#output]: answer } = await this.#session.run({ sample: input.tensor }, { [this.#output]: null });
    assert(answer !== undefined, 'the VAE encoder answers with its output');
    const [rows, columns] = [height / vaeFactor, width / vaeFactor];
    const shapes = [latentChannels, 2 * latentChannels].map((channels) => [1, channels, rows, columns].join('×'));
    const shape = answer.dims.join('×');
    if (!shapes.includes(shape)) {
      const rule = `${shapes.join(' or ')} for ${width}×${height} pixels`;
      throw new Fault('model_unavailable', `Expected the VAE encoder of ${name} to return ${rule}, got ${shape}.`);
    }
    return { values: toFloat32(answer), height: rows, width: columns };
  }
}

/**
 * Latents from a posterior, as the UNet wants them: scaled and shifted. `drawNoise` is asked once where there is a
 * deviation, and not at all else, as diffusers' `retrieve_latents` does.
 */
export function drawLatents(
  { mean, deviation }: Pick<Posterior, 'mean' | 'deviation'>,
  { scalingFactor, shiftFactor }: Pick<Model, 'scalingFactor' | 'shiftFactor'>,
  drawNoise: () => Float32Array,
): Float32Array {
  const noise = deviation === null ? null : drawNoise();
  const { fround } = Math;
  const factor = fround(scalingFactor);
  return mean.map((value, index) => {
    const drawn = noise === null ? value : value + fround((deviation?.[index] ?? 0) * (noise[index] ?? 0));
    return fround(fround(drawn) - shiftFactor) * factor;
  });
}
