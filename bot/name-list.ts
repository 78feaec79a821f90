/** Of the 2,000 characters of a message, of which the sentence around the names needs some. */
const LENGTH_MAX = 1_000;

/** Names for a sentence: as many as fit, and how many more there are. */
export function nameList(names: readonly string[]): string {
  let shown = 0;
  let length = 0;
  for (const name of names) {
    length += name.length + 2;
    if (length > LENGTH_MAX) break;
    shown += 1;
  }
  const list = names.slice(0, shown).join(', ');
  return shown === names.length ? list : `${list}, … (+${names.length - shown})`;
}
