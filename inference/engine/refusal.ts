import type { ImageRequest } from '../../prisma/image-request.ts';
import type { Model } from '../models/model.ts';
import type { TensorSpec } from '../models/onnx-file.ts';

/**
 * Why a model cannot paint a request, as a sentence; null when it can. The bot checked the same against the model's
 * card, but the card may have changed since, and a size that the UNet cannot halve would fail in the middle of a call.
 */
export function refusalOf(model: Model, request: ImageRequest): string | null {
  const { sizeMultiple, vaeFactor } = model;
  for (const side of ['width', 'height'] as const) {
    const pixels = request[side];
    if (pixels % sizeMultiple !== 0) {
      return `Expected ${side} to be a multiple of ${sizeMultiple} for ${model.name}, got ${pixels}.`;
    }
    const fixed = fixedAxis([...model.unet.inputs, ...model.vaeDecoder.inputs], side === 'height' ? 2 : 3);
    if (fixed !== null && fixed * vaeFactor !== pixels) {
      return `Expected ${side} to be ${fixed * vaeFactor}, the only one that ${model.name} was exported for, got ${pixels}.`;
    }
  }
  return null;
}

/** The size that an export fixed for an axis of its latents; null where it left it open. */
function fixedAxis(inputs: readonly TensorSpec[], axis: 2 | 3): number | null {
  for (const { name, shape } of inputs) {
    const size = name === 'sample' || name === 'latent_sample' ? shape?.[axis] : undefined;
    if (typeof size === 'number') return size;
  }
  return null;
}
