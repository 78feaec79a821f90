import { Tensor } from 'onnxruntime-node';
import { expect, it, onTestFinished } from 'vitest';
import { parseDevice } from '../inference/engine/device.ts';
import { PIXEL_GRAPH } from '../inference/engine/pixel-graph.ts';
import { Session } from '../inference/engine/session.ts';

const SIDE = 512;

it('what comes back beside an output that was filled is freed before V8 collects it', async () => {
  const [component, graph] = PIXEL_GRAPH;
  const session = await Session.open(component, parseDevice('cpu', 1), graph);
  onTestFinished(() => session.close());
  const values = new Uint8Array(3 * SIDE * SIDE);
  const inputs = { planes: new Tensor('float32', new Float32Array(values.length).fill(1), [3, SIDE, SIDE]) };
  const outputs = { pixels: new Tensor('uint8', values, [SIDE, SIDE, 3]), strayed: null };
  expect(Object.keys(await session.run(inputs, outputs))).toEqual(['strayed']);
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  for (let run = 0; run < 40; run += 1) {
    await session.run(inputs, outputs);
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }
  expect(most).toBeLessThan(8 * values.length); // of forty
  expect(values.every((value) => value === 255)).toBe(true);
});
