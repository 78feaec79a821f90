import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { z } from 'zod';
import { FLOATS, readComponent } from './component.ts';
import { unetConfig, vaeConfig } from './diffusers-config.ts';
import type { Component } from './model.ts';
import { ModelFiles } from './model-files.ts';

/** A VAE as its folder describes it. */
export interface VaeFolder {
  config: z.infer<typeof vaeConfig>;
  decoder: Component;
  decoderFloat32: Component | null;
  encoder: Component | null;
}

/**
 * Reads a model's VAE: its own, or the one that `swap` names, a folder beside the model's. All of it comes from there,
 * scaling factor and encoder too, since the latents of two VAEs mean different things. `folder` is the model's as the
 * catalogue found it and not where a link leads, since that is what a person's "beside" means.
 * Throws a Fault `model_damaged`.
 */
export function readVae(model: ModelFiles, folder: string, swap: string | undefined): VaeFolder {
  if (swap === undefined) return readVaeFolder(model);
  const place = join(folder, swap);
  if (statSync(place, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw model.damaged('easel.json', `expected vae to name a folder beside this one, found no ${swap}`);
  }
  const vae = readVaeFolder(new ModelFiles(place, basename(place)));
  const { out_channels } = model.json('unet/config.json', unetConfig);
  if (vae.config.latent_channels !== out_channels) {
    const rule = `unet/config.json's out_channels (${out_channels})`;
    const got = `${vae.config.latent_channels} in ${swap}`;
    throw model.damaged('easel.json', `expected vae to have as many latent channels as ${rule}, got ${got}`);
  }
  return vae;
}

/** Whether a folder is no model that lacks its parts, but a VAE for models to name. */
export function isVaeFolder(folder: string): boolean {
  const has = (file: string) => statSync(join(folder, file), { throwIfNoEntry: false }) !== undefined;
  return has('vae_decoder') && !['model_index.json', 'unet', 'text_encoder'].some(has);
}

/**
 * `vae_decoder_fp32` is the vae_decoder folder of the same model's float32 export, laid beside the float16 one: exports
 * come whole and in one precision, and this name is all that a copied folder needs.
 */
function readVaeFolder(files: ModelFiles): VaeFolder {
  const config = files.json('vae_decoder/config.json', vaeConfig);
  const read = (component: string, types: readonly string[]) =>
    readComponent(files, component, {
      inputs: { latent_sample: { types, shape: [null, config.latent_channels, null, null] } },
      output: ['sample', [null, 3, null, null]],
    });
  return {
    config,
    decoder: read('vae_decoder', FLOATS),
    decoderFloat32: files.has('vae_decoder_fp32') ? read('vae_decoder_fp32', ['float32']) : null,
    encoder: files.has('vae_encoder/model.onnx') ? readEncoder(files) : null,
  };
}

/** Its one output is called latent_sample or latent_parameters and has one or two times the latents' channels, by exporter. */
function readEncoder(files: ModelFiles): Component {
  const [output] = files.onnx('vae_encoder').outputs;
  return readComponent(files, 'vae_encoder', {
    inputs: { sample: { types: FLOATS, shape: [null, 3, null, null] } },
    output: [output?.name ?? 'latent_parameters', [null, null, null, null]],
  });
}
