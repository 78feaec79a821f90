import { attribute, FLOAT, INT32, input, node, output } from './graph-writer.ts';
import { message } from './protobuf-writer.ts';

/** Inputs and output that a UNet has after the patch, beside its own. N: predictions that the call is asked for. */
export const GUIDANCE = {
  /** int32 (N): rows that a prediction begins from, and rows that it moves towards; the same one where nothing guides. */
  unconditional: 'easel/unconditional',
  conditional: 'easel/conditional',
  /** float32 (N, 1, 1, 1). */
  scale: 'easel/guidance_scale',
  /** float32 (N, C, h, w). */
  predictions: 'easel/predictions',
} as const;

/**
 * Appends guidance (engine/guidance.ts) to a UNet's graph: the same operations in the same order, each of which rounds
 * to float32, on the device. So a step of SD 1.5 brings back one prediction per image instead of two, in float32
 * instead of halves that the host would decode.
 *
 * Bytes of an ONNX file → bytes of the changed one; weights in other files stay there. The graph's own output stays
 * too, though nobody fetches it: an optimizer may not fuse it away, so its bits stay what they were. Nothing has to be
 * read for this: protobuf merges a second ModelProto.graph into the first, and what repeats (nodes, inputs, outputs)
 * is appended.
 */
export function withGuidance(bytes: Buffer): Buffer {
  const { unconditional, conditional, scale, predictions } = GUIDANCE;
  const rows = (indices: string) => [
    node('Gather', ['out_sample', indices], `${indices}/rows`),
    node('Cast', [`${indices}/rows`], `${indices}/float`, attribute('to', FLOAT)),
  ];
  const guidance = [
    ...rows(unconditional),
    ...rows(conditional),
    node('Sub', [`${conditional}/float`, `${unconditional}/float`], 'easel/difference'),
    node('Mul', [scale, 'easel/difference'], 'easel/change'),
    node('Add', [`${unconditional}/float`, 'easel/change'], predictions),
    input(unconditional, INT32, ['easel/images']),
    input(conditional, INT32, ['easel/images']),
    input(scale, FLOAT, ['easel/images', 1, 1, 1]),
    output(predictions, FLOAT, ['easel/images', 'channels', 'height', 'width']),
  ];
  return Buffer.concat([bytes, message(7, ...guidance)]);
}
