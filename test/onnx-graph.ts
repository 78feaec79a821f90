import { bytes, message, number, text } from '../inference/models/protobuf-writer.ts';

/**
 * Writes small ONNX files, field by field as onnx.proto numbers them, so that tests can have any export's input types,
 * shapes and failures without the Python that usually writes them.
 */

/** Element types, by their numbers in onnx.proto. */
export const FLOAT = 1;
export const INT32 = 6;
export const INT64 = 7;
export const BOOL = 9;
export const FLOAT16 = 10;

/** [name, element type, shape]; a string in the shape is an open axis. */
export type Value = [name: string, type: number, shape: readonly (number | string)[]];

/** [operator, inputs, output, integer attributes]. */
export type Node = [
  operator: string,
  inputs: readonly string[],
  output: string,
  attributes?: Record<string, number | number[]>,
];

/** A graph of one output. */
export interface Graph {
  inputs: readonly Value[];
  output: Value;
  nodes: readonly Node[];
  /** Constants: 64-bit integers, one dimension. */
  integers?: Record<string, readonly number[]>;
  /** Constants: float32, one value each. */
  floats?: Record<string, number>;
  /** Constants: float32, one value each, read from the start of a file beside the graph. */
  externalFloats?: Record<string, string>;
  /** Weights: float32 of any shape. */
  weights?: Record<string, { shape: readonly number[]; values: Float32Array }>;
}

/** The bytes of an ONNX file with this graph, opset 17. */
export function onnxFile(graphOf: Graph): Buffer {
  const { inputs, output, nodes, integers = {}, floats = {}, externalFloats = {}, weights = {} } = graphOf;
  const graph = message(
    7, // ModelProto.graph
    ...nodes.map(writeNode),
    text(2, 'graph'),
    ...Object.entries(integers).map(([name, values]) =>
      message(
        5,
        number(1, values.length),
        number(2, INT64),
        text(8, name),
        bytes(9, Buffer.from(BigInt64Array.from(values, BigInt).buffer)),
      ),
    ),
    ...Object.entries(floats).map(([name, value]) =>
      message(5, number(2, FLOAT), text(8, name), bytes(9, Buffer.from(Float32Array.of(value).buffer))),
    ),
    ...Object.entries(externalFloats).map(([name, file]) => {
      const entry = (key: string, value: string) => message(13, text(1, key), text(2, value));
      const location = [entry('location', file), entry('offset', '0'), entry('length', '4'), number(14, 1)];
      return message(5, number(2, FLOAT), text(8, name), ...location);
    }),
    ...Object.entries(weights).map(([name, { shape, values }]) =>
      message(
        5,
        ...shape.map((axis) => number(1, axis)),
        number(2, FLOAT),
        text(8, name),
        bytes(9, Buffer.from(values.buffer, values.byteOffset, values.byteLength)),
      ),
    ),
    ...inputs.map((input) => writeValue(11, input)),
    writeValue(12, output),
  );
  return Buffer.concat([number(1, 8), message(8, text(1, ''), number(2, 17)), graph]); // ir_version, opset_import
}

function writeNode([operator, inputs, output, attributes = {}]: Node): Buffer {
  const written = Object.entries(attributes).map(
    ([name, value]) =>
      Array.isArray(value)
        ? message(5, text(1, name), ...value.map((item) => number(8, item)), number(20, 7)) // AttributeProto.ints
        : message(5, text(1, name), number(3, value), number(20, 2)), // AttributeProto.i
  );
  return message(
    1,
    ...inputs.map((input) => text(1, input)),
    text(2, output),
    text(3, output),
    text(4, operator),
    ...written,
  );
}

function writeValue(field: number, [name, type, shape]: Value): Buffer {
  const axes = shape.map((axis) => message(1, typeof axis === 'number' ? number(1, axis) : text(2, axis)));
  return message(field, text(1, name), message(2, message(1, number(1, type), message(2, ...axes))));
}
