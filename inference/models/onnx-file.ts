import { type Field, ProtobufFile } from './protobuf.ts';

/** Element types that a diffusion model's inputs and outputs have, by their number in onnx.proto's TensorProto.DataType. */
const ELEMENT_TYPES = { 1: 'float32', 6: 'int32', 7: 'int64', 10: 'float16', 11: 'float64' } as const;
/** Their names, as onnxruntime writes them. */
export type ElementType = (typeof ELEMENT_TYPES)[keyof typeof ELEMENT_TYPES];

/** An input or output as the graph declares it; `shape` is null where the file says nothing of it. */
export interface TensorSpec {
  name: string;
  type: ElementType | 'other';
  /** A number where the export fixed it, the axis' name where it may vary. */
  shape: readonly (number | string)[] | null;
}

/** What an ONNX file says of itself, without its weights. */
export interface OnnxGraph {
  inputs: readonly TensorSpec[];
  outputs: readonly TensorSpec[];
  /** Files that hold weights outside the graph, as written: relative to the ONNX file; and the bytes each must have at least. */
  externalData: ReadonlyMap<string, number>;
}

/**
 * Reads the graph's inputs, outputs and external files. A session would tell the same, after reading gigabytes and
 * taking the device's memory; the catalogue must know every model at start. Field numbers are onnx.proto's.
 */
export function readOnnxGraph(path: string): OnnxGraph {
  const file = new ProtobufFile(path);
  try {
    const inputs: TensorSpec[] = [];
    const outputs: TensorSpec[] = [];
    const initializers = new Set<string>();
    const externalData = new Map<string, number>();
    for (const graph of file.fields(0, file.size)) {
      // ModelProto.graph; protobuf merges repeated ones, so a second one could hide weights from whoever reads the last.
      if (graph.number !== 7) continue;
      for (const field of file.fields(graph.start, graph.end)) {
        if (field.number === 5) initializers.add(readTensor(file, field, externalData)); // GraphProto.initializer
        if (field.number === 11) inputs.push(readValue(file, field)); // GraphProto.input
        if (field.number === 12) outputs.push(readValue(file, field)); // GraphProto.output
      }
    }
    if (outputs.length === 0) throw new RangeError('it holds no graph');
    // Files of IR version 3 list their weights among the inputs too.
    return { inputs: inputs.filter((input) => !initializers.has(input.name)), outputs, externalData };
  } finally {
    file.close();
  }
}

type Extent = Pick<Field, 'start' | 'end'>;

function one(file: ProtobufFile, message: Extent, number: number): Field | null {
  let found: Field | null = null;
  for (const field of file.fields(message.start, message.end)) if (field.number === number) found = field;
  return found;
}

/** The name of a TensorProto; where its data lies in another file, that file and its extent are added to `externalData`. */
function readTensor(file: ProtobufFile, tensor: Field, externalData: Map<string, number>): string {
  let name = '';
  const entries = new Map<string, string>();
  for (const field of file.fields(tensor.start, tensor.end)) {
    if (field.number === 8) name = file.text(field); // TensorProto.name
    if (field.number === 13) {
      const key = one(file, field, 1); // StringStringEntryProto.key
      const value = one(file, field, 2); // StringStringEntryProto.value
      entries.set(key === null ? '' : file.text(key), value === null ? '' : file.text(value));
    }
  }
  const location = entries.get('location');
  if (location !== undefined) {
    const end = Number(entries.get('offset') ?? 0) + Number(entries.get('length') ?? 0);
    externalData.set(location, Math.max(externalData.get(location) ?? 0, end));
  }
  return name;
}

/** ValueInfoProto: name 1, type 2 → TypeProto.tensor_type 1 → elem_type 1, shape 2 → dim 1 → dim_value 1, dim_param 2. */
function readValue(file: ProtobufFile, value: Field): TensorSpec {
  const name = one(file, value, 1);
  const type = one(file, value, 2);
  const tensor = type === null ? null : one(file, type, 1);
  const elementType = tensor === null ? null : one(file, tensor, 1);
  const shape = tensor === null ? null : one(file, tensor, 2);
  return {
    name: name === null ? '' : file.text(name),
    type: ELEMENT_TYPES[elementType?.value as keyof typeof ELEMENT_TYPES] ?? 'other',
    shape: shape === null ? null : Array.from(file.fields(shape.start, shape.end), (axis) => readAxis(file, axis)),
  };
}

function readAxis(file: ProtobufFile, axis: Field): number | string {
  const value = one(file, axis, 1);
  if (value !== null) return value.value;
  const name = one(file, axis, 2);
  return name === null ? '' : file.text(name);
}
