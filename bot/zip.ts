import { crc32 } from 'node:zlib';

/** A file to be packed; names are ASCII. */
export interface ZipEntry {
  name: string;
  data: Uint8Array;
}

const LOCAL_HEADER_BYTES = 30;
const CENTRAL_HEADER_BYTES = 46;
const END_BYTES = 22;
const VERSION = 20;
/** 1 January 1980, the earliest that the format knows: an archive of the same files is the same to the byte. */
const DATE = 0x21;

/**
 * A ZIP archive of files as they are (APPNOTE.TXT 4.3, method 0): pictures do not pack any smaller, and an archive
 * library would be a dependency for these sixty lines. Below 4 GiB and 65,536 files, which Discord's limits are too.
 */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data } of entries) {
    const fields = commonFields(name, data);
    const local = Buffer.alloc(LOCAL_HEADER_BYTES);
    local.writeUInt32LE(0x04034b50, 0);
    fields.copy(local, 4);
    const central = Buffer.alloc(CENTRAL_HEADER_BYTES);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(VERSION, 4);
    fields.copy(central, 6);
    central.writeUInt32LE(offset, 42);
    const encoded = Buffer.from(name, 'ascii');
    parts.push(local, encoded, Buffer.from(data));
    directory.push(central, encoded);
    offset += LOCAL_HEADER_BYTES + encoded.length + data.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listing, end]);
}

/** What both headers of a file say: version, flags, method, time, date, checksum, both sizes and the name's length. */
function commonFields(name: string, data: Uint8Array): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(VERSION, 0);
  fields.writeUInt16LE(DATE, 8);
  fields.writeUInt32LE(crc32(data), 10);
  fields.writeUInt32LE(data.length, 14);
  fields.writeUInt32LE(data.length, 18);
  fields.writeUInt16LE(name.length, 22);
  return fields;
}
