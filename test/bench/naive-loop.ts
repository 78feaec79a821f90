import { forbidTelemetry } from '../../inference/engine/config.ts';
import { parseDevice } from '../../inference/engine/device.ts';
import { guide } from '../../inference/engine/guidance.ts';
import { noiseGenerator } from '../../inference/engine/noise/noise.ts';
import { openPipeline } from '../../inference/engine/pipeline.ts';
import { readPrompts } from '../../inference/engine/prompts.ts';
import { createScheduler, SCHEDULERS } from '../../inference/engine/schedulers/create-scheduler.ts';
import { readCatalogue } from '../../inference/models/catalogue.ts';
import type { ImageRequest } from '../../prisma/image-request.ts';
import { percentile } from './load.ts';
import { THREADS, timed } from './requests.ts';

/** The loop that everybody writes first, on the graphs that Easel paints with. */
export interface NaiveLoop {
  /**
   * Paints the requests as one batch and answers when all are done. They may differ in steps: those that need fewer
   * stay in the batch and are computed for nothing. Returns the images' pixels, one request after the other.
   */
  paint(requests: readonly ImageRequest[]): Promise<Uint8Array[]>;
  /** The least time that one step of so many guided images took in `calls` UNet calls, without anything around it. */
  stepMs(images: number, calls: number): Promise<number>;
  /** The least time that decoding one image took. */
  decodeMs(calls: number): Promise<number>;
  close(): Promise<void>;
}

/** Opens a model for the loop; `like` says which, and the size that it is measured at. */
export async function openNaiveLoop(directory: string, like: ImageRequest): Promise<NaiveLoop> {
  forbidTelemetry();
  const { models } = await readCatalogue(directory, SCHEDULERS);
  const model = models.map((entry) => entry.model).find(({ name }) => name === like.model);
  if (model === undefined) throw new Error(`Expected the model ${like.model} in ${directory}.`);
  const pipeline = await openPipeline(model, parseDevice('cpu', THREADS));
  const { textEncoder, unet, vaeDecoder } = pipeline;
  const [height, width] = [like.height / model.vaeFactor, like.width / model.vaeFactor];
  const length = model.latentChannels * height * width;

  const startImages = async (request: ImageRequest) => {
    const { unconditional, conditional } = await readPrompts(textEncoder, request);
    const [words] = conditional;
    if (unconditional === null || words === undefined) throw new RangeError('Expected a guided request.');
    const embeddings = [unconditional, words];
    return Array.from({ length: request.count }, (_, slot) => ({
      request,
      embeddings,
      latents: noiseGenerator(request.noise, request.seed + slot).draw(length),
      scheduler: createScheduler(request.scheduler, model.schedulerConfig, request.steps),
      scaled: new Float32Array(length),
      outputs: [new Float32Array(length), new Float32Array(length)] as const,
    }));
  };

  const paint = async (requests: readonly ImageRequest[]): Promise<Uint8Array[]> => {
    const images = [];
    for (const request of requests) images.push(...(await startImages(request)));
    const calls = Math.max(...images.map(({ scheduler }) => scheduler.timesteps.length));
    for (let call = 0; call < calls; call += 1) {
      const rows = images.flatMap(({ latents, scheduler, embeddings, scaled, outputs }) => {
        const timestep = scheduler.timesteps[call] ?? 0;
        const input = call < scheduler.timesteps.length ? scheduler.scaleModelInput(latents, call, scaled) : latents;
        return embeddings.map((embedding, row) => ({ input, timestep, embedding, output: outputs[row] ?? outputs[0] }));
      });
      await unet.predict(rows, height, width);
      for (const { request, latents, scheduler, outputs } of images) {
        if (call >= scheduler.timesteps.length) continue;
        guide(outputs[0], outputs[1], request.guidanceScale, outputs[0]);
        scheduler.step(outputs[0], call, latents, () => new Float32Array(length));
      }
    }
    const pixels: Uint8Array[] = [];
    for (const { latents } of images) pixels.push((await vaeDecoder.decode(latents, height, width)).pixels);
    return pixels;
  };

  const stepMs = async (images: number, calls: number): Promise<number> => {
    const { conditional } = await readPrompts(textEncoder, like);
    const [embedding] = conditional;
    if (embedding === undefined) throw new RangeError('Expected a prompt.');
    const rows = Array.from({ length: 2 * images }, () => ({
      input: new Float32Array(length),
      timestep: 500,
      embedding,
      output: new Float32Array(length),
    }));
    return leastOf(calls, () => unet.predict(rows, height, width));
  };
  const decodeMs = (calls: number): Promise<number> => {
    const latents = noiseGenerator('cpu', 1).draw(length);
    return leastOf(calls, () => vaeDecoder.decode(latents, height, width));
  };
  return { paint, stepMs, decodeMs, close: () => pipeline.close() };
}

/** The least, since whatever else the machine does only ever adds. */
async function leastOf(rounds: number, work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) times.push((await timed(work))[0]);
  return percentile(times, 0);
}
