import type { Checked } from './request.ts';

/** A prompt whose weights are in brackets. */
export interface WeightedPrompt {
  words: string;
  /** What had a negative weight, for the negative prompt; empty if nothing had. */
  negative: string;
}

/** A weight of 2 is already strong; beyond 10 a text encoder's output is noise, in either direction. */
const WEIGHT_MAX = 10;

/** An escape, a brace, or two colons with the number that follows them at once, if one does: `red::3d` has none. */
const MARK = /\\[\s\S]|[{}]|[:\uff1a]{2}([+\-\u2212]?(?:\d+(?:\.\d+)?|\.\d+)(?![\p{L}\p{N}_]|\.\d))?/gu;

interface Piece {
  text: string;
  weight: number;
  /** Whether a comma stood between the piece before and this one. */
  hasComma: boolean;
}

/**
 * Converts Midjourney's weights to AUTOMATIC1111's, which the engine reads: `red fox::2 snow` is `(red fox:2) snow`.
 * Text in front of `::` without a number weighs 1, as does text behind the last one, and where two of those meet a
 * comma keeps them apart: `hot:: dog` is `hot, dog`, no sausage. `a fox::1 snow::-0.5` asks for less snow, which here is
 * `(snow:0.5)` in the negative prompt. `\::` is two colons. A prompt without weights is returned as it is.
 *
 * The two notations differ in kind. Midjourney blends its parts by the ratio of their weights, so `a::2 b::1` is
 * `a::100 b::50`; AUTOMATIC1111 multiplies what the text encoder makes of the words, so a weight counts by itself and 1
 * means as usual. Dividing by the sum was rejected: it would change the numbers that a person reads back. Weights that
 * only make sense as a ratio are refused instead.
 */
export function convertWeights(prompt: string): Checked<WeightedPrompt> {
  const pieces: Piece[] = [];
  let start = 0;
  let depth = 0;
  let hasWeights = false;
  for (const { 0: mark, 1: number, index } of prompt.matchAll(MARK)) {
    if (mark === '{') depth += 1;
    else if (mark === '}') depth = Math.max(0, depth - 1);
    if (!/^[:\uff1a]/.test(mark)) continue;
    if (depth > 0) return { ok: false, refusal: { code: 'weight_in_braces', values: { weight: mark } } };
    const weight = number === undefined ? 1 : Number(number.replace('\u2212', '-'));
    if (Math.abs(weight) > WEIGHT_MAX) return outOfRange(weight);
    const piece = pieceOf(prompt.slice(start, index), weight);
    if (piece.text !== '') pieces.push(piece);
    else if (number !== undefined) {
      return { ok: false, refusal: { code: 'weight_without_words', values: { weight: mark } } };
    }
    start = index + mark.length;
    hasWeights = true;
  }
  if (!hasWeights) return { ok: true, value: { words: prompt, negative: '' } };
  const last = pieceOf(prompt.slice(start), 1);
  if (last.text !== '') pieces.push(last);
  const unwanted = pieces.filter(({ weight }) => weight < 0).map(bracketed);
  return {
    ok: true,
    value: { words: joined(pieces.filter(({ weight }) => weight >= 0)), negative: unwanted.join(', ') },
  };
}

function pieceOf(typed: string, weight: number): Piece {
  const text = typed.replace(/^[\s,]+/, '');
  return { text: text.trimEnd(), weight, hasComma: typed.slice(0, typed.length - text.length).includes(',') };
}

function joined(pieces: readonly Piece[]): string {
  return pieces.reduce((words, piece, index) => {
    const isPlain = piece.weight === 1 && pieces[index - 1]?.weight === 1;
    return `${words}${index === 0 ? '' : isPlain || piece.hasComma ? ', ' : ' '}${bracketed(piece)}`;
  }, '');
}

/** With a space behind a colon of the text's own, so that it and the weight's do not make a weight of Midjourney's. */
function bracketed({ text, weight }: Piece): string {
  const size = Number(Math.abs(weight).toFixed(4)); // never 1e-7, which no reader of brackets knows
  return size === 1 ? text : `(${text}${/[:\uff1a]$/.test(text) ? ' ' : ''}:${size})`;
}

const outOfRange = (weight: number): Checked<never> => ({
  ok: false,
  refusal: { code: 'weight_out_of_range', values: { weight: String(weight), max: WEIGHT_MAX } },
});
