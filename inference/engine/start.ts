import { strict as assert } from 'node:assert';
import type { ImageRequest } from '../../prisma/image-request.ts';
import { seedOfSlot } from '../../prisma/seed.ts';
import type { Model } from '../models/model.ts';
import type { PaintedImage } from '../painter.ts';
import type { EncodedImage } from './initial-image.ts';
import { noiseGenerator } from './noise/noise.ts';
import { slerp } from './noise/slerp.ts';
import type { Prompts } from './prompts.ts';
import { type KeptLatents, Sample } from './sample.ts';
import { createScheduler } from './schedulers/create-scheduler.ts';
import type { Scheduler } from './schedulers/scheduler.ts';
import { drawLatents } from './vae-encoder.ts';

/**
 * The sample of one image of a request, at its first step: its own generator, its own scheduler. A variation moves the
 * first noise towards another seed's; what a stochastic scheduler draws later stays the image's own.
 * Faults: `request_unsupported` where the scheduler cannot run with the model's options.
 */
export function startSample(
  model: Model,
  request: ImageRequest,
  slot: number,
  { conditional, unconditional }: Prompts,
  encoded: EncodedImage | null,
): { sample: Sample; image: Omit<PaintedImage, 'pixels' | 'isFlagged'> } {
  const { variation, noise: kind, width, height, imageToImage } = request;
  const [rows, columns] = [height / model.vaeFactor, width / model.vaeFactor];
  const length = model.latentChannels * rows * columns;
  // Of a prompt matrix only the words differ, so its pictures share both seeds.
  const ownSlot = request.prompts === null ? slot : 0;
  const seed = variation === null ? seedOfSlot(request.seed, ownSlot) : request.seed;
  const variationSeed = variation === null ? null : seedOfSlot(variation.seed, ownSlot);
  const words = conditional[slot];
  assert(words !== undefined, 'there is a prompt for every picture');
  const generator = noiseGenerator(kind, seed);
  const drawNoise = () => generator.draw(length);
  const drawFirst = () => {
    const first = drawNoise();
    if (variation === null || variationSeed === null) return first;
    return slerp(variation.strength, first, noiseGenerator(kind, variationSeed).draw(length));
  };
  const strength = imageToImage === null ? {} : { strength: imageToImage.strength };
  const scheduler = createScheduler(request.scheduler, model.schedulerConfig, request.steps, strength);
  const start =
    encoded === null
      ? { latents: pureNoise(scheduler, drawFirst()) }
      : startFromImage(model, imageToImage, encoded, scheduler, drawNoise, drawFirst);
  const sample = new Sample({
    ...start,
    height: rows,
    width: columns,
    scheduler,
    drawNoise,
    guidance: { scale: request.guidanceScale, rescale: request.guidanceRescale, end: request.guidanceEnd },
    conditional: words,
    unconditional,
    tile: request.tile,
  });
  return { sample, image: { slot, seed, variationSeed, width, height } };
}

/** Noise of unit variance at the level of the first call, which most schedulers leave as it is. */
function pureNoise({ initNoiseSigma }: Scheduler, noise: Float32Array): Float32Array {
  const sigma = Math.fround(initNoiseSigma);
  return sigma === 1 ? noise : noise.map((value) => value * sigma);
}

/**
 * Image to image: the picture's latents, noised to the level of the first call that the strength leaves. The generator
 * is asked in the order of diffusers' img2img and inpaint pipelines: the picture's latents, the noise, the masked
 * picture's latents. Inpainting at strength 1 starts from noise alone, image to image never does.
 */
function startFromImage(
  model: Model,
  imageToImage: ImageRequest['imageToImage'],
  { image, inpainting }: EncodedImage,
  scheduler: Scheduler,
  drawNoise: () => Float32Array,
  drawFirst: () => Float32Array,
): { latents: Float32Array; maskChannels?: Float32Array; kept?: KeptLatents } {
  assert(imageToImage !== null, 'a picture is encoded only for image to image');
  const hasMaskChannels = model.unetChannels > model.latentChannels;
  const fromNoise = inpainting !== null && imageToImage.strength === 1;
  const original = fromNoise && hasMaskChannels ? null : drawLatents(image, model, drawNoise); // (C, h, w)
  const noise = drawFirst();
  const latents = new Float32Array(noise.length);
  if (fromNoise || original === null) latents.set(pureNoise(scheduler, noise));
  else scheduler.addNoise(original, noise, 0, latents);
  if (inpainting === null) return { latents };
  const { mask } = inpainting;
  const masked = drawLatents(inpainting.maskedImage, model, drawNoise);
  if (!hasMaskChannels) {
    assert(original !== null, 'a UNet without mask channels keeps the picture by its latents');
    return { latents, kept: { original, noise, mask } };
  }
  const maskChannels = new Float32Array(mask.length + masked.length); // (1 + C, h, w)
  maskChannels.set(mask);
  maskChannels.set(masked, mask.length);
  return { latents, maskChannels };
}
