/**
 * Which rows run next. The unit is the row: a guided sample has two (without and with the prompt), others one. Any
 * mix of requests, schedulers, step counts, seeds and guidance shares a call; only what the graph's tensors fix must
 * agree, and that is the sample's `shape`. Pure, so that every rule below is a test.
 */

/** What the batcher must know of a sample that waits for its next step. */
export interface Waiting {
  /** Samples share a call only when this is equal: model, latent size, text length, and the timestep where the graph has one for all. */
  readonly shape: string;
  readonly rows: 1 | 2;
  /** Higher runs first. */
  readonly priority: number;
  /** Order of arrival; smaller is older. No two are equal. */
  readonly age: number;
  /** Calls that it makes in all. */
  readonly calls: number;
  /** How many jobs of its person go before its own. */
  readonly turn: number;
  /** The number of the call in which it would be done, had it been in every one since its job's turn came (line.ts). */
  readonly deadline: number;
}

/** What a call may be, for the sample that is first in it. */
export interface CallLimits<Sample> {
  /** Rows at most. */
  rowsMax: (first: Sample) => number;
  /** Milliseconds of a call with so many rows; 0 while that is not known. */
  callMs: (first: Sample, rows: number) => number;
}

/** A sample is much longer than another when it makes at least so many times its calls. */
const MUCH_LONGER = 2;
/** Much longer samples may make a short one's call take so many times what it would take alone, and no more. */
const SLOWDOWN_MAX = 1.7;

/**
 * The samples of the next call, in a stable order: by priority, then one job of everybody before the second of anybody,
 * then by deadline, then by age. A short sample passes longer ones that came shortly before it, and nothing waits for
 * ever: deadlines lie ever later, and somebody's second job is their first once that one is painted. By age alone a
 * picture of 20 steps that came to four of 50 waited for their end, 7 times as long as alone. By deadline alone a
 * picture that came to the eight grids of one person waited for all of them, 9 times as long as alone; now for the one
 * that runs, twice as long.
 *
 * The first decides the shape, so no shape can starve another; the rest of the call goes to those behind it that have
 * the same shape and fit. Letting a smaller one pass a larger one that does not fit delays nobody. A full call takes
 * longer than a small one, 2.8 times on two cores, so much longer samples fill a short one's call only as far as that
 * costs it little. A sample's rows stay together, and the first sample always runs, even where `rowsMax` is less than
 * its two rows: a cap must not stop the line.
 */
export function nextBatch<Sample extends Waiting>(
  waiting: readonly Sample[],
  { rowsMax, callMs }: CallLimits<Sample>,
): Sample[] {
  const [first, ...others] = [...waiting].sort(
    (a, b) => b.priority - a.priority || a.turn - b.turn || a.deadline - b.deadline || a.age - b.age,
  );
  if (first === undefined) return [];
  if (others.length === 0) return [first];
  const batch = [first];
  let rows: number = first.rows;
  let ownRows: number = first.rows;
  const most = rowsMax(first);
  for (const sample of others) {
    if (sample.shape !== first.shape || rows + sample.rows > most) continue;
    if (sample.calls < MUCH_LONGER * first.calls) ownRows += sample.rows;
    else if (callMs(first, rows + sample.rows) > SLOWDOWN_MAX * callMs(first, ownRows)) continue;
    batch.push(sample);
    rows += sample.rows;
  }
  return batch;
}

/**
 * Rows that a call may have at most after one of `rowsInCall` did not fit: half of them, but no fewer than the first
 * sample's own; null when it had no others. Copies that filled the call count, or they would fill the next one again
 * and a sample that fits would fail for them.
 */
export const rowsAfterOutOfMemory = (rowsInCall: number, firstRows: number): number | null =>
  rowsInCall > firstRows ? Math.max(firstRows, Math.floor(rowsInCall / 2)) : null;
