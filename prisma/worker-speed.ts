import { z } from 'zod';

/**
 * What a worker measured about one of its models, at the model's own size: how long a UNet call takes by its rows (a
 * guided image has two), and what comes before and after the steps. The bot's estimates rest on it (eta.ts).
 */
export const modelSpeed = z.strictObject({
  /** Milliseconds of a UNet call with so many rows, fewest rows first. */
  curve: z.array(z.strictObject({ rows: z.int().min(1), ms: z.number().positive() })).min(1),
  /** Rows that a call takes at most: the fewest whose time per row is within 5 % of the best. */
  rowsBest: z.int().min(1),
  /** Milliseconds of opening the model's graphs. */
  openMs: z.number().min(0),
});
export type ModelSpeed = z.infer<typeof modelSpeed>;

/** By model. Empty until a worker has painted something. */
export const workerSpeed = z.record(z.string(), modelSpeed);
export type WorkerSpeed = z.infer<typeof workerSpeed>;

/** Milliseconds of one row's step in a call as full as the worker makes them. */
export function msPerRowStep({ curve, rowsBest }: ModelSpeed): number {
  const point = curve.find(({ rows }) => rows === rowsBest) ?? curve.at(-1);
  return point === undefined ? 0 : point.ms / point.rows;
}
