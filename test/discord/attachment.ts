import { extname } from 'node:path';
import type { APIAttachment } from 'discord-api-types/v10';

/** A file that came with a request. */
export interface Upload {
  filename: string;
  contentType: string;
  bytes: Buffer;
}

/** A file of a message. */
export interface Attachment extends Upload {
  id: string;
  channelId: string;
  description: string | null;
}

/** Where files are served: as they are, and through the media proxy. */
export interface FileAddresses {
  cdn: string;
  mediaProxy: string;
}

const CONTENT_TYPES: Record<string, string> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.txt': 'text/plain; charset=utf-8',
  '.json': 'application/json',
};

/** Discord goes by the name, not by what the sender says. */
export const contentTypeOf = (filename: string): string =>
  CONTENT_TYPES[extname(filename).toLowerCase()] ?? 'application/octet-stream';

const pathOf = ({ channelId, id, filename }: Attachment): string =>
  `/attachments/${channelId}/${id}/${encodeURIComponent(filename)}`;

/** As a message lists it. */
export function renderAttachment(attachment: Attachment, addresses: FileAddresses): APIAttachment {
  const { id, filename, contentType, bytes, description } = attachment;
  return {
    id,
    filename,
    size: bytes.length,
    url: addresses.cdn + pathOf(attachment),
    proxy_url: addresses.mediaProxy + pathOf(attachment),
    content_type: contentType,
    ...(description === null ? {} : { description }),
    ...pixelSize(bytes),
  };
}

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Width and height, which a PNG states in bytes 16 to 23; other formats are not measured here. */
export function pixelSize(bytes: Buffer): { width: number; height: number } | Record<string, never> {
  if (bytes.length < 24 || !bytes.subarray(0, 8).equals(PNG_SIGNATURE)) return {};
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}
