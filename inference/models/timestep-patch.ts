import { type Field, ProtobufFile } from './protobuf.ts';
import { message, number, text } from './protobuf-writer.ts';

/** A NodeProto, as far as the patch needs it. */
interface Node {
  field: Field;
  operator: string;
  inputs: readonly string[];
  outputs: readonly string[];
  /** Numbers in its attribute `axes` (before opset 13) and in its attribute `value` (a Constant's only dimension). */
  axes: number | null;
  constant: number | null;
  /** Whether one of its attributes is a graph: an If's or a Loop's body may use any name from outside. */
  hasBody: boolean;
}

const INPUT = 'timestep';

/**
 * Gives each row of a UNet call its own timestep. Optimum's exports take one `timestep` without axes, Unsqueeze it to
 * one axis, and Expand that to the batch. Here the input gets that axis itself, the Unsqueeze becomes an Identity, and
 * the rest broadcasts as before: rows of requests at different steps may share a call, bit for bit as if alone.
 *
 * Bytes of an ONNX file → bytes of the changed one; weights in other files stay there. Null where the graph is not of
 * that kind (the input has axes, or feeds anything else), and then nothing can be said about what a change would do.
 * Throws a RangeError for damaged bytes. Field numbers are onnx.proto's.
 */
export function withTimestepPerRow(bytes: Buffer): Buffer | null {
  const file = new ProtobufFile(bytes);
  const [graph, second] = fieldsOf(file, { start: 0, end: file.size }, 7); // ModelProto.graph
  if (graph === undefined || second !== undefined) return null;
  const fields = Array.from(file.fields(graph.start, graph.end));
  const elementType = scalarType(file, fields);
  if (elementType === null) return null;
  const unsqueezes = unsqueezesOf(readNodes(file, fields), initializerLengths(file, fields));
  if (unsqueezes === null) return null;

  const axis = message(1, text(2, 'batch_size')); // TensorShapeProto.dim, its dim_param
  const tensor = message(1, number(1, elementType), message(2, axis)); // TypeProto.tensor_type: elem_type, shape
  const input = message(11, text(1, INPUT), message(2, tensor)); // GraphProto.input: name, type
  const patched = copy(file, bytes, graph, (field, raw) => {
    const unsqueeze = unsqueezes.get(field.start);
    if (unsqueeze !== undefined) return identity(unsqueeze);
    if (field.number === 13) return null; // GraphProto.value_info: shapes that were true of the scalar
    return field.number === 11 && textOf(file, field, 1) === INPUT ? input : raw;
  });
  return copy(file, bytes, { start: 0, end: file.size }, (field, raw) =>
    field.number === 7 ? message(7, patched) : raw,
  );
}

type Extent = Pick<Field, 'start' | 'end'>;

/** The message's fields, each as `change` gives it: its own bytes (key included), others, or none. */
function copy(
  file: ProtobufFile,
  bytes: Buffer,
  { start, end }: Extent,
  change: (field: Field, raw: Buffer) => Buffer | null,
): Buffer {
  const parts: Buffer[] = [];
  let position = start;
  for (const field of file.fields(start, end)) {
    const part = change(field, bytes.subarray(position, field.end));
    if (part !== null) parts.push(part);
    position = field.end;
  }
  return Buffer.concat(parts);
}

/** NodeProto: input 1, output 2, name 3, op_type 4. The axes, wherever they come from, are not needed any more. */
function identity({ inputs, outputs }: Node): Buffer {
  const [from] = inputs;
  const [to] = outputs;
  return message(1, text(1, from ?? ''), text(2, to ?? ''), text(3, `${to}/identity`), text(4, 'Identity'));
}

/** The element type of the input, if it is declared and has no axes. */
function scalarType(file: ProtobufFile, fields: readonly Field[]): number | null {
  const input = fields.find((field) => field.number === 11 && textOf(file, field, 1) === INPUT);
  const [type] = input === undefined ? [] : fieldsOf(file, input, 2);
  const [tensor] = type === undefined ? [] : fieldsOf(file, type, 1);
  if (tensor === undefined) return null;
  const [elementType] = fieldsOf(file, tensor, 1);
  const [shape] = fieldsOf(file, tensor, 2);
  return elementType === undefined || shape === undefined || shape.end > shape.start ? null : elementType.value;
}

/** Follows the input through casts. Null unless every path ends in an Unsqueeze that adds exactly one axis. */
function unsqueezesOf(
  nodes: readonly Node[],
  initializers: ReadonlyMap<string, number>,
): ReadonlyMap<number, Node> | null {
  if (nodes.some((node) => node.hasBody)) return null;
  const constants = new Map(initializers);
  for (const { outputs, constant } of nodes) if (constant !== null) constants.set(outputs[0] ?? '', constant);
  const found = new Map<number, Node>();
  const scalars = new Set([INPUT]);
  for (const scalar of scalars) {
    for (const node of nodes.filter(({ inputs }) => inputs.includes(scalar))) {
      const [value, axes] = node.inputs;
      const axisCount = node.axes ?? constants.get(axes ?? '');
      if (node.operator === 'Cast') for (const output of node.outputs) scalars.add(output);
      else if (node.operator === 'Unsqueeze' && value === scalar && axisCount === 1) found.set(node.field.start, node);
      else return null;
    }
  }
  return found.size === 0 ? null : found;
}

function readNodes(file: ProtobufFile, fields: readonly Field[]): Node[] {
  return fields
    .filter((field) => field.number === 1)
    .map((field) => {
      const node: Node = {
        field,
        operator: textOf(file, field, 4),
        inputs: fieldsOf(file, field, 1).map((input) => file.text(input)),
        outputs: fieldsOf(file, field, 2).map((output) => file.text(output)),
        axes: null,
        constant: null,
        hasBody: false,
      };
      for (const attribute of fieldsOf(file, field, 5)) {
        const name = textOf(file, attribute, 1);
        const [tensor] = fieldsOf(file, attribute, 5); // AttributeProto.t
        if (name === 'axes') node.axes = countOf(file, attribute, 8); // AttributeProto.ints
        if (node.operator === 'Constant' && tensor !== undefined) node.constant = length(file, tensor);
        node.hasBody ||= fieldsOf(file, attribute, 6).length > 0 || fieldsOf(file, attribute, 11).length > 0; // g, graphs
      }
      return node;
    });
}

function initializerLengths(file: ProtobufFile, fields: readonly Field[]): Map<string, number> {
  const tensors = fields.filter((field) => field.number === 5); // GraphProto.initializer
  return new Map(tensors.map((tensor) => [textOf(file, tensor, 8), length(file, tensor)])); // TensorProto.name
}

/** Numbers in a TensorProto of one dimension (dims 1); 0 for any other, which is no list of axes. */
function length(file: ProtobufFile, tensor: Extent): number {
  const dimensions = numbersOf(file, tensor, 1);
  return dimensions.length === 1 ? (dimensions[0] ?? 0) : 0;
}

const countOf = (file: ProtobufFile, within: Extent, number: number): number => numbersOf(file, within, number).length;

function numbersOf(file: ProtobufFile, within: Extent, number: number): number[] {
  return fieldsOf(file, within, number).map(({ value }) => value);
}

function fieldsOf(file: ProtobufFile, within: Extent, number: number): Field[] {
  return Array.from(file.fields(within.start, within.end)).filter((field) => field.number === number);
}

function textOf(file: ProtobufFile, within: Extent, number: number): string {
  const [field] = fieldsOf(file, within, number);
  return field === undefined ? '' : file.text(field);
}
