import type { BodyError } from '../api-error.ts';

/** A rule that Discord keeps and its specification does not state: what it finds wrong, with the path to it. */
export const broken = (path: readonly PropertyKey[], code: string, message: string): BodyError => ({
  path,
  code,
  message,
});

/** The values that occur more than once, each with the place of its second occurrence. */
export function repeated<T>(entries: readonly { value: T; path: readonly PropertyKey[] }[]): typeof entries {
  const seen = new Set<T>();
  return entries.filter(({ value }) => {
    const isRepeated = seen.has(value);
    seen.add(value);
    return isRepeated;
  });
}
