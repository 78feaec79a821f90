import { Buffer } from 'node:buffer';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';

const SIGNATURE_BYTES = 8;
/** Length, type, 13 bytes of content, checksum: the header is always the first chunk. */
const HEADER_BYTES = 4 + 4 + 13 + 4;
const KEYWORD = 'parameters';

/** RGB pixels (height, width, 3) → a PNG that carries its `parameters` as A1111's do. */
export async function encodePng(
  pixels: Uint8Array,
  width: number,
  height: number,
  parameters: string,
): Promise<Buffer> {
  const png = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 6 })
    .toBuffer();
  const at = SIGNATURE_BYTES + HEADER_BYTES;
  return Buffer.concat([png.subarray(0, at), textChunk(parameters), png.subarray(at)]);
}

/** The `parameters` text of a PNG, or null when it has none. */
export function readParameters(png: Uint8Array): string | null {
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.byteLength);
  for (let at = SIGNATURE_BYTES; at + 8 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const content = bytes.subarray(at + 8, at + 8 + length);
    if (content.toString('latin1', 0, KEYWORD.length + 1) === `${KEYWORD}\0`) {
      if (type === 'tEXt') return content.toString('latin1', KEYWORD.length + 1);
      // iTXt: compression flag and method, then language and translated keyword, each ended by a zero byte.
      if (type === 'iTXt') return content.toString('utf8', content.indexOf('\0\0', KEYWORD.length + 3, 'latin1') + 2);
    }
    at += 12 + length;
  }
  return null;
}

/** tEXt where Latin-1 can say it, iTXt (UTF-8) otherwise: what Pillow, and so A1111, writes. */
function textChunk(text: string): Buffer {
  const isLatin = [...text].every((character) => (character.codePointAt(0) ?? 0) <= 0xff);
  return isLatin
    ? chunk('tEXt', Buffer.from(`${KEYWORD}\0${text}`, 'latin1'))
    : chunk('iTXt', Buffer.from(`${KEYWORD}\0\0\0\0\0${text}`, 'utf8'));
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(content.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
