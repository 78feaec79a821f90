import { setImmediate as turn } from 'node:timers/promises';
import type { ModelSpeed, WorkerSpeed } from '../../prisma/worker-speed.ts';
import { calibrate } from './calibration.ts';
import type { Device } from './device.ts';
import type { Pipeline } from './pipeline.ts';
import { bucketFor, StepCurve } from './step-curve.ts';
import { StickyBucket } from './sticky-bucket.ts';

/** What is told again while painting at most so often. */
const TOLD_EVERY_MS = 30_000;

interface Gauge {
  curve: StepCurve;
  bucket: StickyBucket;
  openMs: number;
  isCalibrated: boolean;
  toldAtMs: number;
}

export interface SpeedometerOptions {
  device: Device;
  rowsMax: number;
  onSpeed: (model: string, speed: ModelSpeed) => void;
}

/** How fast each model is on this device: what calls are planned by, and what people are told about their waiting. */
export class Speedometer {
  readonly #options: SpeedometerOptions;
  readonly #gauges = new Map<string, Gauge>();
  #known: WorkerSpeed = {};

  constructor(options: SpeedometerOptions) {
    this.#options = options;
  }

  /** Takes what an earlier process measured, before any model is used. */
  know(speeds: WorkerSpeed): void {
    this.#known = speeds;
  }

  /** Rows that a call of a model takes at most. */
  rowsMax(pipeline: Pipeline): number {
    const { curve, isCalibrated } = this.#gaugeOf(pipeline);
    const { rowsMax } = this.#options;
    return isCalibrated ? curve.rowsBest(rowsMax) : rowsMax; // larger calls than those made so far may be better
  }

  /** Milliseconds of a call with so many rows, at the model's own size; 0 before the model is measured. */
  callMs(pipeline: Pipeline, rows: number): number {
    const { curve, isCalibrated } = this.#gaugeOf(pipeline);
    return isCalibrated ? curve.msOf(rows) : 0;
  }

  /** Rows of a call that needs so many: more on a device that plans for each shape anew, filled with copies. */
  rowsFor(pipeline: Pipeline, needed: number): number {
    if (this.#options.device.provider === 'cpu') return needed; // any number is as good: 6 rows take 8.8 ms, 8 take 11.2
    const least = bucketFor(needed);
    if (pipeline.unets.pins(least)) return least; // a session of its own never changes its shape
    const { bucket, curve } = this.#gaugeOf(pipeline);
    return bucket.rowsFor(needed, curve);
  }

  /** Takes a call that was made at the model's own size. */
  observe(pipeline: Pipeline, rows: number, ms: number): void {
    const gauge = this.#gaugeOf(pipeline);
    gauge.curve.observe(rows, ms);
    if (gauge.isCalibrated && performance.now() - gauge.toldAtMs > TOLD_EVERY_MS)
      this.#tell(pipeline.model.name, gauge);
  }

  /** Measures an open model unless it was; stops when `isIdle` no longer holds, to be asked again. */
  async calibrate(pipeline: Pipeline, isIdle: () => boolean): Promise<void> {
    const gauge = this.#gaugeOf(pipeline);
    if (gauge.isCalibrated) return;
    // A call blocks this thread, so messages are let in between two.
    const isWanted = async () => {
      await turn();
      return isIdle();
    };
    const measured = await calibrate(pipeline, this.#options.rowsMax, isWanted);
    if (measured === null) return;
    gauge.curve = new StepCurve(measured.curve);
    gauge.bucket = new StickyBucket(measured.changeMs);
    gauge.isCalibrated = true;
    this.#tell(pipeline.model.name, gauge);
  }

  #tell(model: string, gauge: Gauge): void {
    gauge.toldAtMs = performance.now();
    const { points } = gauge.curve;
    if (points.length === 0) return;
    const { openMs } = gauge;
    this.#options.onSpeed(model, { curve: points, rowsBest: gauge.curve.rowsBest(this.#options.rowsMax), openMs });
  }

  #gaugeOf({ model, openMs }: Pipeline): Gauge {
    const gauge = this.#gauges.get(model.name);
    if (gauge !== undefined) return gauge;
    const known = this.#known[model.name];
    const fresh = {
      curve: new StepCurve(known?.curve),
      bucket: new StickyBucket(0),
      openMs,
      isCalibrated: known !== undefined,
      toldAtMs: Number.NEGATIVE_INFINITY,
    };
    this.#gauges.set(model.name, fresh);
    return fresh;
  }
}
