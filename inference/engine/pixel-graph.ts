import { strict as assert } from 'node:assert';
import { Tensor } from 'onnxruntime-node';
import { attribute, FLOAT, input, node, output, UINT8 } from '../models/graph-writer.ts';
import type { Component } from '../models/model.ts';
import { bytes, message, number, text } from '../models/protobuf-writer.ts';
import type { Session } from './session.ts';
import type { Planes } from './vae-tiles.ts';

/**
 * Planes of a picture to its bytes. A graph as well: onnxruntime's kernels take 1.4 ms for 512×512, a loop here took 2.4
 * with its caches warm and 2.9 between two calls, and while it ran nothing else was painted.
 */
export class PixelGraph {
  readonly #session: Session;

  /** `session` has PIXEL_GRAPH open on the CPU. */
  constructor(session: Session) {
    this.#session = session;
  }

  /** (3, H, W) in [-1, 1] to RGB of 8 bits, row by row (H, W, 3); NaN and infinity are told of. Faults as Session.run. */
  async convert({ values, height, width }: Planes): Promise<{ pixels: Uint8Array; hasStrayed: boolean }> {
    const pixels = new Uint8Array(values.length);
    const { strayed } = await this.#session.run(
      { planes: new Tensor('float32', values, [3, height, width]) },
      { pixels: new Tensor('uint8', pixels, [height, width, 3]), strayed: null },
    );
    assert(strayed !== undefined, 'the graph answers with both');
    return { pixels, hasStrayed: Number(strayed.data[0]) !== 0 };
  }
}

/** What Session.open takes. */
export const PIXEL_GRAPH: [Component, Buffer] = [
  { path: 'the graph of pixels', inputs: [], outputs: [], files: [] },
  pixelGraph(),
];

/**
 * `planes` (3, H, W) in [-1, 1] → `pixels` (H, W, 3), 0…255, clamped and rounded half to even, each operation in float32
 * as diffusers' numpy does it; `strayed` is 0, or NaN where a value was NaN or infinite.
 */
function pixelGraph(): Buffer {
  const graph = [
    node('Mul', ['planes', 'half'], 'halved'),
    node('Add', ['halved', 'half'], 'shares'),
    node('Mul', ['shares', 'most'], 'scaled'),
    node('Round', ['scaled'], 'whole'),
    node('Clip', ['whole', 'least', 'most'], 'clamped'),
    node('Cast', ['clamped'], 'bytes', attribute('to', UINT8)),
    node(
      'Transpose',
      ['bytes'],
      'pixels',
      message(5, text(1, 'perm'), ...[1, 2, 0].map((axis) => number(8, axis)), number(20, 7)),
    ),
    node('Sub', ['planes', 'planes'], 'strays'),
    node('ReduceSum', ['strays'], 'strayed', attribute('keepdims', 0)),
    text(2, 'pixels'),
    ...Object.entries({ least: 0, half: 0.5, most: 255 }).map(([name, of]) => constant(name, of)),
    input('planes', FLOAT, [3, 'height', 'width']),
    output('pixels', UINT8, ['height', 'width', 3]),
    output('strayed', FLOAT, []),
  ];
  return Buffer.concat([number(1, 8), message(8, text(1, ''), number(2, 17)), message(7, ...graph)]);
}

function constant(name: string, of: number): Buffer {
  return message(5, number(2, FLOAT), text(8, name), bytes(9, Buffer.from(Float32Array.of(of).buffer)));
}
