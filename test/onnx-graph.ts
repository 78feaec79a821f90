/**
 * Writes small ONNX files, field by field as onnx.proto numbers them, so that tests can have any export's input types,
 * shapes and failures without the Python that usually writes them.
 */

/** Element types, by their numbers in onnx.proto. */
export const FLOAT = 1;
export const INT32 = 6;
export const INT64 = 7;
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
}

/** The bytes of an ONNX file with this graph, opset 17. */
export function onnxFile({ inputs, output, nodes, integers = {}, floats = {} }: Graph): Buffer {
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

const text = (field: number, value: string): Buffer => bytes(field, Buffer.from(value));
const message = (field: number, ...parts: Buffer[]): Buffer => bytes(field, Buffer.concat(parts));
const bytes = (field: number, body: Buffer): Buffer =>
  Buffer.concat([varint(field * 8 + 2), varint(body.length), body]);
const number = (field: number, value: number): Buffer => Buffer.concat([varint(field * 8), varint(value)]);

function varint(value: number): Buffer {
  const parts: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) parts.push(Number(rest & 127n) | 128);
  return Buffer.from([...parts, Number(rest)]);
}
