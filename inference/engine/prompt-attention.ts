/** A piece of a prompt and how much the model shall attend to it; 1 is as usual. */
export interface WeightedText {
  text: string;
  weight: number;
}

/** Something in a prompt that was not read as its author may have meant it. */
export type PromptFinding =
  | { code: 'syntax_unsupported'; values: { syntax: string } }
  | { code: 'weight_unreadable'; values: { weight: string } }
  | { code: 'brackets_unbalanced'; values: { opened: number; closed: number } };

/** A prompt with its brackets taken out of the words. */
export interface AttentivePrompt {
  /** What lies between the `BREAK`s; there is always at least one, and it may be empty. */
  segments: WeightedText[][];
  findings: PromptFinding[];
}

const ROUND_BRACKET = 1.1;
const SQUARE_BRACKET = 1 / 1.1;

/** An escape, a weight that ends a bracket, one bracket, or words without any of these. */
const MARK = /\\[()[\]\\]?|:\s*([+-]?[.\d]+)\s*\)|[()[\]:]|[^\\()[\]:]+/g;

/** The word BREAK in capitals, with the white space around it. */
const BREAK = /\s*(?<![\p{L}\p{N}_])BREAK(?![\p{L}\p{N}_])\s*/u;

/** `[from:to:when]`, `[one|other]`, `AND`, `<lora:name:1>`: what AUTOMATIC1111 understands beyond weights. */
const UNSUPPORTED =
  /\[[^[\]]*:\s*[\d.]+\s*\]|\[[^[\]]*\|[^[\]]*\]|(?<![\p{L}\p{N}_])AND(?![\p{L}\p{N}_])|<\w+:[^>]+>/gu;

/**
 * Reads AUTOMATIC1111's prompt attention, with its arithmetic, so that a prompt from there weighs the same here:
 * `(words)` × 1.1, `((words))` × 1.21, `[words]` ÷ 1.1, `(words:1.3)` × 1.3, `\(` a bracket as such, `BREAK` a new chunk.
 * An opening bracket without its end weighs everything behind it; a closing one without a beginning is a word.
 *
 * Two deliberate differences: `BREAK` inside brackets breaks (there it becomes a word, because a bracket multiplies the
 * mark that makes it one), and a weight such as `1.2.3`, over which the original stops, is reported and read as words.
 */
export function parsePromptAttention(prompt: string): AttentivePrompt {
  const reader = new AttentionReader();
  for (const [mark, weight] of prompt.matchAll(MARK)) reader.read(mark, weight);
  const unbalanced = reader.end();
  return {
    segments: reader.segments.map(merged),
    findings: [...unsupportedIn(prompt), ...reader.findings, ...unbalanced],
  };
}

/** What has been read so far; brackets remember where they opened, since weights come at their ends. */
class AttentionReader {
  readonly segments: WeightedText[][] = [[]];
  readonly findings: PromptFinding[] = [];
  readonly #all: WeightedText[] = [];
  readonly #round: number[] = [];
  readonly #square: number[] = [];
  #closed = 0;

  read(mark: string, weight: string | undefined): void {
    if (mark.startsWith('\\')) this.#add(mark.slice(1));
    else if (mark === '(') this.#round.push(this.#all.length);
    else if (mark === '[') this.#square.push(this.#all.length);
    else if (weight !== undefined) this.#closeWith(mark, weight);
    else if (mark === ')') this.#close(this.#round, ROUND_BRACKET, mark);
    else if (mark === ']') this.#close(this.#square, SQUARE_BRACKET, mark);
    else this.#addWords(mark);
  }

  /** Ends the brackets that are still open. */
  end(): PromptFinding[] {
    const opened = this.#round.length + this.#square.length;
    for (const start of this.#round) this.#multiply(start, ROUND_BRACKET);
    for (const start of this.#square) this.#multiply(start, SQUARE_BRACKET);
    return opened + this.#closed === 0
      ? []
      : [{ code: 'brackets_unbalanced', values: { opened, closed: this.#closed } }];
  }

  #closeWith(mark: string, weight: string): void {
    const factor = Number(weight);
    if (Number.isNaN(factor)) {
      this.findings.push({ code: 'weight_unreadable', values: { weight } });
      this.#add(mark.slice(0, -1));
      this.#close(this.#round, ROUND_BRACKET, ')');
    } else {
      this.#close(this.#round, factor, mark);
    }
  }

  #close(opened: number[], factor: number, mark: string): void {
    const start = opened.pop();
    if (start === undefined) {
      this.#closed += 1;
      this.#add(mark);
    } else {
      this.#multiply(start, factor);
    }
  }

  #multiply(start: number, factor: number): void {
    for (const part of this.#all.slice(start)) part.weight *= factor;
  }

  #addWords(words: string): void {
    for (const [index, text] of words.split(BREAK).entries()) {
      if (index > 0) this.segments.push([]);
      this.#add(text);
    }
  }

  #add(text: string): void {
    const part = { text, weight: 1 };
    this.#all.push(part);
    this.segments.at(-1)?.push(part);
  }
}

/** Neighbours of one weight are one text: words and byte pairs do not end where an escaped bracket begins. */
function merged(parts: readonly WeightedText[]): WeightedText[] {
  const result: WeightedText[] = [];
  for (const { text, weight } of parts) {
    const last = result.at(-1);
    if (last?.weight === weight) last.text += text;
    else result.push({ text, weight });
  }
  return result.filter(({ text }) => text !== '');
}

/** What any of it has; a plain prompt without these is not searched, which takes 0.4 ms with so large classes of letters. */
const SUSPICIOUS = /[[<]|AND/;

function unsupportedIn(prompt: string): PromptFinding[] {
  if (!SUSPICIOUS.test(prompt)) return [];
  const unescaped = prompt.replace(/\\./gs, '  '); // as long as before, so that places stay the same
  const found = [...unescaped.matchAll(UNSUPPORTED)].map(({ 0: text, index }) =>
    prompt.slice(index, index + text.length),
  );
  return [...new Set(found)].map((syntax) => ({ code: 'syntax_unsupported', values: { syntax } }));
}
