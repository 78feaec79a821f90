import { inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** A text that unpacks to more than this is no description of a picture. */
const TEXT_BYTES_MAX = 64 * 1024;
/** Texts stand before the pixels; a file with more chunks than this is not made by a painter. */
const CHUNKS_MAX = 200;

/**
 * The text that a PNG keeps under a keyword, such as A1111's `parameters`, or null. Reads tEXt (Latin-1), zTXt and
 * iTXt (UTF-8), https://www.w3.org/TR/png-3/#11textinfo. Nothing of the pixels is unpacked, and checksums are left
 * unread: a damaged text is only shown, never obeyed.
 */
export function pngText(bytes: Buffer, keyword: string): string | null {
  if (!bytes.subarray(0, SIGNATURE.length).equals(SIGNATURE)) return null;
  let at = SIGNATURE.length;
  for (let chunks = 0; chunks < CHUNKS_MAX && at + 12 <= bytes.length; chunks += 1) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const data = bytes.subarray(at + 8, at + 8 + length);
    if (data.length < length) return null; // cut off
    const found = textOf(type, data, keyword);
    if (found !== null) return found;
    at += 12 + length;
  }
  return null;
}

function textOf(type: string, data: Buffer, keyword: string): string | null {
  const end = data.indexOf(0);
  if (end === -1 || data.toString('latin1', 0, end) !== keyword) return null;
  const rest = data.subarray(end + 1);
  if (type === 'tEXt') return rest.toString('latin1');
  if (type === 'zTXt') return unpacked(rest.subarray(1))?.toString('latin1') ?? null;
  return type === 'iTXt' ? internationalText(rest) : null;
}

/** compression flag, method, language tag \0, translated keyword \0, text */
function internationalText(rest: Buffer): string | null {
  const languageEnd = rest.indexOf(0, 2);
  const keywordEnd = languageEnd === -1 ? -1 : rest.indexOf(0, languageEnd + 1);
  if (keywordEnd === -1) return null;
  const text = rest.subarray(keywordEnd + 1);
  return (rest[0] === 1 ? unpacked(text) : text)?.toString('utf8') ?? null;
}

function unpacked(data: Buffer): Buffer | null {
  try {
    return inflateSync(data, { maxOutputLength: TEXT_BYTES_MAX });
  } catch {
    return null; // damaged, or a bomb: there is nothing to show either way
  }
}
