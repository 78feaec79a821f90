import { extname } from 'node:path';
import type { APIAttachment } from 'discord-api-types/v10';
import { pixelSize } from './pixel-size.ts';

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
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.json': 'application/json',
};

/** Discord goes by the name, not by what the sender says. */
export const contentTypeOf = (filename: string): string =>
  CONTENT_TYPES[extname(filename).toLowerCase()] ?? 'application/octet-stream';

/** Discord keeps letters, digits, dot, dash and underscore. */
export const storedName = (filename: string): string => filename.replace(/[^\w.-]/g, '_');

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
