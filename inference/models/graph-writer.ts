import { message, number, text } from './protobuf-writer.ts';

/** Parts of an ONNX graph that is written here instead of exported. Field numbers are onnx.proto's. */

/** Numbers of element types. */
export const FLOAT = 1;
export const UINT8 = 2;
export const INT32 = 6;

/** GraphProto.node, of one output. */
export function node(operator: string, inputs: readonly string[], output: string, ...attributes: Buffer[]): Buffer {
  return message(1, ...inputs.map((input) => text(1, input)), text(2, output), text(4, operator), ...attributes);
}

/** NodeProto.attribute: a whole number. */
export function attribute(name: string, integer: number): Buffer {
  return message(5, text(1, name), number(3, integer), number(20, 2));
}

/** GraphProto.input; a string in the shape is an open axis. */
export const input = (name: string, type: number, shape: readonly (number | string)[]): Buffer =>
  value(11, name, type, shape);

/** GraphProto.output. */
export const output = (name: string, type: number, shape: readonly (number | string)[]): Buffer =>
  value(12, name, type, shape);

function value(field: number, name: string, type: number, axes: readonly (number | string)[]): Buffer {
  const shape = axes.map((axis) => message(1, typeof axis === 'number' ? number(1, axis) : text(2, axis)));
  return message(field, text(1, name), message(2, message(1, number(1, type), message(2, ...shape))));
}
