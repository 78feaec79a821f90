import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createScheduler } from '../inference/engine/schedulers/create-scheduler.ts';
import type { SchedulerConfig } from '../inference/engine/schedulers/scheduler-config.ts';
import { readCatalogue } from '../inference/models/catalogue.ts';
import { ModelFiles } from '../inference/models/model-files.ts';
import { freshDatabase } from './database.ts';

const emoji = fileURLToPath(new URL('../models/emoji', import.meta.url));
const COMPONENTS = ['text_encoder', 'unet', 'vae_decoder', 'vae_encoder'];

let directory: string;
let folder: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'easel-models-'));
  folder = join(directory, 'broken');
  cpSync(emoji, folder, { recursive: true });
});
afterAll(() => rmSync(directory, { recursive: true }));

const read = () => readCatalogue(directory, ['DPMSolverMultistep']);

/** The sentence for a folder in which one file was changed; the file is as before afterwards. */
async function sentenceAfter(file: string, change: (path: string) => void): Promise<string | undefined> {
  const path = join(folder, file);
  const kept = join(directory, '.kept');
  cpSync(path, kept);
  try {
    change(path);
    return (await read()).refused[0]?.sentence;
  } finally {
    mkdirSync(dirname(path), { recursive: true });
    rmSync(path, { force: true });
    renameSync(kept, path);
  }
}

const edit = (changes: Record<string, unknown>) => (path: string) =>
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...changes }));

describe('a scheduler file that diffusers saved', () => {
  it('may hold the bare -Infinity that Python writes into JSON', async () => {
    const bare = (path: string) =>
      writeFileSync(
        path,
        readFileSync(path, 'utf8').replace('{', '{ "lambda_min_clipped": -Infinity, "note": "NaN, -Infinity",'),
      );
    expect(await sentenceAfter('scheduler/scheduler_config.json', bare)).toBeUndefined();
    let options: unknown;
    await sentenceAfter('scheduler/scheduler_config.json', (path) => {
      bare(path);
      options = new ModelFiles(folder, 'broken').json('scheduler/scheduler_config.json', z.looseObject({}));
    });
    expect(options).toMatchObject({ lambda_min_clipped: '-Infinity', note: 'NaN, -Infinity' });
    expect(() => createScheduler('DPMSolverMultistep', options as SchedulerConfig, 20)).not.toThrow();
  });
});

describe('the embedded model', () => {
  it('is described by its own files alone', async () => {
    const { models, refused } = await readCatalogue(dirname(emoji), ['DPMSolverMultistep']);
    expect(refused).toEqual([]);
    const [entry] = models;
    expect(entry?.card).toEqual({
      name: 'emoji',
      title: 'Emoji-LDM 96',
      licence: expect.stringContaining('MIT'),
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      sizeMultiple: 32,
      sizes: [[96, 96]],
      promptTokensMax: 24,
      startsFromImages: true,
      tiles: false,
      defaults: { steps: 20, guidanceScale: 3, scheduler: 'DPMSolverMultistep' },
      schedulers: ['DPMSolverMultistep'],
    });
    expect(entry?.model).toMatchObject({
      latentChannels: 6,
      vaeFactor: 8,
      vaeTileSide: 12,
      scalingFactor: 0.7619519829750061,
      shiftFactor: 0,
    });
    expect(entry?.model.unet.inputs.map(({ name, type, shape }) => [name, type, shape?.length])).toEqual([
      ['sample', 'float32', 4],
      ['timestep', 'int64', 1],
      ['encoder_hidden_states', 'float32', 3],
    ]);
  });

  it('has the hash that sha256sum gives for its weights', async () => {
    const line = (name: string) => {
      const hash = createHash('sha256')
        .update(readFileSync(join(emoji, name)))
        .digest('hex');
      return `${hash}  ${name}\n`;
    };
    const list = COMPONENTS.map((component) => line(`${component}/model.onnx`)).join('');
    const [entry] = (await readCatalogue(dirname(emoji), ['DPMSolverMultistep'])).models;
    expect(entry?.card.hash).toBe(createHash('sha256').update(list).digest('hex'));
  });
});

