import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forbidTelemetry } from '../inference/engine/config.ts';
import { parseDevice } from '../inference/engine/device.ts';
import { encodeImage } from '../inference/engine/initial-image.ts';
import { noiseGenerator } from '../inference/engine/noise/noise.ts';
import { openPipeline, type Pipeline } from '../inference/engine/pipeline.ts';
import { readPrompts } from '../inference/engine/prompts.ts';
import { createScheduler, SCHEDULERS } from '../inference/engine/schedulers/create-scheduler.ts';
import { startSample } from '../inference/engine/start.ts';
import { readCatalogue } from '../inference/models/catalogue.ts';
import { type InitialImage, startPainter } from '../inference/painter.ts';
import type { ImageRequest } from '../prisma/image-request.ts';
import type { SchedulerName } from '../prisma/scheduler-name.ts';
import { apple } from './new-job.ts';
import { FLOAT16 } from './onnx-graph.ts';
import { type TinyModelOptions, writeTinyModel } from './tiny-model.ts';

const MODELS: Record<string, TinyModelOptions> = {
  sample: { encodes: 'latent_sample' },
  parameters: { encodes: 'latent_parameters' },
  half: { encodes: 'latent_parameters', floatType: FLOAT16 },
  inpainting: { encodes: 'latent_parameters', inpaints: true },
  'half-inpainting': { encodes: 'latent_sample', inpaints: true, floatType: FLOAT16 },
};
const [WIDTH, HEIGHT, AREA] = [8, 16, 8 * 16];
const LENGTH = 3 * AREA; // of latents: 3 channels, a VAE factor of 1

/** Grey with a little noise, so that the encoder's deviations stay between 0.05 and 20. */
const image: InitialImage = {
  width: WIDTH,
  height: HEIGHT,
  pixels: new Uint8Array(3 * AREA).map((_, index) => 113 + ((index * 17) % 30)),
};
/** Painted anew on the right; the limit is 128. */
const masked: InitialImage = {
  ...image,
  mask: new Uint8Array(AREA).map((_, index) => (index % WIDTH >= WIDTH / 2 ? 128 : 127)),
};

const base: ImageRequest = { ...apple, prompt: 'a cat', width: WIDTH, height: HEIGHT, steps: 10, guidanceScale: 1 };

let directory: string;
const pipelines = new Map<string, Pipeline>();
beforeAll(async () => {
  forbidTelemetry();
  directory = mkdtempSync(join(tmpdir(), 'easel-initial-image-'));
  for (const [name, options] of Object.entries(MODELS)) writeTinyModel(join(directory, name), options);
  const { models, refused } = await readCatalogue(directory, SCHEDULERS);
  expect(refused).toEqual([]);
  for (const { model } of models) pipelines.set(model.name, await openPipeline(model, parseDevice('cpu', 1)));
});
afterAll(async () => {
  for (const pipeline of pipelines.values()) await pipeline.close();
  rmSync(directory, { recursive: true });
});

function pipelineOf(name: string): Pipeline {
  const pipeline = pipelines.get(name);
  if (pipeline === undefined) throw new Error(`expected a model ${name}`);
  return pipeline;
}

/** What the engine does for one image: its latents after each call of the UNet, (calls, C, h, w). */
async function paint(name: string, request: ImageRequest, from: InitialImage): Promise<number[]> {
  const { model, textEncoder, unet, vaeEncoder } = pipelineOf(name);
  if (vaeEncoder === null) throw new Error(`expected ${name} to have an encoder`);
  const prompts = await readPrompts(textEncoder, request);
  const encoded = await encodeImage(await vaeEncoder(), model, from);
  const { sample } = startSample(model, request, 0, prompts, encoded);
  const trail: number[] = [];
  while (sample.call < sample.calls) {
    sample.prepare();
    await unet.predict(sample.rows, sample.height, sample.width);
    sample.advance();
    trail.push(...sample.latents);
  }
  return trail;
}

/**
 * The same by diffusers' text: img2img and inpaint pipelines, in float64, with what the tiny model's graphs compute
 * written out. Only the noise and the schedulers are Easel's; both are held by vectors of their own.
 */
async function reference(name: string, request: ImageRequest, { pixels, mask }: InitialImage): Promise<number[]> {
  const { model, textEncoder } = pipelineOf(name);
  const { encodes, inpaints = false } = MODELS[name] ?? {};
  const { values } = await textEncoder.encode(textEncoder.read(request.prompt).chunks);
  const text = values.reduce((sum, value) => sum + value, 0) / values.length;
  const generator = noiseGenerator(request.noise, request.seed);
  const draw = () => generator.draw(LENGTH);
  const strength = request.imageToImage?.strength ?? 1;
  const scheduler = createScheduler(request.scheduler, model.schedulerConfig, request.steps, { strength });
  const isPainted = (index: number) => (mask?.[index % AREA] ?? 255) >= 128;
  const picture = (index: number) => ((pixels[3 * (index % AREA) + Math.floor(index / AREA)] ?? 0) / 255) * 2 - 1;
  const encode = (seen: (index: number) => number): Float32Array => {
    const noise = encodes === 'latent_parameters' ? draw() : null;
    return Float32Array.from({ length: LENGTH }, (_, index) => {
      const mean = seen(index) / 2;
      return model.scalingFactor * (mean + Math.exp(0.5 * 100 * mean) * (noise?.[index] ?? 0));
    });
  };
  const fromNoise = mask !== undefined && strength === 1;
  const original = fromNoise && inpaints ? null : encode(picture);
  const noise = draw();
  const latents = new Float32Array(LENGTH);
  if (fromNoise || original === null) latents.set(noise.map((value) => value * scheduler.initNoiseSigma));
  else scheduler.addNoise(original, noise, 0, latents);
  const maskedLatents = mask === undefined ? null : encode((index) => (isPainted(index) ? 0 : picture(index)));
  const scaled = new Float32Array(LENGTH);
  const trail: number[] = [];
  for (const [call, timestep] of scheduler.timesteps.entries()) {
    const input = scheduler.scaleModelInput(latents, call, scaled);
    const output = input.map((value, index) => {
      const hint = inpaints ? ((isPainted(index) ? 1 : 0) + (maskedLatents?.[index] ?? 0)) / 2 : 0;
      return value / 2 + Math.trunc(timestep) / 1000 + text + hint;
    });
    scheduler.step(output, call, latents, draw);
    if (mask !== undefined && !inpaints && original !== null) {
      const kept = original.slice();
      if (call + 1 < scheduler.timesteps.length) scheduler.addNoise(original, noise, call + 1, kept);
      for (const [index, value] of kept.entries()) if (!isPainted(index)) latents[index] = value;
    }
    trail.push(...latents);
  }
  return trail;
}

