import { createHash } from 'node:crypto';
import { createReadStream, realpathSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
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
 * Files that an ONNX file refers to (external weights) are in the list like the others, and another folder's VAE as
 * `../NAME/vae_decoder/model.onnx`. Configurations are not: a request names everything of theirs that a person may
 * change.
 */
export async function hashModel(model: Model, folder: string): Promise<string> {
  const real = realpathSync(folder);
  // Where links lead is a machine's own affair; two machines that have the same weights give the same hash.
  const vaeReal = model.vae === null ? null : realpathSync(join(folder, model.vae));
  const nameOf = (path: string): string => {
    const isSwapped = vaeReal !== null && !path.startsWith(real + sep);
    return (isSwapped ? join(model.vae ?? '', relative(vaeReal, path)) : relative(real, path)).split(sep).join('/');
  };
  const { textEncoder, unet, vaeDecoder, vaeDecoderFloat32, vaeEncoder } = model;
  const components: (Component | null)[] = [textEncoder, unet, vaeDecoder, vaeDecoderFloat32, vaeEncoder];
  const paths = new Set(components.flatMap((component) => component?.files ?? []));
  const lines = await Promise.all([...paths].map(async (path) => ({ name: nameOf(path), hash: await hashFile(path) })));
  lines.sort((a, b) => (a.name < b.name ? -1 : 1));
  const list = lines.map(({ name, hash }) => `${hash}  ${name}\n`).join('');
  return createHash('sha256').update(list).digest('hex');
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: READ_BYTES }), hash);
  return hash.digest('hex');
}
