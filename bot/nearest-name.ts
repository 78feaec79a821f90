/** Longer names are nobody's slip of the finger, and the table of distances grows with the square. */
const LENGTH_MAX = 32;

/**
 * The known name that somebody probably meant, or null when none is near: the only one that begins with what they
 * wrote (from two letters on), else the nearest one within one edit for every three letters. The first of equals wins,
 * so order `known` by what people use most.
 */
export function nearestName(written: string, known: readonly string[]): string | null {
  if (written.length < 2 || written.length > LENGTH_MAX) return null;
  const [begun, ...others] = known.filter((name) => name.length > 2 && name.startsWith(written));
  if (begun !== undefined && others.length === 0) return begun;
  let best: { name: string | null; distance: number } = { name: null, distance: editsMax(written) + 1 };
  for (const name of known) {
    const distance = editDistance(written, name);
    if (distance < best.distance) best = { name, distance };
  }
  return best.name;
}

const editsMax = (written: string): number => Math.max(1, Math.floor(written.length / 3));

/**
 * Optimal string alignment: how many letters were added, left out, replaced or swapped with their neighbour. Swaps
 * count as one, unlike in Levenshtein's distance, because `--sede` is one slip and not two.
 */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        at(previous, column) + 1,
        at(current, column - 1) + 1,
        at(previous, column - 1) + (same ? 0 : 1),
        swapped ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    before = previous;
    previous = current;
  }
  return at(previous, b.length);
}

const at = (row: readonly number[], column: number): number => row[column] ?? Number.POSITIVE_INFINITY;
