import type { ImageRequest } from '../../prisma/image-request.ts';
import type { Notice } from '../painter.ts';
import { isGuided } from './guidance.ts';
import type { PromptChunk } from './prompt-chunks.ts';
import type { Embedding, TextEncoder } from './text-encoder.ts';

/** What the model reads of a request's words, and what it does not. */
export interface Prompts {
  /** For each picture; one object for all of them unless the request is a prompt matrix. All are equally long. */
  conditional: readonly Embedding[];
  /** Null without guidance. */
  unconditional: Embedding | null;
  notices: Notice[];
}

/**
 * Encodes all prompts of a request. Nothing is dropped in silence: words beyond the model's length and brackets that
 * mean nothing here come back as notices. A row of a UNet call cannot be longer than another, so the shorter prompts of
 * a request are filled with the chunks of an empty one, as A1111 does.
 */
export async function readPrompts(textEncoder: TextEncoder, request: ImageRequest): Promise<Prompts> {
  const { guidanceScale, negativePrompt } = request;
  const notices: Notice[] = [];
  const read = (prompt: string, truncated: string): PromptChunk[] => {
    const { chunks, ignored, findings } = textEncoder.read(prompt);
    notices.push(...findings);
    const tokensMax = textEncoder.chunksMax * (textEncoder.tokensMax - 2);
    if (ignored !== '') notices.push({ code: truncated, values: { ignored, tokensMax } });
    return chunks;
  };
  const prompts = (request.prompts ?? [request.prompt]).map((prompt) => read(prompt, 'prompt_truncated'));
  const negative = isGuided(guidanceScale) ? read(negativePrompt, 'negative_prompt_truncated') : null;
  if (negative === null && negativePrompt !== '') {
    notices.push({ code: 'negative_prompt_unused', values: { guidanceScale } });
  }
  const chunksMin = Math.max(...[...prompts, negative ?? []].map((chunks) => chunks.length));
  const embeddings: Embedding[] = [];
  for (const chunks of prompts) embeddings.push(await textEncoder.encode(chunks, chunksMin));
  const conditional = Array.from({ length: request.count }, (_, slot) => embeddings[slot] ?? embeddings[0]);
  return {
    conditional: conditional.filter((embedding) => embedding !== undefined),
    unconditional: negative === null ? null : await textEncoder.encode(negative, chunksMin),
    notices: distinct(notices),
  };
}

/** The prompts of a matrix share most of their words, and what is wrong with them. */
const distinct = (notices: readonly Notice[]): Notice[] => [
  ...new Map(notices.map((notice) => [JSON.stringify(notice), notice])).values(),
];
