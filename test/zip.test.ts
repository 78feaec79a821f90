import { describe, expect, it } from 'vitest';
import { zip } from '../bot/zip.ts';

describe('an archive', () => {
  it('lists every file with its place, size and checksum, and holds it unchanged', () => {
    const archive = zip([
      { name: 'a/1.txt', data: Buffer.from('hello') },
      { name: 'b.txt', data: Buffer.from('123456789') },
    ]);
    const end = archive.subarray(-22);
    expect([end.readUInt32LE(0), end.readUInt16LE(8), end.readUInt16LE(10)]).toEqual([0x06054b50, 2, 2]);
    let at = end.readUInt32LE(16);
    expect(at + end.readUInt32LE(12)).toBe(archive.length - 22);
    const listed = [0, 1].map(() => {
      const [checksum, size, nameLength] = [
        archive.readUInt32LE(at + 16),
        archive.readUInt32LE(at + 24),
        archive.readUInt16LE(at + 28),
      ];
      const name = archive.toString('ascii', at + 46, at + 46 + nameLength);
      const start = archive.readUInt32LE(at + 42);
      expect(archive.readUInt32LE(start)).toBe(0x04034b50);
      expect(archive.toString('ascii', start + 30, start + 30 + nameLength)).toBe(name);
      const data = archive.toString('ascii', start + 30 + nameLength, start + 30 + nameLength + size);
      at += 46 + nameLength;
      return { name, data, checksum };
    });
    expect(listed).toEqual([
      { name: 'a/1.txt', data: 'hello', checksum: 0x3610a686 },
      { name: 'b.txt', data: '123456789', checksum: 0xcbf43926 }, // the check value of CRC-32
    ]);
  });
});
