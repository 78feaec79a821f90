import type { Component } from './model.ts';
import type { ModelFiles } from './model-files.ts';
import type { TensorSpec } from './onnx-file.ts';

/** Element types of samples, states and timesteps that the engine feeds and reads. */
export const FLOATS = ['float32', 'float16'];
/** Element types of ids and of whole timesteps. */
export const INTEGERS = ['int32', 'int64'];

/** Axes of a tensor; `null` stands for one that may have any size. */
export type ExpectedShape = readonly (number | null)[];

/** What a pipeline feeds to a graph, and what it takes from it. */
export interface ExpectedGraph {
  inputs: Record<string, { types: readonly string[]; shape: ExpectedShape | null }>;
  output: [name: string, shape: ExpectedShape];
}

/** Opens a component's graph and refuses inputs that this pipeline would not feed (SDXL's, LCM's, inpainting's). */
export function readComponent(files: ModelFiles, component: string, expected: ExpectedGraph): Component {
  const graph = files.onnx(component);
  const file = `${component}/model.onnx`;
  const names = Object.keys(expected.inputs);
  const got = graph.inputs.map((input) => input.name);
  if (got.length !== names.length || !names.every((name) => got.includes(name))) {
    throw files.damaged(file, `expected the inputs ${names.join(', ')}, got ${got.join(', ') || 'none'}`);
  }
  for (const input of graph.inputs) {
    const rule = expected.inputs[input.name];
    if (rule === undefined) continue;
    if (!rule.types.includes(input.type)) {
      throw files.damaged(file, `expected ${input.name} to be ${rule.types.join(' or ')}, got ${input.type}`);
    }
    if (rule.shape !== null) checkShape(files, file, input, rule.shape);
  }
  const [name, shape] = expected.output;
  const output = graph.outputs.find((candidate) => candidate.name === name);
  if (output === undefined) throw files.damaged(file, `expected an output ${name}`);
  if (!FLOATS.includes(output.type)) {
    throw files.damaged(file, `expected ${name} to be ${FLOATS.join(' or ')}, got ${output.type}`);
  }
  checkShape(files, file, output, shape);
  return graph;
}

/** An axis that the graph leaves open fits every number; the batch axis must be open. */
function checkShape(files: ModelFiles, file: string, tensor: TensorSpec, expected: ExpectedShape): void {
  const { name, shape } = tensor;
  if (shape === null) return;
  const fits =
    shape.length === expected.length &&
    shape.every((axis, index) => typeof axis === 'string' || expected[index] === null || axis === expected[index]);
  if (!fits) {
    const rule = expected.map((axis) => axis ?? '?').join(' × ');
    throw files.damaged(file, `expected ${name} to have the shape ${rule}, got ${shape.join(' × ')}`);
  }
  if (typeof shape[0] === 'number') {
    throw files.damaged(
      file,
      `expected ${name} to have an open batch axis, got ${shape[0]} (export it with dynamic axes)`,
    );
  }
}
