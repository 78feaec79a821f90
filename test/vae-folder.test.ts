import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { readCatalogue } from '../inference/models/catalogue.ts';
import { startPainter } from '../inference/painter.ts';
import { apple } from './new-job.ts';
import { type TinyModelOptions, writeTinyModel } from './tiny-model.ts';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'easel-vae-folder-'));
  writeTinyModel(join(directory, 'plain'));
  writeTinyModel(join(directory, 'swapped'));
  for (const part of ['vae_decoder', 'vae_encoder']) rmSync(join(directory, 'swapped', part), partial);
  name('swapped', '../soft-vae');
  writeVae('soft-vae', { encodes: 'latent_parameters' });
  // What the swap should come to: a model whose own VAE that is.
  writeTinyModel(join(directory, 'whole'), { encodes: 'latent_parameters' });
  cpSync(join(directory, 'soft-vae'), join(directory, 'whole'), { recursive: true });
});
afterAll(() => rmSync(directory, { recursive: true }));

const partial = { recursive: true, force: true };
const name = (model: string, vae: string) =>
  writeFileSync(join(directory, model, 'easel.json'), JSON.stringify({ vae }));

/** A folder with a VAE and nothing else; its latents are four times as large as the pictures' values, not twice. */
function writeVae(folder: string, options: TinyModelOptions): void {
  const place = join(directory, folder);
  writeTinyModel(place, options);
  for (const part of ['model_index.json', 'unet', 'text_encoder', 'tokenizer', 'scheduler']) {
    rmSync(join(place, part), partial);
  }
  const config = join(place, 'vae_decoder/config.json');
  writeFileSync(config, JSON.stringify({ ...JSON.parse(readFileSync(config, 'utf8')), scaling_factor: 4 }));
}

const read = () => readCatalogue(directory, ['DPMSolverMultistep']);
const entry = async (model: string) => (await read()).models.find(({ card }) => card.name === model);

describe('a VAE of another folder', () => {
  it('is painted with, by its own scaling factor and with its own encoder', async () => {
    const painter = await startPainter({ modelsDirectory: directory, threads: 1 });
    onTestFinished(() => painter.close());
    const options = { priority: 0, signal: new AbortController().signal, onStep: () => undefined };
    const request = { ...apple, width: 16, height: 16, steps: 3 };
    const initImage = { pixels: Uint8Array.from({ length: 768 }, (_, index) => index % 256), width: 16, height: 16 };
    const paint = async (model: string, fromImage = false) => {
      const imageToImage = fromImage ? { strength: 0.5 } : null;
      const rest = fromImage ? { initImage } : {};
      const { images } = await painter.paint({ ...request, model, imageToImage }, { ...options, ...rest });
      return images.map(({ pixels }) => Array.from(pixels));
    };
    expect(await paint('swapped')).toEqual(await paint('whole'));
    expect(await paint('swapped', true)).toEqual(await paint('whole', true));
    expect(await paint('swapped')).not.toEqual(await paint('plain'));
    expect(painter.models.map((card) => [card.name, card.startsFromImages])).toEqual([
      ['plain', false],
      ['swapped', true],
      ['whole', true],
    ]);
  });

  it('is no model and no broken one', async () => {
    const { models, refused, vaes } = await read();
    expect([models.map(({ card }) => card.name), refused, vaes]).toEqual([
      ['plain', 'swapped', 'whole'],
      [],
      ['soft-vae'],
    ]);
  });

  it('counts for the hash, as sha256sum would print it', async () => {
    const hash = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');
    const line = (path: string) => `${hash(readFileSync(join(directory, 'swapped', path)))}  ${path}\n`;
    const list = () =>
      ['../soft-vae/vae_decoder', '../soft-vae/vae_encoder', 'text_encoder', 'unet']
        .map((component) => line(`${component}/model.onnx`))
        .join('');
    expect((await entry('swapped'))?.card.hash).toBe(hash(list()));
    const weights = join(directory, 'soft-vae/vae_decoder/model.onnx');
    const before = readFileSync(weights);
    appendFileSync(weights, Buffer.from([(8 << 3) | 2, 0])); // an empty opset_import: other bytes, the same graph
    const changed = (await entry('swapped'))?.card.hash;
    const expected = hash(list());
    writeFileSync(weights, before);
    expect(changed).toBe(expected);
    expect(changed).not.toBe(hash(list()));
  });

  it('may be a link, and gives the hash that it gives without one', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'easel-elsewhere-'));
    onTestFinished(() => rmSync(elsewhere, { recursive: true }));
    const hash = (await entry('swapped'))?.card.hash;
    const place = join(directory, 'soft-vae');
    cpSync(place, elsewhere, { recursive: true });
    rmSync(place, { recursive: true });
    symlinkSync(elsewhere, place);
    const linked = (await entry('swapped'))?.card.hash;
    rmSync(place);
    cpSync(elsewhere, place, { recursive: true });
    expect(linked).toBe(hash);
  });

  it('is told by the models command', () => {
    const script = fileURLToPath(new URL('../inference/models/main.ts', import.meta.url));
    const run = (...args: string[]) =>
      spawnSync(process.execPath, ['--import', 'tsx', script, ...args, '--models', directory], { encoding: 'utf8' });
    expect(run('list').stdout).toContain('soft-vae  a VAE; a model takes it with "vae": "../soft-vae"');
    expect(JSON.parse(run('info', 'swapped').stdout)).toMatchObject({
      model: { vae: '../soft-vae', scalingFactor: 4 },
    });
  });
});

describe('a model that names a VAE it cannot have', () => {
  const sentenceFor = async (vae: string) => {
    name('swapped', vae);
    const { refused } = await read();
    name('swapped', '../soft-vae');
    return refused.find((folder) => folder.name === 'swapped')?.sentence;
  };

  it.each(['..', '../..', '../../soft-vae', '/soft-vae', 'soft-vae', '../plain/vae', '../.hidden', '..\\soft-vae'])(
    'is refused: %s is no folder beside it',
    async (vae) => {
      expect(await sentenceFor(vae)).toMatch(/swapped\/easel\.json: expected vae to be right, but: it names no folder/);
    },
  );

  it('is refused where there is none', async () => {
    expect(await sentenceFor('../none')).toMatch(/found no \.\.\/none\. /);
  });

  it('is refused where its latents have other channels', async () => {
    const emoji = fileURLToPath(new URL('../models/emoji/vae_decoder', import.meta.url));
    cpSync(emoji, join(directory, 'wide-vae/vae_decoder'), { recursive: true });
    const sentence = await sentenceFor('../wide-vae');
    rmSync(join(directory, 'wide-vae'), { recursive: true });
    expect(sentence).toMatch(
      /as many latent channels as unet\/config\.json's out_channels \(3\), got 6 in \.\.\/wide-vae/,
    );
  });

  it('is refused where that is damaged, and the sentence names the file there', async () => {
    writeVae('torn-vae', {});
    writeFileSync(join(directory, 'torn-vae/vae_decoder/model.onnx'), '<html>404</html>');
    const sentence = await sentenceFor('../torn-vae');
    rmSync(join(directory, 'torn-vae'), { recursive: true });
    expect(sentence).toMatch(/^torn-vae\/vae_decoder\/model\.onnx: expected a whole ONNX file/);
  });
});
