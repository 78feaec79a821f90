import type { ImageRequest } from '../../prisma/image-request.ts';
import { seedOfSlot } from '../../prisma/seed.ts';
import type { Model } from '../models/model.ts';
import type { PaintedImage } from '../painter.ts';
import { noiseGenerator } from './noise/noise.ts';
import { slerp } from './noise/slerp.ts';
import type { Prompts } from './prompts.ts';
import { Sample } from './sample.ts';
import { createScheduler } from './schedulers/create-scheduler.ts';

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
): { sample: Sample; image: Omit<PaintedImage, 'pixels'> } {
  const { variation, noise: kind, width, height } = request;
  const [rows, columns] = [height / model.vaeFactor, width / model.vaeFactor];
  const length = model.latentChannels * rows * columns;
  const seed = variation === null ? seedOfSlot(request.seed, slot) : request.seed;
  const variationSeed = variation === null ? null : seedOfSlot(variation.seed, slot);
  const generator = noiseGenerator(kind, seed);
  const first = generator.draw(length);
  const noise =
    variation === null || variationSeed === null
      ? first
      : slerp(variation.strength, first, noiseGenerator(kind, variationSeed).draw(length));
  const sample = new Sample({
    noise,
    height: rows,
    width: columns,
    scheduler: createScheduler(request.scheduler, model.schedulerConfig, request.steps),
    drawNoise: () => generator.draw(length),
    guidance: { scale: request.guidanceScale, rescale: request.guidanceRescale, end: request.guidanceEnd },
    conditional,
    unconditional,
  });
  return { sample, image: { slot, seed, variationSeed, width, height } };
}
