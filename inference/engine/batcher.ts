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
}

/**
 * The samples of the next call, in a stable order: by priority, then by age. The first decides the shape, so no shape
 * can starve another; the rest of the call goes to those behind it that have the same shape and fit. Letting a smaller
 * one pass a larger one that does not fit delays nobody. A sample's rows stay together, and the first sample always
 * runs, even where `rowsMax` is less than its two rows: a cap must not stop the line.
 */
export function nextBatch<Sample extends Waiting>(
  waiting: readonly Sample[],
  rowsMax: (first: Sample) => number,
): Sample[] {
  const [first, ...others] = [...waiting].sort((a, b) => b.priority - a.priority || a.age - b.age);
  if (first === undefined) return [];
  const batch = [first];
  let rows: number = first.rows;
  const most = rowsMax(first);
  for (const sample of others) {
    if (sample.shape !== first.shape || rows + sample.rows > most) continue;
    batch.push(sample);
    rows += sample.rows;
  }
  return batch;
}
