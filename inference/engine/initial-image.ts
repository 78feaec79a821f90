import type { Model } from '../models/model.ts';
import type { InitialImage, Notice } from '../painter.ts';
import type { Posterior, VaeEncoder } from './vae-encoder.ts';

/** From this value on, a pixel of a mask is painted anew. */
const PAINTED_FROM = 128;

/** The picture that image to image starts from, as the encoder reads it. */
export interface EncodedImage {
  image: Posterior;
  inpainting: { mask: Float32Array; maskedImage: Posterior } | null;
  notices: Notice[];
}

/**
 * Encodes a picture, and for inpainting the picture with its masked part grey: a UNet with mask channels sees it.
 * `seamless` where it continues on the other side of its edges.
 * The mask of the latents takes every `vaeFactor`-th pixel, which is torch's nearest neighbour.
 */
export async function encodeImage(
  encoder: VaeEncoder,
  { vaeFactor }: Pick<Model, 'vaeFactor'>,
  { pixels, width, height, mask }: InitialImage,
  seamless = false,
): Promise<EncodedImage> {
  const values = spread(pixels);
  const image = await encoder.encode(values, height, width, seamless);
  const notices = image.isShort ? [{ code: 'vae_tiled', values: {} }] : [];
  if (mask === undefined) return { image, inpainting: null, notices };
  const area = width * height;
  const masked = values.map((value, index) => ((mask[index % area] ?? 0) >= PAINTED_FROM ? 0 : value));
  const [rows, columns] = [height / vaeFactor, width / vaeFactor];
  const latentMask = new Float32Array(rows * columns); // (h, w): 1 is painted anew
  for (let index = 0; index < latentMask.length; index += 1) {
    const [row, column] = [Math.floor(index / columns), index % columns];
    latentMask[index] = (mask[(row * width + column) * vaeFactor] ?? 0) >= PAINTED_FROM ? 1 : 0;
  }
  const maskedImage = await encoder.encode(masked, height, width, seamless);
  return { image, inpainting: { mask: latentMask, maskedImage }, notices };
}

/**
 * Puts the picture's own pixels back where the mask keeps them, since the VAE's way there and back changes every pixel
 * a little. `painted` is changed.
 */
export function keepUnmasked(painted: Uint8Array, { pixels, mask }: InitialImage): void {
  if (mask === undefined) return;
  for (let index = 0; index < painted.length; index += 1) {
    if ((mask[Math.floor(index / 3)] ?? 0) < PAINTED_FROM) painted[index] = pixels[index] as number;
  }
}

/** (H, W, 3) in 0…255 to (3, H, W) in −1…1. */
function spread(pixels: Uint8Array): Float32Array {
  const area = pixels.length / 3;
  const values = new Float32Array(pixels.length);
  for (let index = 0; index < pixels.length; index += 1) {
    values[(index % 3) * area + Math.floor(index / 3)] = 2 * Math.fround((pixels[index] as number) / 255) - 1;
  }
  return values;
}
