import type { ImageRequest } from '../../prisma/image-request.ts';
import type { Notice } from '../painter.ts';
import { isGuided } from './guidance.ts';
import type { Embedding, TextEncoder } from './text-encoder.ts';

/** What the model reads of a request's words, and what it does not. */
export interface Prompts {
  conditional: Embedding;
  /** Null without guidance. */
  unconditional: Embedding | null;
  notices: Notice[];
}

/** Encodes both prompts. Nothing is dropped in silence: words beyond the model's length come back as notices. */
export async function readPrompts(textEncoder: TextEncoder, request: ImageRequest): Promise<Prompts> {
  const notices: Notice[] = [];
  const encode = async (prompt: string, code: string): Promise<Embedding> => {
    const embedding = await textEncoder.encode(prompt);
    const { ignored, tokens } = embedding;
    if (ignored !== '') notices.push({ code, values: { ignored, tokensMax: tokens - 2 } });
    return embedding;
  };
  const conditional = await encode(request.prompt, 'prompt_truncated');
  if (isGuided(request.guidanceScale)) {
    return { conditional, unconditional: await encode(request.negativePrompt, 'negative_prompt_truncated'), notices };
  }
  if (request.negativePrompt !== '') {
    notices.push({ code: 'negative_prompt_unused', values: { guidanceScale: request.guidanceScale } });
  }
  return { conditional, unconditional: null, notices };
}
