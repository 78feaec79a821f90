import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forbidTelemetry } from '../inference/engine/config.ts';
import { parseDevice } from '../inference/engine/device.ts';
import { LoadedPipelines } from '../inference/engine/loaded-pipelines.ts';
import { openPipeline } from '../inference/engine/pipeline.ts';
import { readCatalogue } from '../inference/models/catalogue.ts';
import type { Model } from '../inference/models/model.ts';
import { writeTinyModel } from './tiny-model.ts';

const cpu = parseDevice('cpu', 1);
let directory: string;
let models: Model[];

beforeAll(async () => {
  forbidTelemetry();
  directory = mkdtempSync(join(tmpdir(), 'easel-pipelines-'));
  for (const name of ['a', 'b', 'c']) writeTinyModel(join(directory, name));
  models = (await readCatalogue(directory, ['DPMSolverMultistep'])).models.map(({ model }) => model);
});
afterAll(() => rmSync(directory, { recursive: true }));

const [A, B, C] = [0, 1, 2];
const model = (index: number): Model => models[index] as Model;

describe('open models', () => {
  it('are opened once, however many ask', async () => {
    const pipelines = new LoadedPipelines({ device: cpu, modelsMax: 2, memoryBytes: null, onOpen: () => undefined });
    const [first, second] = await Promise.all([pipelines.use(model(A)), pipelines.use(model(A))]);
    expect(second).toBe(first);
    pipelines.release(first);
    pipelines.release(second);
    await pipelines.close();
  });

  it('give way to another one when idle, the longest unused first', async () => {
    const pipelines = new LoadedPipelines({ device: cpu, modelsMax: 2, memoryBytes: null, onOpen: () => undefined });
    const a = await pipelines.use(model(A));
    const b = await pipelines.use(model(B));
    pipelines.release(a);
    pipelines.release(b);
    pipelines.release(await pipelines.use(model(A)));
    pipelines.release(await pipelines.use(model(C)));
    expect(await pipelines.use(model(A))).toBe(a); // B gave way
    pipelines.release(a);
    expect(await pipelines.use(model(B))).not.toBe(b);
    pipelines.release(await pipelines.use(model(B)));
  });

  it('are waited for while every one of them is painted with', async () => {
    const pipelines = new LoadedPipelines({ device: cpu, modelsMax: 1, memoryBytes: null, onOpen: () => undefined });
    const a = await pipelines.use(model(A));
    const opened: string[] = [];
    const b = pipelines.use(model(B)).then(({ model: { name } }) => opened.push(name));
    await (await openPipeline(model(C), cpu)).close(); // as long as B would have needed
    expect(opened).toEqual([]);
    pipelines.release(a);
    await b;
    expect(opened).toEqual(['b']);
  });

  it('that cannot be opened take no place', async () => {
    const pipelines = new LoadedPipelines({ device: cpu, modelsMax: 1, memoryBytes: null, onOpen: () => undefined });
    const gone = { ...model(A), unet: { ...model(A).unet, path: join(directory, 'gone.onnx') } };
    const [first, second] = await Promise.allSettled([pipelines.use(gone), pipelines.use(model(B))]);
    expect(first).toMatchObject({ status: 'rejected', reason: { code: 'model_unavailable' } });
    expect(second.status).toBe('fulfilled');
  });
});

describe('prompts', () => {
  it('are encoded once while they are used, and forgotten after 64 others', async () => {
    const { textEncoder, close } = await openPipeline(model(A), cpu);
    const negative = await textEncoder.encode(textEncoder.read('blurry').chunks);
    const once = await textEncoder.encode(textEncoder.read('seen once').chunks);
    for (let index = 0; index < 64; index += 1) {
      await textEncoder.encode(textEncoder.read(`prompt ${index}`).chunks);
      expect(await textEncoder.encode(textEncoder.read('blurry').chunks)).toBe(negative);
    }
    expect(await textEncoder.encode(textEncoder.read('seen once').chunks)).not.toBe(once);
    expect(await textEncoder.encode(textEncoder.read('seen once').chunks)).toEqual(once);
    await close();
  });
});
