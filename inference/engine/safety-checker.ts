import { strict as assert } from 'node:assert';
import { Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { FloatTensor, floatType } from './float-tensor.ts';
import type { Session } from './session.ts';

/** What CLIP's image encoder was trained on: squares of this side, normalised by these means and deviations. */
const SIDE = 224;
const MEANS = [0.48145466, 0.4578275, 0.40821073];
const DEVIATIONS = [0.26862954, 0.26130258, 0.27577711];

/** Of the graph that diffusers exports: whether a picture shows what the checkpoint's makers would not have shown. */
export const FLAGS = 'has_nsfw_concepts';

/** The checkpoint's own safety checker, where it ships one (diffusers' StableDiffusionSafetyChecker). */
export class SafetyChecker {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Whether a picture, RGB (H, W, 3), is flagged. The picture stays as it is: what happens to it is a server's to say. */
  async flags(pixels: Uint8Array, width: number, height: number): Promise<boolean> {
    const inputs: Record<string, Tensor> = {
      clip_input: (await this.#clipInput(pixels, width, height)).tensor,
      images: this.#images(pixels, width, height).tensor,
    };
    const { [FLAGS]: answer } = await this.#session.run(inputs, { [FLAGS]: null });
    assert(answer instanceof Tensor, 'the safety checker answers with its flags');
    return Boolean(answer.data[0]);
  }

  /** (1, 3, 224, 224): the middle of the picture, as CLIP's feature extractor makes it. */
  async #clipInput(pixels: Uint8Array, width: number, height: number): Promise<FloatTensor> {
    const square = await sharp(pixels, { raw: { width, height, channels: 3 } })
      .resize({ width: SIDE, height: SIDE, fit: 'cover', kernel: 'cubic' })
      .raw()
      .toBuffer();
    const area = SIDE * SIDE;
    const values = new Float32Array(3 * area);
    for (let index = 0; index < values.length; index += 1) {
      const channel = Math.floor(index / area);
      const value = (square[3 * (index % area) + channel] as number) / 255;
      values[index] = (value - (MEANS[channel] as number)) / (DEVIATIONS[channel] as number);
    }
    return this.#tensor('clip_input', [1, 3, SIDE, SIDE], values);
  }

  /** (1, H, W, 3) in 0…1: the graph blackens it, which we leave. */
  #images(pixels: Uint8Array, width: number, height: number): FloatTensor {
    return this.#tensor(
      'images',
      [1, height, width, 3],
      Float32Array.from(pixels, (value) => value / 255),
    );
  }

  #tensor(name: string, dimensions: readonly number[], values: Float32Array): FloatTensor {
    const tensor = new FloatTensor(floatType(this.#session.input(name).type), dimensions);
    tensor.write(values, 0);
    return tensor;
  }
}
