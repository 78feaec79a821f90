import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseDevice } from '../inference/engine/device.ts';
import { PIXEL_GRAPH, PixelGraph } from '../inference/engine/pixel-graph.ts';
import { Session } from '../inference/engine/session.ts';

describe('pixels', () => {
  let session: Session;
  let pixelGraph: PixelGraph;
  beforeAll(async () => {
    const [component, graph] = PIXEL_GRAPH;
    session = await Session.open(component, parseDevice('cpu', 1), graph);
    pixelGraph = new PixelGraph(session);
  });
  afterAll(() => session.close());

  it('are planes as bytes, every operation rounded to float32 and halves to even, as numpy does it', async () => {
    const { fround } = Math;
    const [height, width] = [257, 31];
    const area = height * width;
    // Around every half between two bytes, and a little beyond both ends.
    const planes = new Float32Array(3 * area).map((_, index) => (2 * (index - 300)) / (3 * area - 600) - 1);
    for (let byte = 0; byte < 255; byte += 1) planes[byte] = (2 * (byte + 0.5)) / 255 - 1;
    const even = (value: number): number => {
      const whole = Math.floor(value);
      const rest = value - whole;
      return rest === 0.5 ? whole + (whole % 2) : rest > 0.5 ? whole + 1 : whole;
    };
    const expected = Uint8Array.from({ length: 3 * area }, (_, at) => {
      const value = planes[(at % 3) * area + Math.floor(at / 3)] ?? Number.NaN;
      return Math.min(255, Math.max(0, even(fround(fround(fround(value * 0.5) + 0.5) * 255))));
    });
    const { pixels, hasStrayed } = await pixelGraph.convert({ values: planes, height, width });
    expect(Buffer.compare(pixels, expected)).toBe(0);
    expect(hasStrayed).toBe(false);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('tell of %d among them', async (stray) => {
    const values = new Float32Array(3 * 64);
    values[100] = stray;
    expect((await pixelGraph.convert({ values, height: 8, width: 8 })).hasStrayed).toBe(true);
  });
});
