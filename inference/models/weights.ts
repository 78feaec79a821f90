import { statSync } from 'node:fs';
import type { Component, Model } from './model.ts';

/** Every graph that a model may open, the optional ones included. */
export const componentsOf = (model: Model): Component[] =>
  [
    model.textEncoder,
    model.unet,
    model.vaeDecoder,
    model.vaeDecoderFloat32,
    model.vaeEncoder,
    model.safetyChecker,
  ].filter((component) => component !== null);

/** Bytes of their files, which is nearly what their weights take on a device; a file that is gone counts nothing. */
export const bytesOf = (components: readonly Component[]): number =>
  components
    .flatMap(({ files }) => files)
    .reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
