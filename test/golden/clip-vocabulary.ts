import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { TokenizerConfig } from '../../inference/models/model.ts';

/** SHA-256 of the two files as openai/clip-vit-base-patch32 holds them. */
const MERGES_SHA256 = '9fd691f7c8039210e0fced15865466c65820d09b63988b0174bfe25de299051a';
const VOCAB_SHA256 = '5047b556ce86ccaf6aa22b3ffccfc52d391ea4accdab9c2f2407da5b742d4363';

/**
 * Unfolds OpenAI's vocabulary (bpe_simple_vocab_16e6.txt.gz, MIT, from the package clip-anytorch 2.6.0) into the files
 * that a Stable Diffusion folder has, in a new temporary folder, and checks that they are byte for byte the known ones.
 */
export function writeClipTokenizer(): TokenizerConfig {
  const packed = readFileSync(new URL('./tokenizer/bpe_simple_vocab_16e6.txt.gz', import.meta.url));
  const merges = gunzipSync(packed).toString('utf8').split('\n').slice(1, 48_895);
  const bytes = bytesToUnicode();
  const tokens = [
    ...bytes,
    ...bytes.map((character) => `${character}</w>`),
    ...merges.map((pair) => pair.replace(' ', '')),
    '<|startoftext|>',
    '<|endoftext|>',
  ];
  // By hand: an object would move the tokens "0" to "9" to the front.
  const vocab = `{${tokens.map((token, id) => `${JSON.stringify(token)}:${id}`).join(',')}}`;
  const folder = mkdtempSync(join(tmpdir(), 'easel-clip-'));
  write(join(folder, 'merges.txt'), `#version: 0.2\n${merges.join('\n')}\n`, MERGES_SHA256);
  write(join(folder, 'vocab.json'), vocab, VOCAB_SHA256);
  const [beginToken, endToken] = ['<|startoftext|>', '<|endoftext|>'];
  return { folder, beginToken, endToken, padToken: endToken, tokensMax: 77, lowercase: true };
}

function write(path: string, text: string, sha256: string): void {
  assert.equal(createHash('sha256').update(text).digest('hex'), sha256, `${path} is the published file`);
  writeFileSync(path, text);
}

/** GPT-2's printable stand-in for each byte: printable ones for themselves, the others from U+0100 on. */
function bytesToUnicode(): string[] {
  const printable = [...range(0x21, 0x7e), ...range(0xa1, 0xac), ...range(0xae, 0xff)];
  const others = range(0, 0xff).filter((byte) => !printable.includes(byte));
  return [...printable, ...others.map((_, index) => 256 + index)].map((code) => String.fromCodePoint(code));
}

const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);
