import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Component, Model } from './model.ts';

/** Large reads: 64 KiB ones (the default) cost a third more time on 22 MB. */
const READ_BYTES = 1_048_576;

/**
 * A model's hash: SHA-256 over the list that `sha256sum` prints for its weight files, sorted by path, so that anyone
 * can compute it without Easel:
 *
 *   cd models/emoji
 *   sha256sum text_encoder/model.onnx unet/model.onnx vae_decoder/model.onnx vae_encoder/model.onnx | sha256sum
 *
 * Files that an ONNX file refers to (external weights) are in the list like the others. Configurations are not: a
 * request names everything of theirs that a person may change.
 */
export async function hashModel(model: Model, folder: string): Promise<string> {
  const { textEncoder, unet, vaeDecoder, vaeDecoderFloat32, vaeEncoder } = model;
  const components: (Component | null)[] = [textEncoder, unet, vaeDecoder, vaeDecoderFloat32, vaeEncoder];
  const paths = new Set(components.flatMap((component) => component?.files ?? []));
  const lines = await Promise.all(
    [...paths].map(async (path) => ({ name: relative(folder, path).split(sep).join('/'), hash: await hashFile(path) })),
  );
  lines.sort((a, b) => (a.name < b.name ? -1 : 1));
  const list = lines.map(({ name, hash }) => `${hash}  ${name}\n`).join('');
  return createHash('sha256').update(list).digest('hex');
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: READ_BYTES }), hash);
  return hash.digest('hex');
}
