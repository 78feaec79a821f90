/** A piece of a prompt: words as they are, or a choice between prompts. */
type Part = string | Choice;

interface Choice {
  options: Part[][];
  /** Prompts that it stands for, at most a million; kept, since braces may be nested deeper than calls can be. */
  count: number;
}

/** `{one|other}`: several prompts in one, which differ in these words alone. Escaped: `\{`, `\|`, `\}`. */
const MARK = /\\[{|}]|[{|}]|\\|[^\\{|}]+/g;
const COUNT_MAX = 1_000_000;

/**
 * All prompts of a prompt matrix in reading order, the last choice varying fastest: `{old|young} wizard, {day|night}`
 * makes old by day, old by night, young by day, young by night. Choices may stand within choices. A brace without its
 * partner, and braces without a bar, are words. A prompt without choices is the only one, its escapes resolved.
 *
 * Whoever calls this has asked `countMatrix` first: a hundred characters can mean a thousand million prompts.
 */
export const expandMatrix = (prompt: string): string[] => expand(parse(prompt));

/** How many prompts there would be, at most a million; as quick for `{a|b}` a thousand times as for one. */
export const countMatrix = (prompt: string): number => count(parse(prompt));

const expand = (parts: readonly Part[]): string[] =>
  parts.reduce<string[]>(
    (begun, part) => {
      const ends = typeof part === 'string' ? [part] : part.options.flatMap(expand);
      return begun.flatMap((start) => ends.map((end) => start + end));
    },
    [''],
  );

const count = (parts: readonly Part[]): number =>
  parts.reduce((product, part) => Math.min(COUNT_MAX, typeof part === 'string' ? product : product * part.count), 1);

const choice = (options: Part[][]): Choice => ({
  options,
  count: options.reduce((sum, option) => Math.min(COUNT_MAX, sum + count(option)), 0),
});

/** An open brace, with what stood before it and the options that it has had so far. */
interface Open {
  before: Part[];
  options: Part[][];
}

function parse(prompt: string): Part[] {
  const open: Open[] = [];
  let current: Part[] = [];
  for (const [mark] of prompt.matchAll(MARK)) {
    const innermost = open.at(-1);
    if (mark === '{') {
      open.push({ before: current, options: [] });
      current = [];
    } else if (mark === '|' && innermost) {
      innermost.options.push(current);
      current = [];
    } else if (mark === '}' && innermost) {
      open.pop();
      const options = [...innermost.options, current];
      current =
        options.length === 1 ? [...innermost.before, '{', ...current, '}'] : [...innermost.before, choice(options)];
    } else {
      current.push(/^\\[{|}]$/.test(mark) ? mark.slice(1) : mark);
    }
  }
  // What was never closed is what it looks like.
  for (const { before, options } of open.reverse()) {
    current = [...before, '{', ...options.flatMap((option) => [...option, '|']), ...current];
  }
  return current;
}
