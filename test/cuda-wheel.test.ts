import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Download, fetchFile, unpackFiles } from '../inference/cuda/wheel.ts';

const FILES = { 'capi/libone.so': Buffer.alloc(100_000, 'one '), 'capi/libtwo.so': Buffer.from('two') };
const archive = zip(FILES);
const ranges: (string | undefined)[] = [];
let hasRanges = true;
let folder: string;
let download: Download;

const server = createServer((request, response) => {
  const { range } = request.headers;
  ranges.push(range);
  const start = hasRanges && range !== undefined ? Number(/bytes=(\d+)-/.exec(range)?.[1]) : 0;
  response.writeHead(start > 0 ? 206 : 200).end(archive.subarray(start));
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const sha256 = createHash('sha256').update(archive).digest('hex');
  download = { url: `http://127.0.0.1:${port}/a.whl`, sha256, bytes: archive.length };
});
beforeEach(() => {
  ranges.length = 0;
  hasRanges = true;
  folder = mkdtempSync(join(tmpdir(), 'easel-wheel-'));
  return () => rmSync(folder, { recursive: true });
});
afterAll(() => server.close());

describe('the provider’s archive', () => {
  it('is fetched once, and kept while it is right', async () => {
    const path = join(folder, 'a.whl');
    await fetchFile(download, path);
    await fetchFile(download, path);
    expect(ranges).toEqual([undefined]);
    expect(readFileSync(path)).toEqual(archive);
    writeFileSync(path, 'spoilt');
    await fetchFile(download, path);
    expect(readFileSync(path)).toEqual(archive);
  });

  it.each([true, false])(
    'is continued where it broke off, whether the server knows ranges (%s) or not',
    async (knows) => {
      hasRanges = knows;
      const path = join(folder, 'a.whl');
      writeFileSync(`${path}.part`, archive.subarray(0, 50));
      await fetchFile(download, path);
      expect(ranges).toEqual(['bytes=50-']);
      expect(readFileSync(path)).toEqual(archive);
    },
  );

  it('is not taken when it is another one, and does not stand in the way of the next try', async () => {
    const path = join(folder, 'a.whl');
    const other = { ...download, sha256: '0'.repeat(64) };
    await expect(fetchFile(other, path)).rejects.toMatchObject({ code: 'download_damaged' });
    expect(existsSync(path)).toBe(false);
    await fetchFile(download, path);
    expect(readFileSync(path)).toEqual(archive);
  });

  it('that cannot be reached is a fault that may pass', async () => {
    const gone = { ...download, url: 'http://127.0.0.1:1/' };
    await expect(fetchFile(gone, join(folder, 'a.whl'))).rejects.toMatchObject({ retryable: true });
  });

  it('gives the libraries that are asked for, and nothing else', async () => {
    const path = join(folder, 'a.whl');
    writeFileSync(path, archive);
    await unpackFiles(path, ['libtwo.so'], folder);
    expect(readdirSync(folder).sort()).toEqual(['a.whl', 'libtwo.so']);
    await unpackFiles(path, ['libone.so'], folder);
    expect(readFileSync(join(folder, 'libone.so'))).toEqual(FILES['capi/libone.so']);
    await expect(unpackFiles(path, ['libthree.so'], folder)).rejects.toMatchObject({ code: 'download_damaged' });
  });
});

/** A zip archive of deflated files, as far as a reader of its central directory looks. */
function zip(files: Record<string, Buffer>): Buffer {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let position = 0;
  for (const [name, content] of Object.entries(files)) {
    const packed = deflateRawSync(content);
    const extra = Buffer.alloc(4); // differs between the two headers, as in real archives
    const local = Buffer.alloc(30);
    local.writeUInt16LE(name.length, 26);
    local.writeUInt16LE(extra.length, 28);
    const entry = Buffer.alloc(46);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(position, 42);
    const whole = Buffer.concat([local, Buffer.from(name), extra, packed]);
    locals.push(whole);
    entries.push(entry, Buffer.from(name));
    position += whole.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(position, 16);
  return Buffer.concat([...locals, directory, end]);
}
