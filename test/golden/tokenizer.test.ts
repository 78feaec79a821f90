import { rmSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { chunkPrompt } from '../../inference/engine/prompt-chunks.ts';
import { ClipTokenizer } from '../../inference/engine/tokenizer.ts';
import { writeClipTokenizer } from './clip-vocabulary.ts';
import { isOwnFolder, readVectors } from './vectors.ts';

interface Row {
  text: string;
  ids: number[];
  input_ids_77: number[];
  all_agree: boolean;
  truncated: boolean;
  differs?: Record<string, number[]>;
}

const rows = readVectors<{ prompts: Row[] }>('tokenizer', 'sd-golden/clip-tokenizer/').flatMap(
  ({ vectors }) => vectors.prompts,
);

const config = writeClipTokenizer();
const sd1 = new ClipTokenizer(config);
const sd2 = new ClipTokenizer({ ...config, padToken: '!' });
afterAll(() => rmSync(config.folder, { recursive: true }));

/** The reference for rows on which the real tokenizers disagree. */
const COLUMN = 'hf_fast_rust';

/** The one chunk that a model without further ones reads, and what it does not. */
function framed(tokenizer: ClipTokenizer, text: string) {
  const { chunks, ignored } = chunkPrompt(tokenizer, [[{ text, weight: 1 }]], 1);
  return { ids: chunks[0]?.ids, ignored };
}

describe('the CLIP tokenizer against recorded rows', () => {
  const agreed = rows.filter((row) => row.all_agree);
  const disputed = rows.filter((row) => !row.all_agree);
  console.log(`CLIP tokenizer: ${agreed.length} rows on which all agree, ${disputed.length} by ${COLUMN}`);

  it('gives the ids on which all real tokenizers agree', () => {
    expect(agreed.length).toBeGreaterThanOrEqual(isOwnFolder ? 72 : 0);
    for (const row of agreed) expect([row.text, sd1.encode(row.text)]).toEqual([row.text, row.ids]);
  });

  it('gives the ids of the fast tokenizers where the real ones disagree', () => {
    for (const row of disputed) {
      expect([row.text, sd1.encode(row.text)]).toEqual([row.text, row.differs?.[COLUMN] ?? row.ids]);
    }
  });

  it('frames, cuts and fills a prompt to 77 ids as Stable Diffusion 1 does', () => {
    for (const row of agreed) {
      const { ids, ignored } = framed(sd1, row.text);
      expect([row.text, Array.from(ids ?? [])]).toEqual([row.text, row.input_ids_77]);
      expect([row.text, ignored !== '']).toEqual([row.text, row.truncated]);
    }
  });

  it('fills with "!" where the model says so, as Stable Diffusion 2 does', () => {
    for (const row of agreed) {
      const end = Math.min(row.ids.length, 75) + 2;
      const expected = row.input_ids_77.map((id, index) => (index < end ? id : 0));
      expect([row.text, Array.from(framed(sd2, row.text).ids ?? [])]).toEqual([row.text, expected]);
    }
  });
});
