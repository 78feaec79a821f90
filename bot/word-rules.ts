/** A blocked word or phrase that a prompt contains. */
export interface BlockedWord {
  /** The rule, as the admin wrote it. */
  rule: string;
  /** What matched it, as the person wrote it. */
  found: string;
}

/** Letters that stand in for others, once accents are gone: what people try first. */
const LOOKALIKES = new Map(
  Object.entries({ '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', $: 's', ı: 'i', ß: 'ss' }),
);
const INVISIBLE = /\p{Cf}|\p{Mn}|\p{Me}|[\u115f\u1160\u3164\uffa0]/u;
const WORD_LETTER = /[\p{L}\p{N}]/u;

/** A text as rules see it, with the place in the original that each letter came from. */
interface Folded {
  text: string;
  origins: number[];
}

/**
 * The first rule that a prompt breaks, or null. A rule matches whole words only, so that “Scunthorpe” may be painted;
 * one that ends in `*` matches every word that begins so. Compared is what a reader sees: width, capitals, accents and
 * invisible characters do not count, and any white space or punctuation separates the words of a phrase. Digits that
 * look like letters are read as both.
 */
export function findBlockedWord(rules: readonly string[], prompt: string): BlockedWord | null {
  const readings = [fold(prompt, false), fold(prompt, true)];
  for (const rule of rules) {
    const pattern = patternOf(rule);
    if (pattern === null) continue;
    for (const { text, origins } of readings) {
      const match = pattern.exec(text);
      if (!match) continue;
      const start = origins[match.index] ?? 0;
      const last = origins[match.index + match[0].length - 1] ?? start;
      return { rule, found: prompt.slice(start, last + 1) };
    }
  }
  return null;
}

/** Null for a rule without a letter or digit, which would match everything or nothing. */
function patternOf(rule: string): RegExp | null {
  const words = fold(rule, false)
    .text.split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
  if (words.length === 0) return null;
  const isPrefix = rule.trimEnd().endsWith('*');
  const end = isPrefix ? '[\\p{L}\\p{N}]*' : '(?![\\p{L}\\p{N}])';
  return new RegExp(`(?<![\\p{L}\\p{N}])${words.join('[^\\p{L}\\p{N}]+')}${end}`, 'u');
}

function fold(text: string, readsLookalikes: boolean): Folded {
  let folded = '';
  const origins: number[] = [];
  let at = 0;
  for (const character of text) {
    for (const part of character.normalize('NFKD').toLowerCase()) {
      if (INVISIBLE.test(part)) continue;
      const letters = readsLookalikes ? (LOOKALIKES.get(part) ?? part) : part;
      for (const letter of letters.split('')) {
        folded += letter;
        origins.push(at);
      }
    }
    at += character.length;
  }
  return { text: folded, origins };
}

/** Whether a rule can match anything; no other is stored. */
export const isWordRule = (rule: string): boolean => WORD_LETTER.test(rule);
