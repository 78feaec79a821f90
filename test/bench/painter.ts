import { fileURLToPath } from 'node:url';
import { forbidTelemetry } from '../../inference/engine/config.ts';
import { parseDevice } from '../../inference/engine/device.ts';
import { guide } from '../../inference/engine/guidance.ts';
import { noiseGenerator } from '../../inference/engine/noise/noise.ts';
import { openPipeline } from '../../inference/engine/pipeline.ts';
import { createScheduler, SCHEDULERS } from '../../inference/engine/schedulers/create-scheduler.ts';
import { readCatalogue } from '../../inference/models/catalogue.ts';
import { startPainter } from '../../inference/painter.ts';
import type { ImageRequest } from '../../prisma/image-request.ts';

/**
 * What a picture costs beyond its arithmetic: four images of 20 steps on the embedded model, through the engine's
 * thread, batcher and queue, against a bare loop over the same graphs on the main thread, with the same 8 rows a call.
 *
 *   npx tsx test/bench/painter.ts
 */
const modelsDirectory = fileURLToPath(new URL('../../models', import.meta.url));
const THREADS = 2;
const ROUNDS = 5;

const request: ImageRequest = {
  prompt: 'a red apple on a blue background',
  negativePrompt: '',
  count: 4,
  seed: 42,
  variation: null,
  steps: 20,
  guidanceScale: 3,
  guidanceRescale: 0,
  guidanceEnd: 1,
  prompts: null,
  tile: false,
  imageToImage: null,
  scheduler: 'DPMSolverMultistep',
  width: 96,
  height: 96,
  model: 'emoji',
  modelHash: null,
  noise: 'cuda',
};

/** Milliseconds that `work` takes, and what it returns. */
async function timed<Result>(work: () => Promise<Result>): Promise<[milliseconds: number, result: Result]> {
  const startedAt = performance.now();
  const result = await work();
  return [performance.now() - startedAt, result];
}

async function bareLoop(): Promise<() => Promise<Uint8Array[]>> {
  forbidTelemetry();
  const [entry] = (await readCatalogue(modelsDirectory, SCHEDULERS)).models;
  if (entry === undefined) throw new Error('Expected the embedded model.');
  const { model } = entry;
  const { textEncoder, unet, vaeDecoder } = await openPipeline(model, parseDevice('cpu', THREADS));
  const side = request.width / model.vaeFactor;
  const length = model.latentChannels * side * side;
  return async () => {
    const embeddings = [await textEncoder.encode(request.negativePrompt), await textEncoder.encode(request.prompt)];
    const images = Array.from({ length: request.count }, (_, slot) => ({
      latents: noiseGenerator(request.noise, request.seed + slot).draw(length),
      scheduler: createScheduler(request.scheduler, model.schedulerConfig, request.steps),
      input: new Float32Array(length),
      outputs: [new Float32Array(length), new Float32Array(length)] as const,
    }));
    for (let call = 0; call < request.steps; call += 1) {
      const rows = images.flatMap(({ latents, scheduler, input, outputs }) => {
        scheduler.scaleModelInput(latents, call, input);
        const timestep = scheduler.timesteps[call] ?? 0;
        return embeddings.map((embedding, row) => ({ input, timestep, embedding, output: outputs[row] ?? outputs[0] }));
      });
      await unet.predict(rows, side, side);
      for (const { latents, scheduler, outputs } of images) {
        guide(outputs[0], outputs[1], request.guidanceScale, outputs[0]);
        scheduler.step(outputs[0], call, latents, () => new Float32Array(length));
      }
    }
    const pixels: Uint8Array[] = [];
    for (const { latents } of images) pixels.push(await vaeDecoder.decode(latents, side, side));
    return pixels;
  };
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function bench(): Promise<void> {
  const options = { priority: 0, signal: new AbortController().signal, onStep: () => undefined };
  const [startMs, painter] = await timed(() => startPainter({ modelsDirectory, threads: THREADS }));
  const [firstMs, first] = await timed(() => painter.paint(request, options));
  const [openMs, loop] = await timed(bareLoop);
  await loop();
  const engine: number[] = [];
  const unet: number[] = [];
  const bare: number[] = [];
  // Alternating, so that whatever else this machine does is shared fairly.
  for (let round = 0; round < ROUNDS; round += 1) {
    const [engineMs, painting] = await timed(() => painter.paint(request, options));
    engine.push(engineMs);
    unet.push(painting.unetMs);
    const [bareMs, pixels] = await timed(loop);
    bare.push(bareMs);
    const same = pixels.every((image, slot) => Buffer.compare(image, first.images[slot]?.pixels ?? image) === 0);
    if (!same) throw new Error('Expected the bare loop and the engine to paint the same pixels.');
  }
  await painter.close();
  const figures = {
    'catalogue known after ms': startMs,
    'first four images after another ms (thread, model and images)': firstMs,
    'bare loop: catalogue and model ms': openMs,
    'four images, bare loop, ms': median(bare),
    'four images, engine, ms': median(engine),
    'of that in UNet calls, ms': median(unet),
    'engine / bare loop': median(engine) / median(bare),
    'peak RSS of both together, MB': process.resourceUsage().maxRSS / 1024,
  };
  for (const [name, value] of Object.entries(figures)) console.log(`${name}: ${value.toFixed(value < 10 ? 3 : 0)}`);
}

await bench();
