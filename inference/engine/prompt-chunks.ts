import type { WeightedText } from './prompt-attention.ts';
import type { ClipTokenizer } from './tokenizer.ts';

/** One reading of the text encoder. */
export interface PromptChunk {
  /** (S): begin mark, up to S − 2 tokens, end mark, filling. */
  ids: Int32Array;
  /** (S): what each token's state is multiplied by, 1 for marks and filling; null when all are 1. */
  weights: Float32Array | null;
}

/** A prompt, cut as the text encoder reads it. */
export interface ChunkedPrompt {
  /** At least one. */
  chunks: PromptChunk[];
  /** The words that did not fit, as the model would have read them; empty when all were read. */
  ignored: string;
}

interface WeightedToken {
  id: number;
  weight: number;
}

/** A1111 looks 20 tokens back in its chunks of 75; a model with smaller ones keeps the share, or every chunk would end at its first comma. */
const BACKTRACK_SHARE = 20 / 75;

/**
 * Cuts a prompt into chunks as AUTOMATIC1111 does: each part is tokenized by itself, a segment begins a new chunk, and
 * a full chunk ends after its last comma if one is near, so that a phrase is not torn apart. In the last chunk that is
 * allowed nothing follows, so it is filled to its end, which is what every program does with the 77 tokens of one.
 */
export function chunkPrompt(
  tokenizer: ClipTokenizer,
  segments: readonly (readonly WeightedText[])[],
  chunksMax: number,
): ChunkedPrompt {
  const contentMax = tokenizer.tokensMax - 2;
  const comma = tokenizer.encode(',').at(-1);
  const rows: WeightedToken[][] = [];
  const ignored: string[] = [];
  for (const [index, segment] of segments.entries()) {
    const tokens = segment.flatMap(({ text, weight }) => tokenizer.encode(text).map((id) => ({ id, weight })));
    // An empty segment is an empty chunk, except at the end, where no words would come behind it.
    if (tokens.length === 0 && index === segments.length - 1 && rows.length > 0) continue;
    let start = 0;
    do {
      if (rows.length === chunksMax) break;
      const end = rows.length === chunksMax - 1 ? start + contentMax : endOfChunk(tokens, start, contentMax, comma);
      rows.push(tokens.slice(start, end));
      start = end;
    } while (start < tokens.length);
    if (start < tokens.length) ignored.push(textAfter(tokenizer, segment, start));
  }
  return { chunks: rows.map((row) => chunkOf(tokenizer, row)), ignored: ignored.join(' BREAK ') };
}

/** Where the chunk that begins at `start` ends: after a comma near its end, if the rest is not read with it. */
function endOfChunk(tokens: readonly WeightedToken[], start: number, contentMax: number, comma: number | undefined) {
  const end = start + contentMax;
  if (end >= tokens.length || tokens[end]?.id === comma) return end;
  const nearest = end - Math.round(contentMax * BACKTRACK_SHARE);
  for (let index = end - 1; index >= nearest; index -= 1) {
    if (tokens[index]?.id === comma) return index + 1;
  }
  return end;
}

function chunkOf(tokenizer: ClipTokenizer, row: readonly WeightedToken[]): PromptChunk {
  const ids = tokenizer.row(row.map(({ id }) => id));
  if (row.every(({ weight }) => weight === 1)) return { ids, weights: null };
  const weights = new Float32Array(ids.length).fill(1);
  weights.set(
    row.map(({ weight }) => weight),
    1, // behind the begin mark
  );
  return { ids, weights };
}

/** The words of a segment that lie at least partly behind `tokens` tokens. */
function textAfter(tokenizer: ClipTokenizer, segment: readonly WeightedText[], tokens: number): string {
  let behind = tokens;
  let text = '';
  for (const part of segment) {
    const length = tokenizer.encode(part.text).length;
    if (behind < length) text += behind > 0 ? tokenizer.after(part.text, behind) : part.text;
    behind = Math.max(0, behind - length);
  }
  return text.trim();
}
