import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forbidTelemetry } from '../inference/engine/config.ts';
import { parseDevice } from '../inference/engine/device.ts';
import { openPipeline } from '../inference/engine/pipeline.ts';
import type { UnetRow } from '../inference/engine/unet.ts';
import { readCatalogue } from '../inference/models/catalogue.ts';
import type { Model } from '../inference/models/model.ts';
import { withTimestepPerRow } from '../inference/models/timestep-patch.ts';
import { FLOAT, type Graph, INT64, type Node, onnxFile } from './onnx-graph.ts';
import { writeTinyModel } from './tiny-model.ts';

const cpu = parseDevice('cpu', 1);
const CHANNELS = 3;
const SIZE = 8;
const toFloat = { to: FLOAT };

/** sin(timestep / 1000 · weight) + sample + the text's mean; how the timestep comes to one axis is the export's. */
function unet(timestep: { type: number; shape: readonly (number | string)[] }, toOneAxis: readonly Node[]): Graph {
  return {
    inputs: [
      ['sample', FLOAT, ['batch', CHANNELS, 'height', 'width']],
      ['timestep', timestep.type, timestep.shape],
      ['encoder_hidden_states', FLOAT, ['batch', 'sequence', 1]],
    ],
    output: ['out_sample', FLOAT, ['batch', CHANNELS, 'height', 'width']],
    nodes: [
      ...toOneAxis,
      ['Shape', ['sample'], 'batch_only', { end: 1 }],
      ['Expand', ['time', 'batch_only'], 'times'],
      ['Div', ['times', 'thousand'], 'small'],
      ['Mul', ['small', 'weight'], 'angle'],
      ['Sin', ['angle'], 'wave'],
      ['Reshape', ['wave', 'column'], 'embedding'],
      ['ReduceMean', ['encoder_hidden_states'], 'mean', { axes: [1, 2], keepdims: 1 }],
      ['Reshape', ['mean', 'column'], 'text'],
      ['Add', ['sample', 'embedding'], 'sum'],
      ['Add', ['sum', 'text'], 'out_sample'],
    ],
    integers: { column: [-1, 1, 1, 1], first_axis: [0], two_axes: [0, 1] },
    floats: { thousand: 1000 },
    externalFloats: { weight: 'weights.bin' },
  };
}

const scalar = { type: INT64, shape: [] };
const cast: Node = ['Cast', ['timestep'], 'time', toFloat];
const UNETS = {
  'Diffusers’ script (float, one axis)': unet({ type: FLOAT, shape: ['batch'] }, [cast]),
  'an older Optimum (whole numbers, one axis)': unet({ type: INT64, shape: ['steps'] }, [cast]),
  'today’s Optimum (a whole number, unsqueezed, then cast)': unet(scalar, [
    ['Unsqueeze', ['timestep', 'first_axis'], 'steps'],
    ['Cast', ['steps'], 'time', toFloat],
  ]),
  'an export that casts before it unsqueezes': unet(scalar, [
    ['Cast', ['timestep'], 'number', toFloat],
    ['Unsqueeze', ['number', 'first_axis'], 'time'],
  ]),
};

let directory: string;
const models = new Map<string, Model>();

beforeAll(async () => {
  forbidTelemetry();
  directory = mkdtempSync(join(tmpdir(), 'easel-timesteps-'));
  for (const [index, graph] of Object.values(UNETS).entries()) {
    writeTinyModel(join(directory, String(index)));
    writeFileSync(join(directory, String(index), 'unet', 'model.onnx'), onnxFile(graph));
    writeFileSync(join(directory, String(index), 'unet', 'weights.bin'), Buffer.from(Float32Array.of(1.7).buffer));
  }
  const { models: found } = await readCatalogue(directory, ['DPMSolverMultistep']);
  for (const [index, name] of Object.keys(UNETS).entries()) {
    const entry = found.find(({ model }) => model.name === String(index));
    if (entry !== undefined) models.set(name, entry.model);
  }
});
afterAll(() => rmSync(directory, { recursive: true }));

function row(timestep: number): UnetRow {
  const length = CHANNELS * SIZE * SIZE;
  const input = Float32Array.from({ length }, (_, index) => Math.sin(index * timestep));
  const embedding = { tokens: 2, values: Float32Array.of(timestep, 0.5), ignored: '' };
  return { input, timestep, embedding, output: new Float32Array(length) };
}

describe('rows at different timesteps', () => {
  it.each(Object.keys(UNETS))('share a call, bit for bit as alone, with the UNet of %s', async (name) => {
    const pipeline = await openPipeline(models.get(name) as Model, cpu);
    expect(pipeline.unet.timestepPerRow).toBe(true);
    const together = [981, 961, 1, 500].map(row);
    await pipeline.unet.predict(together, SIZE, SIZE);
    for (const { timestep, output } of together) {
      const alone = row(timestep);
      await pipeline.unet.predict([alone], SIZE, SIZE);
      expect(output).toEqual(alone.output);
      expect(new Set(output).size).toBeGreaterThan(100);
    }
    await pipeline.close();
  });
});

describe('a UNet whose timestep is used in any other way', () => {
  const reshaped: Node[] = [
    ['Cast', ['timestep'], 'number', toFloat],
    ['Reshape', ['number', 'first_axis'], 'time'],
  ];
  const twoAxes: Node[] = [
    ['Cast', ['timestep'], 'number', toFloat],
    ['Unsqueeze', ['number', 'two_axes'], 'time'],
  ];
  const usedTwice: Node[] = [
    ['Cast', ['timestep'], 'number', toFloat],
    ['Unsqueeze', ['number', 'first_axis'], 'one'],
    ['Add', ['one', 'number'], 'time'],
  ];
  it.each([
    ['has its axis already', unet({ type: INT64, shape: ['steps'] }, [cast])],
    ['is reshaped', unet(scalar, reshaped)],
    ['gets two axes', unet(scalar, twoAxes)],
    ['is also used as it is', unet(scalar, usedTwice)],
    ['is not there', { ...unet(scalar, []), inputs: [['sample', FLOAT, ['batch']]] } satisfies Graph],
  ])('is left as it is: %s', (_reason, graph) => {
    expect(withTimestepPerRow(onnxFile(graph))).toBeNull();
  });

  it('cannot be read when it is damaged', () => {
    const bytes = onnxFile(unet(scalar, []));
    expect(() => withTimestepPerRow(bytes.subarray(0, bytes.length - 3))).toThrow(RangeError);
  });
});
