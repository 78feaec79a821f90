/**
 * What Postgres keeps in no text: the character of number 0, and halves of a character. `JSON.stringify` writes only
 * these and control characters as \u…, and doubles a backslash that was there before.
 */
const NOT_STORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/;

/** Whether every text in a value of JSON, names included, can be stored. */
export const isStorable = (value: unknown): boolean => !NOT_STORABLE.test(JSON.stringify(value) ?? '');
