/** Of the 2,000 characters of a message, of which the sentence around the names needs some. */
const NAMES_LENGTH_MAX = 1_000;
/** Room for the number of those that are left out. */
const REST_LENGTH_MAX = 20;

/** Names for a sentence: as many as fit, and how many more there are. */
export const nameList = (names: readonly string[]): string => listThatFits(names, ', ', NAMES_LENGTH_MAX);

/** As many items as fit into `lengthMax` characters, and how many more there are. */
export function listThatFits(items: readonly string[], separator: string, lengthMax: number): string {
  const whole = items.join(separator);
  if (whole.length <= lengthMax) return whole;
  let shown = 0;
  let length = REST_LENGTH_MAX;
  for (const item of items) {
    length += item.length + separator.length;
    if (length > lengthMax) break;
    shown += 1;
  }
  return [...items.slice(0, shown), `… (+${items.length - shown})`].join(separator);
}
