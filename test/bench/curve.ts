import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** What a device takes for a step of so many guided images at once, and for decoding one. */
export interface Curve {
  /** [images, milliseconds of one step], by images. Between two points the line through them, beyond the last its slope. */
  stepMs: readonly (readonly [images: number, milliseconds: number])[];
  decodeMs: number;
}

/** A decoder's arithmetic at 512 × 512 in guided UNet steps: 2.52 against 1.61 TFLOP. */
const DECODE_STEPS = 1.57;

/**
 * Stable Diffusion 1.5, 512 × 512, float16. A100 and T4: seconds per batch of 50 steps that ONNX Runtime publishes
 * (microsoft/onnxruntime, python/tools/transformers/models/stable_diffusion/README.md: A100-40 1.1/3.7/6.9/13.6 for
 * 1/4/8/16 images, T4 5.5/22.6/46.4 for 1/4/8). H200: modelled from its arithmetic, nobody has published it.
 */
export const CURVES = {
  a100: gpu([1, 22], [4, 74], [8, 138], [16, 272]),
  h200: gpu([1, 11.4], [2, 13.5], [4, 21], [8, 38], [16, 74]),
  t4: gpu([1, 110], [4, 452], [8, 928]),
} satisfies Record<string, Curve>;

function gpu(...stepMs: (readonly [number, number])[]): Curve {
  return { stepMs, decodeMs: DECODE_STEPS * (stepMs[0]?.[1] ?? Number.NaN) };
}

/** Milliseconds of one step of so many images. */
export function stepMsOf({ stepMs }: Curve, images: number): number {
  const exact = stepMs.find(([at]) => at === images);
  if (exact !== undefined) return exact[1];
  const above = stepMs.findIndex(([at]) => at > images);
  const right = above === -1 ? stepMs.length - 1 : Math.max(1, above);
  const [fromImages, fromMs] = stepMs[right - 1] ?? [0, 0];
  const [toImages, toMs] = stepMs[right] ?? [1, Number.NaN];
  return fromMs + ((images - fromImages) / (toImages - fromImages)) * (toMs - fromMs);
}

/** The smallest measured number of images whose step costs each of them at most 5 % more than the cheapest does. */
export function imagesMaxOf({ stepMs }: Curve): number {
  const cheapest = Math.min(...stepMs.map(([images, ms]) => ms / images));
  return stepMs.find(([images, ms]) => ms / images <= 1.05 * cheapest)?.[0] ?? 1;
}

const file = z.strictObject({
  stepMs: z.array(z.tuple([z.int().min(1), z.number().positive()])).min(2),
  decodeMs: z.number().nonnegative(),
});

/** A curve by name (`a100`, `h200`, `t4`), or from a JSON file with the keys of Curve. */
export function readCurve(nameOrPath: string): Curve {
  if (nameOrPath in CURVES) return CURVES[nameOrPath as keyof typeof CURVES];
  const curve = file.parse(JSON.parse(readFileSync(nameOrPath, 'utf8')));
  return { ...curve, stepMs: curve.stepMs.sort(([a], [b]) => a - b) };
}
