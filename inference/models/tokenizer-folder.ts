import type { z } from 'zod';
import { specialTokensMap, type textEncoderConfig, tokenizerConfig } from './diffusers-config.ts';
import type { Component, TokenizerConfig } from './model.ts';
import type { ModelFiles } from './model-files.ts';
import { readVocabulary } from './vocabulary.ts';

/** Reads a model's tokenizer and checks it against the text encoder that its ids go to. */
export function readTokenizer(
  files: ModelFiles,
  textEncoder: z.infer<typeof textEncoderConfig>,
  component: Component,
): TokenizerConfig {
  const file = 'tokenizer/tokenizer_config.json';
  const config = files.json(file, tokenizerConfig);
  const map = files.has('tokenizer/special_tokens_map.json')
    ? files.json('tokenizer/special_tokens_map.json', specialTokensMap)
    : {};
  const tokensMax = config.model_max_length > 1e6 ? textEncoder.max_position_embeddings : config.model_max_length;
  if (tokensMax > textEncoder.max_position_embeddings) {
    const rule = `at most text_encoder/config.json's max_position_embeddings (${textEncoder.max_position_embeddings})`;
    throw files.damaged(file, `expected model_max_length to be ${rule}, got ${tokensMax}`);
  }
  const fixed = component.inputs[0]?.shape?.[1];
  if (typeof fixed === 'number' && fixed !== tokensMax) {
    throw files.damaged(file, `expected model_max_length to be text_encoder/model.onnx's ${fixed}, got ${tokensMax}`);
  }
  const padToken = config.pad_token ?? map.pad_token;
  if (padToken === undefined)
    throw files.damaged(file, 'expected pad_token to name the token that fills short prompts');
  const { path } = files.locate('tokenizer/vocab.json');
  files.locate('tokenizer/merges.txt');
  const folder = path.slice(0, -'/vocab.json'.length);
  const tokenizer = { folder, beginToken: config.bos_token, endToken: config.eos_token, padToken, tokensMax };
  checkVocabulary(files, tokenizer, textEncoder.vocab_size);
  return { ...tokenizer, lowercase: config.do_lower_case };
}

function checkVocabulary(files: ModelFiles, tokenizer: Omit<TokenizerConfig, 'lowercase'>, idsMax: number): void {
  let ids: Record<string, number>;
  try {
    ids = readVocabulary(tokenizer.folder).ids;
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof SyntaxError)) throw error;
    throw files.damaged('tokenizer', `the vocabulary cannot be read: ${error.message}`, error);
  }
  for (const token of [tokenizer.beginToken, tokenizer.endToken, tokenizer.padToken]) {
    if (!Object.hasOwn(ids, token))
      throw files.damaged('tokenizer/vocab.json', `expected it to hold the token "${token}"`);
  }
  const highest = Object.values(ids).reduce((most, id) => Math.max(most, id), 0);
  if (highest >= idsMax) {
    throw files.damaged(
      'tokenizer/vocab.json',
      `expected ids under text_encoder/config.json's ${idsMax}, got ${highest}`,
    );
  }
}