describe('a damaged model folder is refused with a sentence that names the file', () => {
  const cases: [damage: string, file: string, change: (path: string) => void, sentence: RegExp][] = [
    ['no index', 'model_index.json', (path) => rmSync(path), /broken\/model_index\.json: expected a file, found none/],
    [
      'an index that is not JSON',
      'model_index.json',
      (path) => truncateSync(path, 100),
      /model_index\.json: expected JSON/,
    ],
    ['a component that is missing', 'unet/model.onnx', (path) => rmSync(path), /unet\/model\.onnx: expected a file/],
    [
      'a graph cut short',
      'unet/model.onnx',
      (path) => truncateSync(path, 9_000_000),
      /unet\/model\.onnx: expected a whole ONNX file/,
    ],
    [
      'an empty graph',
      'vae_decoder/model.onnx',
      (path) => truncateSync(path, 0),
      /vae_decoder\/model\.onnx: expected a whole ONNX/,
    ],
    [
      'a web page in place of a graph',
      'text_encoder/model.onnx',
      (path) => writeFileSync(path, '<html>404</html>'),
      /text_encoder\/model\.onnx: expected a whole ONNX/,
    ],
    [
      'another component in its place',
      'unet/model.onnx',
      (path) => cpSync(join(folder, 'vae_decoder/model.onnx'), path),
      /unet\/model\.onnx: expected the inputs sample, timestep, encoder_hidden_states, got latent_sample/,
    ],
    [
      'channels that the graph does not have',
      'vae_decoder/config.json',
      edit({ latent_channels: 4 }),
      /latent_sample to have the shape \? × 4/,
    ],
    [
      'a UNet for other latents',
      'unet/config.json',
      edit({ in_channels: 9 }),
      /in_channels to be vae_decoder\/config\.json's latent_channels \(6\) or 13 for inpainting, got 9/,
    ],
    [
      'a UNet for another text encoder',
      'unet/config.json',
      edit({ cross_attention_dim: 768 }),
      /cross_attention_dim to be text_encoder\/config\.json's hidden_size \(192\), got 768/,
    ],
    [
      'a number edited into a word',
      'unet/config.json',
      edit({ sample_size: 'big' }),
      /unet\/config\.json: expected sample_size/,
    ],
    [
      'a key that is gone',
      'text_encoder/config.json',
      edit({ hidden_size: undefined }),
      /text_encoder\/config\.json: expected hidden_size/,
    ],
    [
      'a scaling factor of 0',
      'vae_decoder/config.json',
      edit({ scaling_factor: 0 }),
      /vae_decoder\/config\.json: expected scaling_factor/,
    ],
    [
      'an unknown prediction type',
      'scheduler/scheduler_config.json',
      edit({ prediction_type: 'guess' }),
      /scheduler_config\.json: expected prediction_type/,
    ],
    [
      'prompts longer than the encoder',
      'tokenizer/tokenizer_config.json',
      edit({ model_max_length: 77 }),
      /model_max_length to be at most .* \(24\), got 77/,
    ],
    [
      'a pad token outside the vocabulary',
      'tokenizer/tokenizer_config.json',
      edit({ pad_token: '[PAD]' }),
      /vocab\.json: expected it to hold the token "\[PAD\]"/,
    ],
    [
      'a vocabulary that is not JSON',
      'tokenizer/vocab.json',
      (path) => truncateSync(path, 1000),
      /tokenizer: the vocabulary cannot be read/,
    ],
    [
      'a vocabulary beyond the encoder',
      'text_encoder/config.json',
      edit({ vocab_size: 1000 }),
      /expected ids under .* 1000, got 2913/,
    ],
    [
      'merges of another vocabulary',
      'tokenizer/merges.txt',
      (path) => writeFileSync(path, '#version: 0.2\nq z\n'),
      /line 2 of merges\.txt makes "qz"/,
    ],
    [
      'merges that are not pairs',
      'tokenizer/merges.txt',
      (path) => writeFileSync(path, 'a b c\n'),
      /two tokens in line 1 of merges\.txt/,
    ],
    [
      'sizes that the UNet cannot halve',
      'easel.json',
      edit({ sizes: [[100, 96]] }),
      /easel\.json: expected sizes that are multiples of 32 pixels, got 100/,
    ],
    ['an option that is misspelt', 'easel.json', edit({ titel: 'x' }), /easel\.json: expected .*titel/],
  ];
  it.each(cases)('%s', async (_damage, file, change, sentence) => {
    expect(await sentenceAfter(file, change)).toMatch(sentence);
    expect(await sentenceAfter(file, change)).toMatch(/remove the folder broken\.$/);
  });

  it('a link that leaves the folder is not followed, one that stays inside is', async () => {
    const outside = join(emoji, 'unet/config.json');
    const leave = (path: string) => {
      rmSync(path);
      symlinkSync(outside, path);
    };
    expect(await sentenceAfter('unet/config.json', leave)).toMatch(
      /inside the model folder, got a link that leaves it/,
    );
    const stay = (path: string) => {
      const copy = join(folder, 'copy.json');
      linkSync(path, copy);
      rmSync(path);
      symlinkSync(copy, path);
    };
    expect(await sentenceAfter('unet/config.json', stay)).toBeUndefined();
  });

  it('does not take the other models with it', async () => {
    cpSync(emoji, join(directory, 'whole'), { recursive: true });
    try {
      const file = join(folder, 'model_index.json');
      const text = readFileSync(file);
      rmSync(file);
      const { models, refused } = await read();
      writeFileSync(file, text);
      expect(models.map(({ card }) => card.name)).toEqual(['whole']);
      expect(refused.map(({ name }) => name)).toEqual(['broken']);
    } finally {
      rmSync(join(directory, 'whole'), { recursive: true });
    }
  });
});

