import type { ImageRequest } from '../../prisma/image-request.ts';
import type { Model } from '../models/model.ts';
import type { TensorSpec } from '../models/onnx-file.ts';
import type { InitialImage } from '../painter.ts';

/**
 * Why a model cannot paint a request, as a sentence; null when it can. The bot checked the same against the model's
 * card, but the card may have changed since, and a size that the UNet cannot halve would fail in the middle of a call.
 */
export function refusalOf(model: Model, request: ImageRequest, image?: InitialImage): string | null {
  return refusalOfMatrix(request) ?? refusalOfSize(model, request) ?? refusalOfImage(model, request, image);
}

function refusalOfMatrix({ prompts, count }: ImageRequest): string | null {
  if (prompts === null || prompts.length === count) return null;
  return `Expected a prompt for each of ${count} pictures, got ${prompts.length}.`;
}

function refusalOfSize(model: Model, request: ImageRequest): string | null {
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

function refusalOfImage(model: Model, request: ImageRequest, image: InitialImage | undefined): string | null {
  const { name, vaeEncoder } = model;
  const inpaints = model.unetChannels > model.latentChannels;
  if (inpaints && image?.mask === undefined) return `${name} only paints inside a mask; give it a picture and a mask.`;
  if (request.imageToImage === null) {
    return image === undefined ? null : 'Expected a strength with the picture to start from, got none.';
  }
  if (image === undefined) return 'Expected a picture to start from, got none.';
  if (vaeEncoder === null) {
    return `${name} cannot start from a picture: its folder has no vae_encoder. Add the one of the model's source, or use another model.`;
  }
  const { width, height } = request;
  if (image.width !== width || image.height !== height) {
    return `Expected the picture to be ${width}×${height}, as what is painted from it, got ${image.width}×${image.height}.`;
  }
  if (image.pixels.length !== 3 * width * height) {
    return `Expected ${3 * width * height} bytes of RGB for ${width}×${height}, got ${image.pixels.length}.`;
  }
  if (image.mask !== undefined && image.mask.length !== width * height) {
    return `Expected a mask of ${width}×${height}, one byte a pixel, got ${image.mask.length} bytes.`;
  }
  const [, , fixedHeight, fixedWidth] = vaeEncoder.inputs[0]?.shape ?? [];
  const other = [fixedHeight, fixedWidth].some(
    (side, axis) => typeof side === 'number' && side !== [height, width][axis],
  );
  return other ? `The vae_encoder of ${name} was exported for ${fixedWidth}×${fixedHeight} alone.` : null;
}

/** The size that an export fixed for an axis of its latents; null where it left it open. */
function fixedAxis(inputs: readonly TensorSpec[], axis: 2 | 3): number | null {
  for (const { name, shape } of inputs) {
    const size = name === 'sample' || name === 'latent_sample' ? shape?.[axis] : undefined;
    if (typeof size === 'number') return size;
  }
  return null;
}
