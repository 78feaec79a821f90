import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import { Fault } from '../../prisma/fault.ts';

/**
 * The Python package of the same release: its provider libraries are those of onnxruntime-node's own NuGet package,
 * and PyPI is mirrored in more places. The bridge between runtime and providers checks no version, so both must be of
 * one release.
 */
export const WHEEL = {
  version: '1.30.0',
  url: 'https://files.pythonhosted.org/packages/ea/71/b225bd559a718f6cefb058d4f4c4c95e556543f47d4be0e81819681ac347/onnxruntime_gpu-1.30.0-cp311-cp311-manylinux_2_28_x86_64.whl',
  sha256: '4fbf0c5d7b5fb99266c2e8a802e3e64af68bdc383e0f3c7349b985f1087eedaa',
  bytes: 246_658_419,
};

/** Where a file lies, what it must be, and how long it is. */
export type Download = Pick<typeof WHEEL, 'url' | 'sha256' | 'bytes'>;

/**
 * Fetches a file to `path`; one that is there already and right is kept, one half fetched is continued. `path` exists
 * only once its SHA-256 is right. Faults: `download_failed` (run it again), `download_damaged`.
 */
export async function fetchFile({ url, sha256, bytes }: Download, path: string): Promise<void> {
  if (existsSync(path) && (await sha256Of(path)) === sha256) return;
  const part = `${path}.part`;
  mkdirSync(dirname(path), { recursive: true });
  const have = existsSync(part) ? statSync(part).size : 0;
  if (have < bytes) await continueFile(url, part, have);
  const got = await sha256Of(part);
  if (got !== sha256) {
    renameSync(part, `${path}.damaged`);
    throw new Fault(
      'download_damaged',
      `Expected ${url} to have the SHA-256 ${sha256}, got ${got}. Nothing was installed.`,
    );
  }
  renameSync(part, path);
}

async function continueFile(url: string, part: string, have: number): Promise<void> {
  try {
    const response = await fetch(url, have === 0 ? {} : { headers: { range: `bytes=${have}-` } });
    if (!response.ok || response.body === null) throw new Error(`status ${response.status}`);
    const flags = response.status === 206 ? 'a' : 'w'; // a server without ranges sends all of it again
    await pipeline(Readable.fromWeb(response.body), createWriteStream(part, { flags }));
  } catch (cause) {
    const message = `${url} could not be fetched: ${String(cause)}. What arrived is kept; run this again to continue.`;
    throw new Fault('download_failed', message, { cause, retryable: true });
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const DEFLATE = 8;

/**
 * Takes the files named `names` (whatever their folder) out of a zip archive into `folder`, each under another name
 * until it is whole. The archive is trusted: its SHA-256 was right. Field offsets are those of PKWARE's APPNOTE.
 */
export async function unpackFiles(archive: string, names: readonly string[], folder: string): Promise<void> {
  const file = await open(archive);
  try {
    const read = async (position: number, length: number) =>
      (await file.read(Buffer.alloc(length), 0, length, position)).buffer;
    const end = await read(statSync(archive).size - END_BYTES, END_BYTES); // wheels have no comment behind it
    const directory = await read(end.readUInt32LE(16), end.readUInt32LE(12));
    const left = new Set(names);
    for (let at = 0; at < directory.length; ) {
      const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((offset) => directory.readUInt16LE(at + offset));
      const name = directory
        .toString('utf8', at + ENTRY_BYTES, at + ENTRY_BYTES + (nameBytes ?? 0))
        .split('/')
        .at(-1);
      if (name !== undefined && left.delete(name)) {
        if (directory.readUInt16LE(at + 10) !== DEFLATE)
          throw new Fault('download_damaged', `${name} is not deflated.`);
        const local = directory.readUInt32LE(at + 42);
        const header = await read(local, LOCAL_BYTES);
        const start = local + LOCAL_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
        const packed = createReadStream(archive, { start, end: start + directory.readUInt32LE(at + 20) - 1 });
        await pipeline(packed, createInflateRaw(), createWriteStream(join(folder, `${name}.part`)));
        renameSync(join(folder, `${name}.part`), join(folder, name));
      }
      at += ENTRY_BYTES + (nameBytes ?? 0) + (extraBytes ?? 0) + (commentBytes ?? 0);
    }
    if (left.size > 0) throw new Fault('download_damaged', `${archive} has no ${[...left].join(', ')}.`);
  } finally {
    await file.close();
  }
}
