import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forbidTelemetry } from '../inference/engine/config.ts';
import { parseDevice } from '../inference/engine/device.ts';
import { Session } from '../inference/engine/session.ts';
import { Unet, type UnetRow } from '../inference/engine/unet.ts';
import { type UnetGraph, unetGraphOf } from '../inference/engine/unet-graph.ts';
import { readCatalogue } from '../inference/models/catalogue.ts';
import type { Model } from '../inference/models/model.ts';
import { FLOAT16, INT64 } from './onnx-graph.ts';
import { type TinyModelOptions, writeTinyModel } from './tiny-model.ts';

const cpu = parseDevice('cpu', 1);
const SIZE = 8;
const LENGTH = 3 * SIZE * SIZE;
const MODELS: Record<string, TinyModelOptions> = {
  float: {},
  half: { floatType: FLOAT16 },
  'scalar-timestep': { timestepType: INT64, timestepShape: [] },
  external: { externalWeights: true },
  inpainting: { inpaints: true, floatType: FLOAT16 },
};

let directory: string;
let models: readonly Model[];

beforeAll(async () => {
  forbidTelemetry();
  directory = mkdtempSync(join(tmpdir(), 'easel-guidance-'));
  for (const [name, options] of Object.entries(MODELS)) writeTinyModel(join(directory, name), options);
  models = (await readCatalogue(directory, ['DPMSolverMultistep'])).models.map(({ model }) => model);
});
afterAll(() => rmSync(directory, { recursive: true }));

const modelOf = (name: string): Model => models.find((model) => model.name === name) as Model;

/** Two images with guidance, of different scales; one without; and one whose two predictions are both wanted. */
function rowsOf({ unetChannels }: Model): UnetRow[] {
  const row = (seed: number, text: number, hasOutput: boolean, guidanceScale: number | null): UnetRow => ({
    input: Float32Array.from({ length: unetChannels * SIZE * SIZE }, (_, index) => Math.sin(index * seed)),
    timestep: 500,
    embedding: { tokens: 2, values: Float32Array.of(text, 0.5) },
    output: hasOutput ? new Float32Array(LENGTH) : null,
    guidanceScale,
  });
  return [
    ...[row(1, 0.1, false, null), row(1, 0.9, true, 7.5)],
    row(2, 0.3, true, null),
    ...[row(3, 0.2, true, null), row(3, 0.7, true, null)],
    ...[row(4, 0.4, false, null), row(4, -0.7, true, 1.1)],
  ];
}

async function predictionsOf(model: Model, { component, graph, guides }: UnetGraph, rows: readonly UnetRow[]) {
  const session = await Session.open(component, cpu, graph);
  await new Unet(session, model, guides).predict(rows, SIZE, SIZE, 8);
  await session.close();
  return rows.map(({ output }) => output);
}

/** The graph's path in a folder that is a link, and in one of links. */
function linkFolder(target: string, home: string): string {
  symlinkSync(target, join(home, 'unet'));
  return join(home, 'unet', 'model.onnx');
}
function linkFiles(target: string, home: string): string {
  mkdirSync(join(home, 'unet'));
  for (const file of readdirSync(target)) symlinkSync(join(target, file), join(home, 'unet', file));
  return join(home, 'unet', 'model.onnx');
}

describe('guidance in the graph of a UNet', () => {
  it.each(Object.keys(MODELS))('gives what the host would, bit for bit (%s)', async (name) => {
    const model = modelOf(name);
    const unchanged = { component: model.unet, graph: null, guides: false };
    const onHost = await predictionsOf(model, unchanged, rowsOf(model));
    const inGraph = unetGraphOf(model.unet, cpu);
    expect(inGraph.guides).toBe(true);
    expect(await predictionsOf(model, inGraph, rowsOf(model))).toEqual(onHost);
    expect(new Set(onHost.flatMap((output) => Array.from(output ?? []))).size).toBeGreaterThan(200);
  });

  it('lets the images of a call change from step to step', async () => {
    const model = modelOf('float');
    const { component, graph, guides } = unetGraphOf(model.unet, cpu);
    const session = await Session.open(component, cpu, graph);
    const unet = new Unet(session, model, guides);
    const [together, alone] = [rowsOf(model), rowsOf(model)];
    await unet.predict(together, SIZE, SIZE);
    for (const [from, to] of [
      [0, 2],
      [2, 3],
      [3, 5],
      [5, 7],
    ]) {
      await unet.predict(alone.slice(from, to), SIZE, SIZE);
    }
    await session.close();
    expect(alone.map(({ output }) => output)).toEqual(together.map(({ output }) => output));
  });

  it('is left to the host where the file is too large to be in memory twice, and by TensorRT', () => {
    const { unet } = modelOf('float');
    const path = join(directory, 'large.onnx');
    writeFileSync(path, '');
    truncateSync(path, 2 ** 28 + 1);
    const large = { ...unet, path };
    expect(unetGraphOf(large, cpu)).toEqual({ component: large, graph: null, guides: false });
    expect(unetGraphOf(unet, parseDevice('tensorrt', 1))).toEqual({ component: unet, graph: null, guides: false });
  });

  it.each([
    ['whose folder is a link', true, linkFolder],
    ['whose files are links out of it, as in Hugging Face’s cache', false, linkFiles],
  ])('is where onnxruntime takes the weights of a model %s', async (_kind, guides, link) => {
    const model = modelOf('external');
    const path = link(dirname(model.unet.path), mkdtempSync(join(directory, 'links-')));
    const unet = { ...model.unet, path, files: model.unet.files.map((file) => join(dirname(path), basename(file))) };
    const graph = unetGraphOf(unet, cpu);
    expect(graph.guides).toBe(guides);
    const onDisk = { component: model.unet, graph: null, guides: false };
    expect(await predictionsOf(model, graph, rowsOf(model))).toEqual(await predictionsOf(model, onDisk, rowsOf(model)));
  });

  it('needs the file, and says which', () => {
    const gone = { ...modelOf('float').unet, path: join(directory, 'gone.onnx') };
    expect(() => unetGraphOf(gone, cpu)).toThrow(
      expect.objectContaining({ code: 'model_unavailable', message: expect.stringContaining('gone.onnx') }),
    );
  });
});
