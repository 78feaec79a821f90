import { strict as assert } from 'node:assert';
import { Tensor } from 'onnxruntime-node';
import { toFloat32 } from './float-tensor.ts';
import type { Session } from './session.ts';
import type { ClipTokenizer } from './tokenizer.ts';

/** What the UNet attends to. */
export interface Embedding {
  /** (S, D) */
  values: Float32Array;
  /** Tokens S, marks and filling included. */
  tokens: number;
  /** The words of the prompt that did not fit; empty when all were read. */
  ignored: string;
}

/** 15 MB with CLIP's 77 × 768; the negative prompt, which most requests share, is used often enough to stay. */
const EMBEDDINGS_MAX = 64;

/** Prompts to embeddings, the last ones remembered: one prompt serves four images and every variation after them. */
export class TextEncoder {
  readonly #session: Session;
  readonly #tokenizer: ClipTokenizer;
  /** In order of use, the least recent first. */
  readonly #embeddings = new Map<string, Embedding>();

  constructor(session: Session, tokenizer: ClipTokenizer) {
    this.#session = session;
    this.#tokenizer = tokenizer;
  }

  async encode(prompt: string): Promise<Embedding> {
    const embedding = this.#embeddings.get(prompt) ?? (await this.#compute(prompt));
    this.#embeddings.delete(prompt);
    this.#embeddings.set(prompt, embedding);
    const [oldest] = this.#embeddings.keys();
    if (this.#embeddings.size > EMBEDDINGS_MAX && oldest !== undefined) this.#embeddings.delete(oldest);
    return embedding;
  }

  async #compute(prompt: string): Promise<Embedding> {
    const { ids, ignored } = this.#tokenizer.tokenize(prompt);
    const wide = this.#session.input('input_ids').type === 'int64';
    const input = wide
      ? new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length])
      : new Tensor('int32', ids, [1, ids.length]); // (1, S)
    const { last_hidden_state: output } = await this.#session.run({ input_ids: input }, { last_hidden_state: null });
    assert(output?.dims[1] === ids.length, 'the text encoder answers with one state per token'); // (1, S, D)
    return { values: toFloat32(output), tokens: ids.length, ignored };
  }
}
