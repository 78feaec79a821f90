import { type ModelSpeed, msPerRowStep } from './worker-speed.ts';

/** Work that is done before a job begins, and the job's own, in row-steps (costOf in image-request.ts). */
export interface Work {
  /** Of jobs that go first: what is left of those that are painted now, and all of those that wait. */
  ahead: number;
  own: number;
  /** Rows of one step of the job, and its steps: it cannot be done sooner than so many calls. */
  rows: number;
  steps: number;
}

/** From now, in milliseconds. */
export interface Estimate {
  startsInMs: number;
  endsInMs: number;
}

/**
 * When a job will begin and end, if nobody is added and nothing fails: the work ahead is shared by the workers that
 * offer its model, each at the rate of its full calls; its own steps take as long as calls with its rows do, or its
 * share of full ones. Null while no worker has measured the model.
 */
export function estimate({ ahead, own, rows, steps }: Work, speeds: readonly ModelSpeed[]): Estimate | null {
  if (speeds.length === 0) return null;
  const rate = speeds.reduce((sum, speed) => sum + 1 / msPerRowStep(speed), 0); // row-steps per millisecond of all workers
  const startsInMs = ahead / rate;
  const fastest = Math.min(...speeds.map((speed) => Math.max(own * msPerRowStep(speed), steps * callMs(speed, rows))));
  return { startsInMs, endsInMs: startsInMs + fastest };
}

/** A call with so many rows: as measured, between two measurements by a straight line, beyond the last in full calls. */
function callMs({ curve }: ModelSpeed, rows: number): number {
  const above = curve.findIndex((point) => point.rows >= rows);
  const [first, last] = [curve[0], curve.at(-1)];
  if (first === undefined || last === undefined) return 0;
  if (above === -1) return (last.ms * rows) / last.rows;
  const [from, to] = [curve[above - 1], curve[above]];
  if (from === undefined || to === undefined) return first.ms;
  return from.ms + ((to.ms - from.ms) * (rows - from.rows)) / (to.rows - from.rows);
}
