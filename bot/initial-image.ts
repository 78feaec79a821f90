import sharp, { type Metadata } from 'sharp';
import type { Size } from './size.ts';
import type { Refusal } from './texts/texts.ts';

/** What Discord says about a file that somebody attached. */
export interface Attached {
  url: string;
  name: string;
  size: number;
  contentType: string | null;
}

/** A picture that somebody attached: read, turned upright, not yet of any request's size. */
export interface AttachedImage extends Size {
  name: string;
  bytes: Buffer;
}

type Read = { ok: true; value: AttachedImage } | { ok: false; refusal: Refusal };

const FORMATS = new Set(['png', 'jpeg', 'webp']);
const BYTES_MAX = 10 * 1024 * 1024;
/** 24 megapixels is what telephones take; a file that claims more is refused by its header, before it is unpacked. */
const PIXELS_MAX = 24_000_000;
/** The acknowledgement has 3 s, and the job is stored before it. */
const FETCH_WITHIN_MS = 1_200;
const DISCORD_HOSTS = /^(cdn|media)\.discordapp\.(com|net)$/;

/**
 * Fetches and checks what image to image shall start from. Only from Discord's own file servers, and never more than a
 * picture may weigh: an address is something that a person wrote. `cdn` is that of another Discord, such as the local.
 */
export async function readAttachedImage(file: Attached, cdn: string | null): Promise<Read> {
  const name = file.name.slice(0, 60);
  const refused = (refusal: Refusal): Read => ({ ok: false, refusal });
  if (!isDiscords(file.url, cdn)) return refused({ code: 'image_elsewhere', values: { name } });
  if (file.size > BYTES_MAX)
    return refused({ code: 'image_too_large', values: { name, max: BYTES_MAX / 1024 / 1024 } });
  const bytes = await fetchBytes(file.url);
  return bytes === null ? refused({ code: 'image_unreachable', values: { name } }) : readImage(name, bytes);
}

/** Checks a picture by its header: nothing is unpacked before its size is known. */
export async function readImage(name: string, bytes: Buffer): Promise<Read> {
  const refused = (refusal: Refusal): Read => ({ ok: false, refusal });
  const header = await headerOf(bytes);
  if (header === null) return refused({ code: 'image_unreadable', values: { name } });
  if ((header.pages ?? 1) > 1 || isAnimatedPng(bytes)) return refused({ code: 'image_animated', values: { name } });
  if (!FORMATS.has(header.format ?? '')) return refused({ code: 'image_unreadable', values: { name } });
  if (header.width * header.height > PIXELS_MAX) {
    return refused({ code: 'image_too_many_pixels', values: { name, max: PIXELS_MAX / 1_000_000 } });
  }
  const { width, height } = header.autoOrient;
  return { ok: true, value: { name, bytes, width, height } };
}

/** The picture as a request needs it: cut to the request's shape around its middle, without transparency, as PNG. */
export async function fitImage({ bytes }: AttachedImage, { width, height }: Size): Promise<Buffer | null> {
  try {
    return await sharp(bytes, { limitInputPixels: PIXELS_MAX, failOn: 'truncated' })
      .autoOrient()
      .resize({ width, height, fit: 'cover', kernel: 'lanczos3' })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .png()
      .toBuffer();
  } catch {
    return null; // whatever is wrong with it, a person can only send another
  }
}

function isDiscords(url: string, cdn: string | null): boolean {
  const { hostname, protocol, origin } = new URL(url);
  return cdn === null ? protocol === 'https:' && DISCORD_HOSTS.test(hostname) : origin === new URL(cdn).origin;
}

/** At most BYTES_MAX of the file; null when it cannot be had in time, or is longer than Discord said. */
async function fetchBytes(url: string): Promise<Buffer | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_WITHIN_MS), redirect: 'error' });
    if (!response.ok || response.body === null) return null;
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of response.body) {
      length += chunk.length;
      if (length > BYTES_MAX) return null;
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch {
    return null; // not reachable, too slow, or redirected elsewhere: the same to the person
  }
}

/** Of the raster formats alone: SVG would be drawn by a program of its own. */
async function headerOf(bytes: Buffer): Promise<Metadata | null> {
  if (/^\s*(<\?xml|<svg|<!DOCTYPE)/i.test(bytes.subarray(0, 256).toString('latin1'))) return null;
  try {
    return await sharp(bytes, { limitInputPixels: false }).metadata();
  } catch {
    return null;
  }
}

const PNG_CHUNKS_START = 8;

/** Whether `acTL` stands before the first `IDAT`. libvips sees a single picture there and would take its first frame. */
function isAnimatedPng(bytes: Buffer): boolean {
  if (bytes.readUInt32BE(0) !== 0x89504e47) return false;
  for (let at = PNG_CHUNKS_START; at + 8 <= bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (type === 'acTL') return true;
    if (type === 'IDAT') return false;
  }
  return false;
}
