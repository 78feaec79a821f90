/**
 * Makes what a person typed safe to show to others: it can ping nobody, link nowhere and format nothing.
 *
 * Control, zero-width and bidirectional characters go, stacks of combining marks are cut to two, white space becomes
 * single spaces, and every punctuation mark is escaped with a backslash, which Discord shows as the mark itself.
 * discord.js's escapeMarkdown was tried first: with its defaults links, headings, quotes and lists stay alive.
 */
export function showUserText(text: string, lengthMax: number): string {
  return plainUserText(text, lengthMax).replace(/[!-/:-@[-`{-~]/g, '\\$&');
}

/** The same without escapes, for places that show plain text only, such as alt texts. */
export function plainUserText(text: string, lengthMax: number): string {
  const clean = text
    .normalize('NFC')
    .replace(/[\p{White_Space}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{DI}]/gu, '')
    .replace(/(\p{M}{2})\p{M}+/gu, '$1')
    .replace(/ +/g, ' ')
    .trim();
  const characters = Array.from(clean);
  return characters.length <= lengthMax ? clean : `${characters.slice(0, lengthMax - 1).join('')}…`;
}

/** Whether a person would see anything: zero-width, control and combining characters alone are not words. */
export const isBlank = (text: string): boolean => !/[\p{L}\p{N}\p{P}\p{S}]/u.test(plainUserText(text, text.length + 1));

/** The first characters of a text, as many as fit into `unitsMax` of JavaScript's units; none is cut in two. */
export const cutText = (text: string, unitsMax: number): string => text.slice(0, unitsMax).replace(/\p{Cs}$/u, '');