describe('weights outside the graph', () => {
  const graph = (location: string, length: number) => (path: string) =>
    writeFileSync(path, Buffer.concat([readFileSync(path), externalTensor(location, length)]));

  it('are refused when they lie outside the model folder', async () => {
    expect(await sentenceAfter('unet/model.onnx', graph('../../whole/unet/weights.pb', 8))).toMatch(
      /unet\/model\.onnx: expected its weights inside the model folder, got \.\.\/\.\.\/whole/,
    );
    expect(await sentenceAfter('unet/model.onnx', graph('/etc/hostname', 1))).toMatch(
      /unet\/etc\/hostname: expected a file/,
    );
  });

  it('are refused when they are missing or shorter than the graph says', async () => {
    expect(await sentenceAfter('unet/model.onnx', graph('weights.pb', 8))).toMatch(
      /unet\/weights\.pb: expected a file/,
    );
    writeFileSync(join(folder, 'unet/weights.pb'), '1234567');
    expect(await sentenceAfter('unet/model.onnx', graph('weights.pb', 8))).toMatch(
      /unet\/weights\.pb: expected at least 8 bytes, got 7/,
    );
  });

  it('count for the hash', async () => {
    const file = join(folder, 'unet/model.onnx');
    const text = readFileSync(file);
    graph('weights.pb', 4)(file);
    const hashOf = async (weights: string) => {
      writeFileSync(join(folder, 'unet/weights.pb'), weights);
      return (await read()).models[0]?.card.hash;
    };
    const hashes = [await hashOf('1234'), await hashOf('1235'), await hashOf('1234')];
    writeFileSync(file, text);
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(hashes[1]).not.toBe(hashes[0]);
    expect(hashes[2]).toBe(hashes[0]);
  });
});

