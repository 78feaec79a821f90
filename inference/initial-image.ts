import sharp from 'sharp';
import { Fault } from '../prisma/fault.ts';
import type { InitialImage } from './painter.ts';
import type { StoredInitialImage } from './queue.ts';

interface Size {
  width: number;
  height: number;
}

/**
 * The pixels of a stored picture and of its mask. The bot has normalised both, so nothing is scaled, turned or
 * converted here: a PNG that is not what it should be is refused before it is unpacked.
 * Faults: `request_unsupported` for a file that is no PNG, of another size, or of other channels.
 */
export async function decodeInitialImage({ png, mask }: StoredInitialImage, size: Size): Promise<InitialImage> {
  const pixels = await decodePng('picture', png, size, 3);
  if (mask === null) return { ...size, pixels };
  return { ...size, pixels, mask: await decodePng('mask', mask, size, 1) };
}

/** (height, width, channels), 8 bits. */
async function decodePng(what: string, png: Uint8Array, { width, height }: Size, channels: 1 | 3): Promise<Uint8Array> {
  // A header that promises more pixels ends here, not in memory. `ignoreIcc`: a profile would change the bytes.
  const options = { limitInputPixels: width * height, failOn: 'warning', ignoreIcc: true } as const;
  try {
    const header = await sharp(png, options).metadata();
    const found = `${header.format}, ${header.width}×${header.height}, ${header.channels} channels of ${header.depth}`;
    const expected = `png, ${width}×${height}, ${channels} channels of uchar`;
    if (found !== expected) {
      throw new Fault('request_unsupported', `Expected the ${what} to be ${expected}, got ${found}.`);
    }
    const colours = channels === 1 ? 'b-w' : 'srgb';
    return await sharp(png, options).toColourspace(colours).raw().toBuffer();
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Fault('request_unsupported', `The stored ${what} cannot be read: ${reason}.`, { cause });
  }
}
