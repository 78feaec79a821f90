/** Protobuf fields as bytes: what ONNX graphs are made of when they are written here instead of exported. */

/** A whole number (wire type 0); negative ones take ten bytes, as the format wants it. */
export const number = (field: number, value: number): Buffer => Buffer.concat([varint(field * 8), varint(value)]);

/** Bytes with their length in front (wire type 2). */
export const bytes = (field: number, body: Buffer): Buffer =>
  Buffer.concat([varint(field * 8 + 2), varint(body.length), body]);

/** A string. */
export const text = (field: number, value: string): Buffer => bytes(field, Buffer.from(value));

/** A message, of fields that are written already. */
export const message = (field: number, ...parts: Buffer[]): Buffer => bytes(field, Buffer.concat(parts));

function varint(value: number): Buffer {
  const parts: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) parts.push(Number(rest & 127n) | 128);
  return Buffer.from([...parts, Number(rest)]);
}