/** The largest difference, as a share of the largest value. */
function difference(actual: readonly number[], expected: readonly number[]): number {
  const largest = Math.max(1, ...expected.map(Math.abs));
  return Math.max(...expected.map((value, index) => Math.abs(value - (actual[index] ?? Number.NaN)))) / largest;
}

/** UNet calls that diffusers makes: `timesteps[t_start · order:]` of those that its set_timesteps gives. */
function callsOf(scheduler: SchedulerName, steps: number, strength: number): number {
  const made = Math.min(Math.trunc(steps * strength), steps);
  if (scheduler === 'HeunDiscrete' || scheduler.startsWith('KDPM2')) return 2 * made - 1;
  return scheduler === 'PNDM' ? made + 1 : made;
}

describe.each(SCHEDULERS)('image to image with %s', (scheduler) => {
  it('asks the UNet as often as diffusers at every strength', async () => {
    for (let tenths = 1; tenths <= 10; tenths += 1) {
      const strength = tenths / 10;
      const trail = await paint('sample', { ...base, scheduler, imageToImage: { strength } }, image);
      expect([strength, trail.length / LENGTH]).toEqual([strength, callsOf(scheduler, 10, strength)]);
    }
  });

  it.each(['sample', 'parameters', 'inpainting'])(
    'starts, goes on and keeps what a mask keeps as diffusers does (%s)',
    async (name) => {
      const froms = name === 'inpainting' ? [masked] : [image, masked];
      for (const from of froms) {
        for (const strength of [0.3, 0.75, 1]) {
          const request = { ...base, scheduler, imageToImage: { strength } };
          const [trail, expected] = [await paint(name, request, from), await reference(name, request, from)];
          expect(trail).toHaveLength(expected.length);
          expect(difference(trail, expected)).toBeLessThan(1e-4);
        }
      }
    },
  );
});

describe('a VAE encoder', () => {
  it('of half precision says nearly the same', async () => {
    const request = { ...base, imageToImage: { strength: 0.5 } };
    const [trail, expected] = [await paint('half', request, image), await reference('half', request, image)];
    expect(difference(trail, expected)).toBeLessThan(0.01);
  });

  it('has a deviation only where its graph returns parameters, and diffusers’ limits on it', async () => {
    const extreme = { ...image, pixels: image.pixels.map((_, index) => (index % 2 === 0 ? 0 : 255)) };
    const posterior = async (name: string) => {
      const { model, vaeEncoder } = pipelineOf(name);
      const { image: encoded } = await encodeImage(await (vaeEncoder ?? expect.fail)(), model, extreme);
      return encoded;
    };
    const [sample, parameters] = [await posterior('sample'), await posterior('parameters')];
    expect(sample.deviation).toBeNull();
    expect(parameters.mean).toEqual(sample.mean);
    const deviations = [...new Set(parameters.deviation)].sort((a, b) => a - b);
    expect(deviations).toEqual([Math.fround(Math.exp(-15)), Math.fround(Math.exp(10))]);
  });
});

describe('a UNet with mask channels', () => {
  it.each(['inpainting', 'half-inpainting'])('paints inside its mask, end to end (%s)', async (model) => {
    const painter = await startPainter({ modelsDirectory: directory, threads: 1, modelsMax: 1 });
    const options = { priority: 0, signal: new AbortController().signal, onStep: () => undefined };
    const request = { ...base, model, guidanceScale: 3, imageToImage: { strength: 0.8 } };
    try {
      const { images } = await painter.paint(request, { ...options, initImage: masked });
      const pixels = images[0]?.pixels ?? new Uint8Array();
      const changed = [false, true].map((isPainted) =>
        image.pixels.filter((value, index) => {
          return (masked.mask?.[Math.floor(index / 3)] === 128) === isPainted && value !== pixels[index];
        }),
      );
      expect(changed[0]).toHaveLength(0);
      expect(changed[1]?.length).toBeGreaterThan(AREA);
      await expect(painter.paint(request, { ...options, initImage: image })).rejects.toMatchObject({
        code: 'request_unsupported',
        message: `${model} only paints inside a mask; give it a picture and a mask.`,
      });
    } finally {
      await painter.close();
    }
  });
});

it('a strength that leaves no step is refused with a sentence', async () => {
  const request = { ...base, imageToImage: { strength: 0.09 } };
  await expect(paint('sample', request, image)).rejects.toMatchObject({
    code: 'request_unsupported',
    message: 'A strength of 0.09 leaves no step of 10 to make; raise one of them.',
  });
});
