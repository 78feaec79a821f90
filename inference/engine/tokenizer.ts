import { strict as assert } from 'node:assert';
import { Tokenizer } from '@huggingface/tokenizers';
import type { TokenizerConfig } from '../models/model.ts';
import { readVocabulary } from '../models/vocabulary.ts';

/** Unicode's White_Space, which the reference means by \s; JavaScript's \s takes U+FEFF in and leaves U+0085 out. */
const WHITE_SPACE = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/gu;

/** How CLIP cuts a text into words before it merges bytes; white space has become single spaces by then. */
const WORD = "'s|'t|'re|'ve|'m|'ll|'d|\\p{L}+|\\p{N}|[^ \\p{L}\\p{N}]+";

/**
 * CLIP's byte-pair encoding, token for token what the Rust tokenizers of Hugging Face give (the "fast" CLIPTokenizer,
 * without ftfy's repair of mojibake; test/golden/tokenizer calls the column hf_fast_rust). Chosen over the slow Python
 * one, which other people get only while they stay on transformers 4, and which puts spaces around Chinese characters.
 *
 * Normalisation is done here and not by the package: its Lowercase knows the final sigma, the reference's does not.
 */
export class ClipTokenizer {
  readonly tokensMax: number;
  readonly #tokenizer: Tokenizer;
  readonly #lowercase: boolean;
  readonly #begin: number;
  readonly #end: number;
  readonly #pad: number;
  readonly #word: RegExp;

  constructor(config: TokenizerConfig) {
    const vocabulary = readVocabulary(config.folder);
    const id = (token: string): number => {
      const found = vocabulary.ids[token];
      assert(found !== undefined, `the catalogue accepted a vocabulary without ${token}`);
      return found;
    };
    this.tokensMax = config.tokensMax;
    this.#lowercase = config.lowercase;
    this.#begin = id(config.beginToken);
    this.#end = id(config.endToken);
    this.#pad = id(config.padToken);
    const marks = [config.beginToken, config.endToken];
    const pattern = `${marks.map(literal).join('|')}|${WORD}`;
    this.#word = new RegExp(pattern, 'gu');
    this.#tokenizer = new Tokenizer(
      {
        added_tokens: marks.map((content) => ({ ...MARK, id: id(content), content })),
        normalizer: null,
        pre_tokenizer: {
          type: 'Sequence',
          pretokenizers: [
            { type: 'Split', pattern: { Regex: pattern }, behavior: 'Removed', invert: true },
            { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false },
          ],
        },
        post_processor: null,
        decoder: null,
        model: {
          type: 'BPE',
          unk_token: config.endToken,
          continuing_subword_prefix: '',
          end_of_word_suffix: '</w>',
          fuse_unk: false,
          vocab: vocabulary.ids,
          merges: vocabulary.merges,
        },
      },
      {},
    );
  }

  /** The ids of a text alone, without marks, of any length. */
  encode(text: string): number[] {
    return this.#encodeNormal(this.#normal(text));
  }

  /** (tokensMax): begin mark, up to tokensMax − 2 ids, end mark, filled with the pad token, as the text encoder takes them. */
  row(content: readonly number[]): Int32Array {
    assert(content.length <= this.tokensMax - 2, 'a row holds its ids and both marks');
    const ids = new Int32Array(this.tokensMax).fill(this.#pad);
    ids.set([this.#begin, ...content, this.#end]);
    return ids;
  }

  /** The text, as the model would read it, from the first word on that lies at least partly behind `tokens` tokens. */
  after(text: string, tokens: number): string {
    const normal = this.#normal(text);
    let read = 0;
    for (const word of normal.matchAll(this.#word)) {
      read += this.#encodeNormal(word[0]).length;
      if (read > tokens) return normal.slice(word.index);
    }
    return '';
  }

  #encodeNormal(text: string): number[] {
    return this.#tokenizer.encode(text, { add_special_tokens: false }).ids;
  }

  #normal(text: string): string {
    const spaced = text.normalize('NFC').replace(WHITE_SPACE, ' ');
    // Letter by letter: toLowerCase() on a whole word turns its last sigma into another letter.
    return this.#lowercase ? Array.from(spaced, (letter) => letter.toLowerCase()).join('') : spaced;
  }
}

const MARK = { single_word: false, lstrip: false, rstrip: false, normalized: true, special: true };

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
