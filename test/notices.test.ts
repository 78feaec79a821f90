import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { notices } from '../bot/texts/en.ts';

it('every notice of the engine has its sentence', () => {
  const folder = fileURLToPath(new URL('../inference/engine/', import.meta.url));
  const source = readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(folder + file, 'utf8'))
    .join('\n');
  const codes = Array.from(source.matchAll(/code: '(\w+)', values|'(\w+_truncated)'/g), ([, told, cut]) => told ?? cut);
  expect(codes).toEqual(expect.arrayContaining(['vae_tiled', 'vae_retried', 'prompt_truncated']));
  expect(codes.filter((code) => !Object.hasOwn(notices, code ?? ''))).toEqual([]);
});
