import type { Checked } from './request.ts';

/**
 * How many prompts one may write at once: what Midjourney allows its largest accounts, so that a prompt from there
 * works here. How many jobs a person may have waiting is a setting, narrower, and checked when they are accepted.
 */
export const PERMUTATIONS_MAX = 40;

/** The prompts that braces stand for, in the order in which one reads them; `count` is how many. */
export interface Permutations {
  prompts: string[];
  count: number;
}

/** An escape, one mark, or text without any; a backslash in front of anything else is text. */
const TOKEN = /\\[\\{},|]|[{},|]|\\|[^\\{},|]+/g;

/**
 * Expands Midjourney's permutations: `a {red, blue} fox` is two prompts, several groups multiply, groups nest, an
 * alternative may be empty, and flags take part: `fox --ar {1:1, 16:9}`. Space around an alternative is none of it.
 *
 * Only braces with a comma of their own are permutations, and they are the only thing that changes. `{a|b}` is a prompt
 * matrix and stays, `{a}` stays, `\{`, `\}` and `\|` stay; `\,` inside of a group becomes the comma that it protected.
 * Commas and bars in one group would have to mean both, so they are refused, and so is a brace without its other half.
 *
 * Groups are counted before any text is made: a hundred of them cost a multiplication each, not 2¹⁰⁰ prompts.
 */
export function expandPermutations(prompt: string): Checked<Permutations> {
  const tokens = prompt.match(TOKEN) ?? [];
  const counted = countGroups(tokens);
  if (!counted.ok) return counted;
  const { count, permutations } = counted.value;
  if (count > PERMUTATIONS_MAX) {
    return { ok: false, refusal: { code: 'too_many_prompts', values: { count, max: PERMUTATIONS_MAX } } };
  }
  return { ok: true, value: { prompts: permutations.size === 0 ? [prompt] : expand(tokens, permutations), count } };
}

interface CountedGroup {
  /** Index of its opening brace in the tokens. */
  start: number;
  hasBar: boolean;
  /** Prompts of the alternatives that are complete, and of the one that is being read. */
  before: number;
  current: number;
  alternatives: number;
}

/** How many prompts there are, and which opening braces begin a permutation. */
function countGroups(tokens: readonly string[]): Checked<{ count: number; permutations: Set<number> }> {
  const permutations = new Set<number>();
  const open: CountedGroup[] = [];
  let group: CountedGroup = { start: -1, hasBar: false, before: 0, current: 1, alternatives: 1 };
  for (const [index, token] of tokens.entries()) {
    if (token === '{') {
      open.push(group);
      group = { start: index, hasBar: false, before: 0, current: 1, alternatives: 1 };
    } else if (token === '|') {
      group.hasBar = true;
    } else if (token === ',' && open.length > 0) {
      group = { ...group, before: group.before + group.current, current: 1, alternatives: group.alternatives + 1 };
    } else if (token === '}') {
      const outer = open.pop();
      if (!outer) return { ok: false, refusal: { code: 'brace_unopened' } };
      if (group.alternatives > 1 && group.hasBar) return { ok: false, refusal: { code: 'braces_mixed' } };
      if (group.alternatives > 1) permutations.add(group.start);
      outer.current *= group.before + group.current;
      group = outer;
    }
  }
  if (open.length > 0) return { ok: false, refusal: { code: 'brace_unclosed' } };
  return { ok: true, value: { count: group.current, permutations } };
}

interface ExpandedGroup {
  isPermutation: boolean;
  /** Whether this group and all around it are permutations, so that nothing will read its commas again. */
  unescapes: boolean;
  before: string[];
  current: string[];
}

function expand(tokens: readonly string[], permutations: ReadonlySet<number>): string[] {
  const open: ExpandedGroup[] = [];
  let group: ExpandedGroup = { isPermutation: false, unescapes: true, before: [], current: [''] };
  for (const [index, token] of tokens.entries()) {
    if (token === '{') {
      open.push(group);
      const isPermutation = permutations.has(index);
      const unescapes = isPermutation && group.unescapes;
      group = { isPermutation, unescapes, before: [], current: [isPermutation ? '' : '{'] };
    } else if (token === ',' && group.isPermutation) {
      group = { ...group, before: [...group.before, ...group.current.map(trimmed)], current: [''] };
    } else if (token === '}') {
      const outer = open.pop() ?? group; // countGroups has seen that every brace has its other half
      const texts = group.isPermutation
        ? [...group.before, ...group.current.map(trimmed)]
        : group.current.map((text) => `${text}}`);
      outer.current = outer.current.flatMap((text) => texts.map((alternative) => text + alternative));
      group = outer;
    } else {
      const isProtected = token === '\\,' && group.unescapes && open.length > 0;
      group.current = group.current.map((text) => text + (isProtected ? ',' : token));
    }
  }
  return group.current;
}

/** Without the space around it, but for one behind a backslash: that must not come to stand before a brace. */
function trimmed(alternative: string): string {
  const text = alternative.trim();
  return text.endsWith('\\') && !alternative.endsWith('\\') ? `${text} ` : text;
}
