import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, sep } from 'node:path';
import { Fault } from '../../prisma/fault.ts';
import { withGuidance } from '../models/guidance-patch.ts';
import type { Component } from '../models/model.ts';
import type { TensorSpec } from '../models/onnx-file.ts';
import { withTimestepPerRow } from '../models/timestep-patch.ts';
import type { Device } from './device.ts';

/** A UNet as a session opens it. */
export interface UnetGraph {
  component: Component;
  /** What stands for the component's file; null where that is opened as it is. */
  graph: Buffer | null;
  /** Whether guidance is in the graph. */
  guides: boolean;
}

/**
 * Exports keep large weights in other files, and their graphs are small (1 MB for SD 1.5). One that holds all of its
 * 1.7 GB itself is opened from disk instead, since it would be in memory twice, and guided on the host.
 */
const GRAPH_BYTES_MAX = 256 * 2 ** 20;

/**
 * Prepares the graph: a timestep per row where the export has one for all and is of a kind that can be changed, and
 * guidance. Throws a Fault `model_unavailable`.
 */
export function unetGraphOf(unet: Component, { provider }: Pick<Device, 'provider'>): UnetGraph {
  const isScalar = unet.inputs.some(({ name, shape }) => name === 'timestep' && shape?.length === 0);
  try {
    // TensorRT builds an engine anew, for minutes, when an axis leaves the range it has seen; guidance adds an axis.
    const guides = provider !== 'tensorrt' && statSync(unet.path).size <= GRAPH_BYTES_MAX;
    if (!(isScalar || guides) || !opensFromMemory(unet)) return { component: unet, graph: null, guides: false };
    const bytes = readFileSync(unet.path);
    const perRow = isScalar ? withTimestepPerRow(bytes) : null;
    const component = perRow === null ? unet : { ...unet, inputs: unet.inputs.map(withAxis) };
    return { component, graph: guides ? withGuidance(perRow ?? bytes) : perRow, guides };
  } catch (cause) {
    throw new Fault('model_unavailable', `${unet.path} cannot be read: ${String(cause)}`, { cause });
  }
}

/**
 * For a graph in memory, onnxruntime refuses weights that links lead out of its folder to. Hugging Face's cache is made
 * of such links; from disk it opens.
 */
function opensFromMemory({ path, files }: Component): boolean {
  const folder = realpathSync(dirname(path)) + sep;
  return files.every((file) => file === path || realpathSync(file).startsWith(folder));
}

const withAxis = (input: TensorSpec): TensorSpec =>
  input.name === 'timestep' ? { ...input, shape: ['batch_size'] } : input;
