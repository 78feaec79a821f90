import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** One field of a protobuf message: its number, and either its number value or where its bytes lie in the file. */
export interface Field {
  number: number;
  /** Of a varint; 0 for every other kind. */
  value: number;
  start: number;
  end: number;
}

/** Bytes are read in windows of this size, so that names cost one read and gigabytes of weights none. */
const WINDOW_BYTES = 65_536;

/**
 * Walks the fields of a protobuf file without reading what it skips: the graph of a 1.7 GB ONNX file is known after
 * some hundred small reads. Throws a RangeError where a field runs past the end of its message, which is how a
 * truncated download shows.
 */
export class ProtobufFile {
  readonly size: number;
  /** Null where the bytes are in memory already. */
  readonly #descriptor: number | null;
  #window: Buffer = Buffer.alloc(0);
  #windowStart = 0;

  /** A path, or the file's bytes. */
  constructor(source: string | Buffer) {
    if (typeof source === 'string') {
      this.#descriptor = openSync(source, 'r');
      this.size = fstatSync(this.#descriptor).size;
    } else {
      this.#descriptor = null;
      this.size = source.length;
      this.#window = source;
    }
  }

  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
  }

  *fields(start: number, end: number): Generator<Field> {
    let position = start;
    while (position < end) {
      const [key, afterKey] = this.#varint(position);
      const number = Math.floor(key / 8);
      const [value, fieldStart, fieldEnd] = this.#extent(key % 8, afterKey);
      if (number === 0 || fieldEnd > end) {
        throw new RangeError(`field ${number} at byte ${position} ends at ${fieldEnd}, beyond its message's ${end}`);
      }
      yield { number, value, start: fieldStart, end: fieldEnd };
      position = fieldEnd;
    }
  }

  text(field: Field): string {
    if (field.end - field.start > WINDOW_BYTES) {
      throw new RangeError(`a name of ${field.end - field.start} bytes at byte ${field.start}`);
    }
    return this.#bytes(field.start, field.end).toString('utf8');
  }

  /** Value, start and end of what follows a key, by protobuf's wire type. */
  #extent(wireType: number, position: number): [value: number, start: number, end: number] {
    switch (wireType) {
      case 0: {
        const [value, after] = this.#varint(position);
        return [value, position, after];
      }
      case 1:
        return [0, position, position + 8];
      case 2: {
        const [length, after] = this.#varint(position);
        return [0, after, after + length];
      }
      case 5:
        return [0, position, position + 4];
      default:
        throw new RangeError(`wire type ${wireType} at byte ${position}`);
    }
  }

  /** Sizes and dimensions fit 53 bits; a negative number (ten bytes) loses its low bits, which nothing here reads. */
  #varint(position: number): [value: number, after: number] {
    const bytes = this.#bytes(position, Math.min(position + 10, this.size));
    let value = 0;
    for (let index = 0; index < bytes.length; index += 1) {
      const byte = bytes[index] as number;
      value += (byte & 127) * 2 ** (7 * index);
      if (byte < 128) return [value, position + index + 1];
    }
    throw new RangeError(`no number ends at byte ${position}`);
  }

  #bytes(start: number, end: number): Buffer {
    const isInWindow = start >= this.#windowStart && end <= this.#windowStart + this.#window.length;
    if (this.#descriptor !== null && !isInWindow) {
      const window = Buffer.allocUnsafe(Math.min(WINDOW_BYTES, Math.max(0, this.size - start)));
      const read = readSync(this.#descriptor, window, 0, window.length, start);
      this.#window = window.subarray(0, read);
      this.#windowStart = start;
    }
    if (end > this.#windowStart + this.#window.length) throw new RangeError(`the file ends at byte ${this.size}`);
    return this.#window.subarray(start - this.#windowStart, end - this.#windowStart);
  }
}
