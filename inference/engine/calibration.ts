import { Fault } from '../../prisma/fault.ts';
import type { Pipeline } from './pipeline.ts';
import { type CurvePoint, ROW_BUCKETS } from './step-curve.ts';
import type { UnetRow } from './unet.ts';

const WARM_UPS = 2;
const RUNS = 5;

/** What a device can do with a model. */
export interface Calibration {
  curve: CurvePoint[];
  /** What a call with another number of rows than the one before costs beyond its own time. */
  changeMs: number;
}

/**
 * Times UNet calls of 2, 4, 8, … rows at the model's own size: the median of five after two that warm up, then the two
 * smallest in turns, which shows what a change of shape costs. `isWanted` is asked between calls; once somebody waits
 * for a picture the rest is left for another time and the result is null. Too large a call ends the curve.
 */
export async function calibrate(
  pipeline: Pipeline,
  rowsMax: number,
  isWanted: () => Promise<boolean>,
): Promise<Calibration | null> {
  const call = await callOf(pipeline);
  const curve: CurvePoint[] = [];
  for (const rows of ROW_BUCKETS.filter((bucket) => bucket <= rowsMax)) {
    const times: number[] = [];
    for (let run = 0; run < WARM_UPS + RUNS; run += 1) {
      if (!(await isWanted())) return null;
      const ms = await call(rows);
      if (ms === null) return { curve, changeMs: 0 };
      if (run >= WARM_UPS) times.push(ms);
    }
    curve.push({ rows, ms: median(times) });
  }
  const [few, more] = curve;
  if (few === undefined || more === undefined) return { curve, changeMs: 0 };
  const changed: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    if (!(await isWanted())) return null;
    const [first, second] = [await call(few.rows), await call(more.rows)];
    changed.push((first ?? few.ms) + (second ?? more.ms));
  }
  return { curve, changeMs: Math.max(0, (median(changed) - few.ms - more.ms) / 2) };
}

/** A UNet call of so many equal rows, in milliseconds; null when the device has no memory for it. */
async function callOf({ model, textEncoder, unet }: Pipeline): Promise<(rows: number) => Promise<number | null>> {
  const [[width, height] = [512, 512]] = model.sizes;
  const [latentHeight, latentWidth] = [height / model.vaeFactor, width / model.vaeFactor];
  const area = latentHeight * latentWidth;
  const row: UnetRow = {
    input: new Float32Array(model.unetChannels * area),
    timestep: 500,
    embedding: await textEncoder.encode(textEncoder.read('').chunks),
    output: new Float32Array(model.latentChannels * area),
  };
  return async (rows) => {
    const startedAt = performance.now();
    try {
      await unet.predict(Array<UnetRow>(rows).fill(row), latentHeight, latentWidth);
    } catch (error) {
      if (error instanceof Fault && error.code === 'out_of_memory') return null;
      throw error;
    }
    return performance.now() - startedAt;
  };
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
