/** A measurement: a UNet call of so many rows takes so long. */
export interface CurvePoint {
  rows: number;
  ms: number;
}

/** Rows of the calls that are measured. A guided image has two, so others would rarely be asked for. */
export const ROW_BUCKETS = [2, 4, 8, 16, 32] as const;

/** A smaller call is as good when a row takes at most this much longer in it: it lets others in sooner. */
const AS_GOOD = 1.05;
/** Weight of a new measurement: a device that throttles is noticed within some twenty calls. */
const NEWEST = 0.1;

/**
 * How long UNet calls take by their rows, for one model at one size. Measured at first and learnt on while painting;
 * what calls cost decides how many rows they take. On a T4 a row takes as long in a call of eight as in one of two, so
 * the cap is 2 there and people are served one after the other; on larger cards it is 8 or more.
 */
export class StepCurve {
  /** Fewest rows first. Kept so, since every call asks. */
  readonly #points: CurvePoint[];

  constructor(points: readonly CurvePoint[] = []) {
    this.#points = points.map((point) => ({ ...point })).sort(byRows);
  }

  /** A copy, fewest rows first. */
  get points(): CurvePoint[] {
    return this.#points.map((point) => ({ ...point }));
  }

  /** As measured; by a straight line between two measurements, in proportion beyond them; 0 without any. */
  msOf(rows: number): number {
    const above = this.#points.find((point) => point.rows >= rows);
    const below = this.#points.findLast((point) => point.rows <= rows);
    const near = above ?? below;
    if (near === undefined) return 0;
    if (above === undefined || below === undefined) return (near.ms * rows) / near.rows;
    if (above.rows === below.rows) return above.ms;
    return below.ms + ((above.ms - below.ms) * (rows - below.rows)) / (above.rows - below.rows);
  }

  /** Takes a call that was made. Other numbers of rows than those of ROW_BUCKETS are left out. */
  observe(rows: number, ms: number): void {
    if (!(ROW_BUCKETS as readonly number[]).includes(rows)) return;
    const point = this.#points.find((known) => known.rows === rows);
    if (point === undefined) {
      this.#points.push({ rows, ms });
      this.#points.sort(byRows);
    } else point.ms += NEWEST * (ms - point.ms);
  }

  /** Rows that a call should take at most: the fewest within 5 % of the best time per row; `rowsMax` while little is known. */
  rowsBest(rowsMax: number): number {
    const known = this.#points.filter(({ rows }) => rows <= rowsMax);
    if (known.length < 2) return rowsMax;
    const best = Math.min(...known.map(({ rows, ms }) => ms / rows));
    return known.find(({ rows, ms }) => ms / rows <= AS_GOOD * best)?.rows ?? rowsMax;
  }
}

const byRows = (a: CurvePoint, b: CurvePoint): number => a.rows - b.rows;

/** The smallest bucket that holds so many rows; more than the largest stay as they are. */
export const bucketFor = (rows: number): number => ROW_BUCKETS.find((bucket) => bucket >= rows) ?? rows;
