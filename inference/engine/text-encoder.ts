import { strict as assert } from 'node:assert';
import { Tensor } from 'onnxruntime-node';
import { Fault } from '../../prisma/fault.ts';
import { areFinite } from './finite.ts';
import { toFloat32 } from './float-tensor.ts';
import { type PromptFinding, parsePromptAttention } from './prompt-attention.ts';
import { type ChunkedPrompt, chunkPrompt, type PromptChunk } from './prompt-chunks.ts';
import type { Session } from './session.ts';
import type { ClipTokenizer } from './tokenizer.ts';

/** What the UNet attends to. */
export interface Embedding {
  /** (S, D) */
  values: Float32Array;
  /** Tokens S of all chunks, marks and filling included. */
  tokens: number;
}

/** 15 MB with CLIP's 77 × 768; the negative prompt, which most requests share, is used often enough to stay. */
const EMBEDDINGS_MAX = 64;

/** Prompts to embeddings, the last ones remembered: one prompt serves four images and every variation after them. */
export class TextEncoder {
  /** Tokens of one chunk, marks included. */
  readonly tokensMax: number;
  readonly chunksMax: number;
  readonly #session: Session;
  readonly #tokenizer: ClipTokenizer;
  /** By tokens and weights, all that an embedding depends on; in order of use, the least recent first. */
  readonly #embeddings = new Map<string, Embedding>();

  constructor(session: Session, tokenizer: ClipTokenizer, chunksMax: number) {
    this.#session = session;
    this.#tokenizer = tokenizer;
    this.tokensMax = tokenizer.tokensMax;
    this.chunksMax = chunksMax;
  }

  /** What of a prompt will be read, and what will not. */
  read(prompt: string): ChunkedPrompt & { findings: PromptFinding[] } {
    const { segments, findings } = parsePromptAttention(prompt);
    return { ...chunkPrompt(this.#tokenizer, segments, this.chunksMax), findings };
  }

  /**
   * The chunks' embeddings one behind the other, and those of an empty prompt behind them up to `chunksMin` chunks.
   * Faults as Session.run, and `request_unsupported` for weights that no embedding can hold.
   */
  async encode(chunks: readonly PromptChunk[], chunksMin = 1): Promise<Embedding> {
    const embeddings: Embedding[] = [];
    for (const chunk of chunks) embeddings.push(await this.#encodeChunk(chunk));
    while (embeddings.length < chunksMin) {
      embeddings.push(await this.#encodeChunk({ ids: this.#tokenizer.row([]), weights: null }));
    }
    return joined(embeddings);
  }

  async #encodeChunk(chunk: PromptChunk): Promise<Embedding> {
    const key = `${chunk.ids.join()} × ${chunk.weights?.join() ?? 1}`;
    const embedding = this.#embeddings.get(key) ?? (await this.#compute(chunk));
    this.#embeddings.delete(key);
    this.#embeddings.set(key, embedding);
    const [oldest] = this.#embeddings.keys();
    if (this.#embeddings.size > EMBEDDINGS_MAX && oldest !== undefined) this.#embeddings.delete(oldest);
    return embedding;
  }

  async #compute({ ids, weights }: PromptChunk): Promise<Embedding> {
    const wide = this.#session.input('input_ids').type === 'int64';
    const input = wide
      ? new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length])
      : new Tensor('int32', ids, [1, ids.length]); // (1, S)
    const { last_hidden_state: output } = await this.#session.run({ input_ids: input }, { last_hidden_state: null });
    assert(output?.dims[1] === ids.length, 'the text encoder answers with one state per token'); // (1, S, D)
    const values = toFloat32(output);
    if (weights === null) return { values, tokens: ids.length };
    const states = weighted(values, weights);
    // A thousand brackets, or a weight of 40 digits: refused before the UNet spends its steps on NaN.
    if (areFinite(values) && !areFinite(states)) {
      throw new Fault('request_unsupported', 'Expected weights that keep the embedding finite, got larger ones.');
    }
    return { values: states, tokens: ids.length };
  }
}

/**
 * Each token's state times its weight, then all of them times what restores the mean they had, as A1111's "Original"
 * emphasis does. Products round to float32 as torch's do; the means are summed in double precision, which differs from
 * torch's in the last bit.
 */
export function weighted(
  values: Float32Array, // (S, D)
  weights: Float32Array, // (S)
): Float32Array {
  const width = values.length / weights.length;
  const result = values.map((value, index) => value * (weights[Math.floor(index / width)] as number));
  const restored = Math.fround(mean(values) / mean(result));
  return result.map((value) => value * restored);
}

const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function joined(embeddings: readonly Embedding[]): Embedding {
  const [first] = embeddings;
  assert(first !== undefined, 'a prompt has chunks');
  if (embeddings.length === 1) return first;
  const values = new Float32Array(embeddings.length * first.values.length);
  for (const [index, embedding] of embeddings.entries()) values.set(embedding.values, index * first.values.length);
  return { values, tokens: embeddings.length * first.tokens };
}