describe('the models command', () => {
  const run = (args: string[], env: Record<string, string> = {}) => {
    const script = fileURLToPath(new URL('../inference/models/main.ts', import.meta.url));
    return spawnSync(process.execPath, ['--import', 'tsx', script, ...args, '--models', directory], {
      encoding: 'utf8',
      env: { PATH: '', ...env },
    });
  };

  it('lists a whole model, and exits 1 naming the file of a damaged one', () => {
    expect(run(['list'])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^broken {2}[0-9a-f]{10} {2}Emoji-LDM 96 {2}96x96\n$/),
    });
    const file = join(folder, 'vae_encoder/model.onnx');
    const bytes = readFileSync(file);
    truncateSync(file, 1000);
    const damaged = run(['verify']);
    writeFileSync(file, bytes);
    expect(damaged).toMatchObject({ status: 1, stdout: expect.stringContaining('broken/vae_encoder/model.onnx') });
  });

  it('says where a model is loaded, by the workers of the database that it is told of', async () => {
    const { url, query } = await freshDatabase();
    const list = () => run(['list'], { DATABASE_URL: url });
    expect(list()).toMatchObject({ status: 0, stdout: expect.stringMatching(/96x96 {2}not loaded\n$/) });
    for (const [device, secondsAgo] of [
      ['cuda:0', 1],
      ['cpu', 1],
      ['webgpu', 60],
    ]) {
      await query(
        `INSERT INTO worker (id, device, runtime, models, open_models, heartbeat_at)
         VALUES (gen_random_uuid(), $1, '{}', '[]', '["broken"]', now() - make_interval(secs => $2))`,
        [device, secondsAgo],
      );
    }
    expect(list()).toMatchObject({ status: 0, stdout: expect.stringMatching(/96x96 {2}loaded on cpu, cuda:0\n$/) });
    const away = run(['list'], { DATABASE_URL: 'postgresql://easel:secret@127.0.0.1:1/easel' });
    expect(away).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^Postgres at 127.0.0.1:1 cannot be used: .*\n$/),
    });
  });

  it('opens every graph to verify it, and nothing is reported to anybody', () => {
    const home = join(directory, '.home');
    mkdirSync(home);
    const verified = run(['verify', 'broken'], { HOME: home, TMPDIR: home });
    expect(verified).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^broken {2}[0-9a-f]{64} {2}opens in \d+ ms\n$/),
    });
    // onnxruntime's telemetry keeps .cache/Microsoft, .ses and mat-debug-*.log; tsx keeps its own cache.
    expect(readdirSync(home).filter((name) => !name.startsWith('tsx-'))).toEqual([]);
  });

  it('opens what the engine opens only on demand, so that damage in its weights shows', () => {
    const file = join(folder, 'vae_encoder/model.onnx');
    const bytes = readFileSync(file);
    const damaged = Buffer.from(bytes);
    for (let at = damaged.indexOf('Conv'); at !== -1; at = damaged.indexOf('Conv')) damaged.write('Xonv', at);
    writeFileSync(file, damaged);
    const verified = run(['verify', 'broken']);
    writeFileSync(file, bytes);
    expect(verified).toMatchObject({ status: 1, stdout: expect.stringMatching(/does not open: .*vae_encoder/) });
  });

  it('explains itself to whoever mistypes', () => {
    expect(run(['paint'])).toMatchObject({ status: 2, stderr: expect.stringContaining('npm run models -- list') });
    expect(run(['info', 'dream'])).toMatchObject({ status: 2, stderr: expect.stringContaining('(broken), got dream') });
  });
});

/** A second ModelProto.graph, which protobuf merges with the first: one initializer whose data lies in another file. */
function externalTensor(location: string, length: number): Buffer {
  const message = (field: number, ...parts: Buffer[]) => {
    const body = Buffer.concat(parts);
    expect(body.length).toBeLessThan(128);
    return Buffer.concat([Buffer.from([field * 8 + 2, body.length]), body]);
  };
  const entry = (key: string, value: string) =>
    message(13, message(1, Buffer.from(key)), message(2, Buffer.from(value)));
  return message(
    7,
    message(5, message(8, Buffer.from('w')), entry('location', location), entry('length', String(length))),
  );
}
