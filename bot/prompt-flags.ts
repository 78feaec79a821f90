import { nearestName } from './nearest-name.ts';
import {
  FLAG_NAMES,
  FLAG_OPTIONS,
  FLAGS,
  type FlagKind,
  type FlagOption,
  type FlagValues,
  foreignTopicOf,
  optionOf,
  readFlagValue,
} from './prompt-flag-table.ts';
import type { Checked } from './request.ts';
import type { Refusal } from './texts/texts.ts';
import { plainUserText } from './user-text.ts';

/** A prompt with its flags taken out of the words. */
export interface FlaggedPrompt {
  words: string;
  flags: Partial<FlagValues>;
}

/**
 * Where a flag may begin: with two dashes and a letter at once, behind anything but a quote or a backslash. Phones make
 * one long dash of two hyphens, and some keyboards full-width ones, so any two dashes count, and a single one that is no
 * hyphen counts if a known name follows, behind a space, a number, a comma or a colon: “a fox —red as rust— in snow” has
 * no flag. `well--known`, `-- so`, `--5`, `"--no entry"` and `\--no` have none either; a model never sees that backslash,
 * which is dropped where brackets are read.
 */
const BEGINNING =
  /(?:(?<![\p{Pd}\u2212\\"'\u2018-\u201f])[\p{Pd}\u2212]{2,}|(?<=^|[\s\p{Cf}\p{N},:\uff1a])[\u2012-\u2015\u2212\u2e3a\u2e3b\ufe58\uff0d])(?=\p{L})/gu;
const WORD_BEFORE = /(?<=[\p{L}\p{M}])/uy;
/** No name is this long; the limit keeps the look at each of many dashes short. */
const NAME = /[^\s=\uff1d]{1,40}/y;
/** A value in quotes, which end it; behind them is white space or nothing, so that `"a", b` is text as it stands. */
const QUOTED = /[=\uff1d]?\s*["“”]([^"“”]*)["“”](?=\s|$)/y;
const SIZE = /^\s*\d+\s*[x×*]\s*\d+[,;.]{0,6}(?=\s|$)/i;
/** Commas between flags separate them and belong to none. */
const SEPARATORS = /[,;.]{1,6}$/;
const SHOWN_MAX = 40;

/**
 * Reads the flags of a prompt, as Midjourney writes them: `a red fox --ar 16:9 --no snow`. They may stand anywhere; a
 * text ends at the next flag, every other value is one word (or quoted), and what follows it belongs to the prompt
 * again. White space in front of a flag goes with it, and none other is touched: without flags the words are the text.
 *
 * Total: any text gives words or a refusal, in time linear in its length. A flag is never ignored and never guessed:
 * unknown, misspelt, contradictory or Midjourney's alone, it is a question back. `--no` may be given several times.
 */
export function parseFlags(text: string): Checked<FlaggedPrompt> {
  let found = nextFlag(text, 0);
  if (found === null) return { ok: true, value: { words: text, flags: {} } };
  let words = text.slice(0, found.start).trimEnd();
  const values = new FlagCollector();
  let depth = openBraces(text.slice(0, found.start));
  while (found) {
    const option = optionOf(found.name);
    const quoted = option && FLAGS[option].kind !== 'switch' ? matchAt(QUOTED, text, found.end) : null;
    if (depth !== 0 || openBraces(quoted?.[0] ?? '') !== 0) {
      return refused({ code: 'flag_in_braces', values: { flag: found.typed } });
    }
    if (option === null || found.isGlued) return refused(whyUnreadable(found));
    const next = nextFlag(text, found.end + (quoted?.[0].length ?? 0));
    const region = text.slice(found.end, next?.start);
    depth = openBraces(region);
    const { typed, rest } = quoted
      ? { typed: quoted[1] ?? '', rest: region.slice(quoted[0].length) }
      : takeValue(FLAGS[option].kind, region);
    const refusal = values.keep(option, found.typed, typed);
    if (refusal) return refused(refusal);
    const piece = next || rest.trim() === '' ? rest.trimEnd() : rest;
    words += words === '' ? piece.trimStart() : piece;
    found = next;
  }
  return { ok: true, value: { words, flags: values.flags() } };
}

interface FoundFlag {
  /** Of the first dash and behind the name, in the text. */
  start: number;
  end: number;
  /** In lower case and common letters; and as it was typed, for showing. */
  name: string;
  typed: string;
  /** Whether it hangs on a word, `fox--ar 1:1`: most likely a flag, but nobody can be sure. */
  isGlued: boolean;
}

function nextFlag(text: string, from: number): FoundFlag | null {
  BEGINNING.lastIndex = from;
  for (let match = BEGINNING.exec(text); match; match = BEGINNING.exec(text)) {
    const start = match.index;
    const nameStart = start + match[0].length;
    const [name = ''] = matchAt(NAME, text, nameStart) ?? [];
    const end = nameStart + name.length;
    const plain = name.normalize('NFKC').toLowerCase().replace(SEPARATORS, '');
    const isGlued = matchAt(WORD_BEFORE, text, start) !== null;
    const [letters = ''] = /^[a-z]+/.exec(plain) ?? [];
    if (isGlued ? letters.length > 1 && isKnown(letters) : match[0].length > 1 || isKnown(plain)) {
      return { start, end, name: plain, typed: `--${shown(plain)}`, isGlued };
    }
  }
  return null;
}

const isKnown = (name: string): boolean => optionOf(name) !== null || foreignTopicOf(name) !== null;

/** How many braces of a text are open at its end, or a number below 0 if more are closed. */
const openBraces = (text: string): number =>
  [...text.matchAll(/\\[\s\S]|[{}]/g)].reduce((open, [mark]) => open + (mark === '{' ? 1 : mark === '}' ? -1 : 0), 0);

function matchAt(sticky: RegExp, text: string, from: number): RegExpExecArray | null {
  sticky.lastIndex = from;
  return sticky.exec(text);
}

/** Cuts the value off what stands between a flag's name and the next flag. */
function takeValue(kind: FlagKind, region: string): { typed: string; rest: string } {
  const hasEquals = /^[=\uff1d]/.test(region);
  const body = hasEquals ? region.slice(1) : region;
  if (kind === 'text' || kind === 'scheduler') return { typed: body.trim().replace(SEPARATORS, ''), rest: '' };
  const [word = ''] = (kind === 'size' && SIZE.exec(body)) || (/^\s*\S+/.exec(body) ?? []);
  const typed = word.trim().replace(SEPARATORS, '');
  const isValue = kind !== 'switch' || hasEquals || isSwitchValue(typed, body);
  return isValue ? { typed, rest: body.slice(word.length) } : { typed: '', rest: body };
}

/** “--tile on a table” is a table; only `true` and `false` are never words of a prompt. */
const isSwitchValue = (typed: string, body: string): boolean =>
  /^(?:true|false)$/i.test(typed) || (readFlagValue('switch', typed) !== null && typed.length === body.trim().length);

/** The values so far, each option's once; what is to be left out of the picture adds up. */
class FlagCollector {
  readonly #values = new Map<FlagOption, string | number | boolean>();
  readonly #negatives = new Set<string>();

  keep(option: FlagOption, flag: string, typed: string): Refusal | null {
    const { kind, example } = FLAGS[option];
    if (typed === '' && kind !== 'switch') return { code: 'flag_value_missing', values: { flag, example } };
    if (option === 'style' && typed.toLowerCase() === 'raw') {
      return { code: 'flag_foreign', values: { flag: '--style raw', topic: 'taste' } };
    }
    const value = typed === '' ? true : readFlagValue(kind, typed);
    if (value === null) return { code: 'flag_malformed', values: { flag, value: shown(typed), example } };
    const before = this.#values.get(option);
    if (option === 'negative') {
      this.#negatives.add(typed);
    } else if (before !== undefined && before !== value) {
      return { code: 'flag_twice', values: { flag, first: shown(before), second: shown(value) } };
    }
    this.#values.set(option, value);
    return null;
  }

  flags(): Partial<FlagValues> {
    // Each value was read by the kind of its own flag, which TypeScript cannot see through a map.
    const flags = Object.fromEntries(this.#values) as Partial<FlagValues>;
    return this.#negatives.size === 0 ? flags : { ...flags, negative: [...this.#negatives].join(', ') };
  }
}

function whyUnreadable({ name, typed: flag, isGlued }: FoundFlag): Refusal {
  if (isGlued) return { code: 'flag_glued', values: { flag } };
  const topic = foreignTopicOf(name);
  if (topic) return { code: 'flag_foreign', values: { flag, topic } };
  const [, letters = '', glued = ''] = /^([a-z]+)(\d.*)?/s.exec(name) ?? []; // `--ar16:9`
  const nearest = optionOf(letters) === null ? nearestName(name, FLAG_NAMES) : `${letters} ${shown(glued)}`.trim();
  if (nearest !== null) return { code: 'flag_misspelt', values: { flag, nearest: `--${nearest}` } };
  const known = FLAG_OPTIONS.map((option) => `--${FLAGS[option].names[0]}`).join(', ');
  return { code: 'flag_unknown', values: { flag, known } };
}

/** A value as a sentence may show it: short, and without anything that is not seen. */
export const shown = (value: string | number | boolean): string => plainUserText(String(value), SHOWN_MAX);

const refused = (refusal: Refusal): { ok: false; refusal: Refusal } => ({ ok: false, refusal });
