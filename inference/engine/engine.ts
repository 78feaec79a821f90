import { strict as assert } from 'node:assert';
import { setImmediate as turn } from 'node:timers/promises';
import PQueue from 'p-queue';
import { Fault } from '../../prisma/fault.ts';
import type { ImageRequest } from '../../prisma/image-request.ts';
import type { ModelSpeed, WorkerSpeed } from '../../prisma/worker-speed.ts';
import type { Model } from '../models/model.ts';
import type { InitialImage, PaintedImage, PaintOptions } from '../painter.ts';
import { type CallLimits, rowsAfterOutOfMemory } from './batcher.ts';
import type { Device } from './device.ts';
import { areFinite } from './finite.ts';
import { encodeImage, keepUnmasked } from './initial-image.ts';
import { type EnginePainting, Job } from './job.ts';
import { Line, type Standing } from './line.ts';
import { LoadedPipelines } from './loaded-pipelines.ts';
import type { Pipeline } from './pipeline.ts';
import { readPrompts } from './prompts.ts';
import { refusalOf } from './refusal.ts';
import type { Sample } from './sample.ts';
import type { CreateSession } from './session.ts';
import { Speedometer } from './speedometer.ts';
import { startSample } from './start.ts';

/** Quiet time before a model is measured: longer than from one request of a grid to the next. */
const CALIBRATE_AFTER_MS = 1_000;

/** A sample in the line for its next step. */
interface Runner extends Standing {
  job: Job;
  sample: Sample;
  /** What a UNet call's tensors fix: samples of equal size can share one. */
  size: string;
  image: Omit<PaintedImage, 'pixels' | 'isFlagged'>;
}

/** The device, and how much may be on it at once. */
export interface EngineOptions {
  device: Device;
  /** Rows of one UNet call. */
  rowsMax: number;
  /** Jobs inside at once; later ones wait in a queue before it. */
  jobsMax: number;
  /** Models kept open. */
  modelsMax: number;
  /** Bytes of weights that may be open at once; null: any. */
  memoryBytes: number | null;
  /** Hears which models are open, whenever that changes. */
  onOpen: (models: readonly string[]) => void;
  /** Hears how fast a model is. */
  onSpeed: (model: string, speed: ModelSpeed) => void;
  /**
   * Whether messages wait for this thread. They are let in before every UNet call then, and before none otherwise, since
   * a turn of the event loop takes 40 µs; always by default.
   */
  hasMessages?: () => boolean;
  /** onnxruntime's own by default. */
  createSession?: CreateSession;
}

/**
 * The step-level batcher: one loop that owns the device. Each turn it lets messages in, drops what was cancelled, picks
 * the rows of the next UNet call from everybody's samples, makes the call, moves those samples one step, and decodes
 * the finished ones. So a job may begin between any two steps of the others. Batching whole requests instead, where
 * everybody waits for the one with the most steps, was the slowest policy at every load we simulated.
 *
 * Jobs come through a p-queue: at most `jobsMax` inside, by priority, and one that is aborted while it waits never starts.
 */
export class Engine {
  readonly #queue: PQueue;
  readonly #pipelines: LoadedPipelines;
  readonly #speedometer: Speedometer;
  readonly #hasMessages: () => boolean;
  /** What a size turned out to allow, after an out-of-memory error. */
  readonly #rowsMax = new Map<string, number>();
  readonly #limits: CallLimits<Runner> = {
    rowsMax: (first) => this.#rowsMaxOf(first),
    callMs: ({ job }, rows) => this.#speedometer.callMs(job.pipeline, rows),
  };
  readonly #line = new Line<Runner>();
  #running = false;
  #closing = false;

  constructor(options: EngineOptions) {
    this.#queue = new PQueue({ concurrency: options.jobsMax });
    this.#pipelines = new LoadedPipelines(options);
    this.#speedometer = new Speedometer(options);
    this.#hasMessages = options.hasMessages ?? (() => true);
  }

  /** Takes what an earlier process measured with the same device, libraries and weights, by model. */
  know(speeds: WorkerSpeed): void {
    this.#speedometer.know(speeds);
  }

  /** Opens a model before anybody asks for it. Faults as openPipeline. */
  async warm(model: Model): Promise<void> {
    await this.#queue.add(async () => this.#pipelines.release(await this.#pipelines.use(model)));
    this.#calibrateSoon(model);
  }

  /** Paints every image of a request. Rejects as Painter.paint. */
  paint(model: Model, request: ImageRequest, options: PaintOptions): Promise<EnginePainting> {
    const { priority, signal } = options;
    return this.#queue.add(() => this.#paint(model, request, options), { priority, signal });
  }

  /** Ends when every job has; abort them first for a quick end. */
  async close(): Promise<void> {
    this.#closing = true;
    await this.#queue.onIdle();
    while (this.#running) await turn();
    await this.#pipelines.close();
  }

  async #paint(model: Model, request: ImageRequest, options: PaintOptions): Promise<EnginePainting> {
    const refusal = refusalOf(model, request, options.initImage);
    if (refusal !== null) throw new Fault('request_unsupported', refusal);
    const pipeline = await this.#pipelines.use(model);
    const { sessionMs: sessionMsBefore } = pipeline;
    try {
      const prompts = await readPrompts(pipeline.textEncoder, request);
      const encoded = await encodeFor(pipeline, options.initImage, request.tile);
      const job = new Job(pipeline, request, options, [...prompts.notices, ...(encoded?.notices ?? [])]);
      for (let slot = 0; slot < request.count; slot += 1) {
        const { sample, image } = startSample(model, request, slot, prompts, encoded);
        job.begin(sample);
        this.#line.join(runnerOf(job, sample, image));
      }
      this.#wake();
      return { ...(await job.painting), sessionMs: pipeline.sessionMs - sessionMsBefore };
    } finally {
      this.#pipelines.release(pipeline);
      this.#calibrateSoon(model);
    }
  }

  /** Measures a model once nobody has asked for anything for a moment: the first picture must not wait for it. */
  #calibrateSoon(model: Model): void {
    setTimeout(() => {
      if (this.#isIdle() && this.#pipelines.holds(model)) void this.#queue.add(() => this.#calibrate(model));
    }, CALIBRATE_AFTER_MS).unref();
  }

  async #calibrate(model: Model): Promise<void> {
    const pipeline = await this.#pipelines.use(model);
    // This task is itself in the queue.
    const isIdle = () => this.#queue.size === 0 && this.#queue.pending === 1 && !this.#closing;
    try {
      await this.#speedometer.calibrate(pipeline, isIdle);
    } catch (error) {
      // Left unmeasured, to be tried again when it is next idle: whoever paints meets the same fault and is told of it.
      if (!(error instanceof Fault)) throw error;
    } finally {
      this.#pipelines.release(pipeline);
    }
  }

  #isIdle(): boolean {
    return !this.#closing && this.#queue.size === 0 && this.#queue.pending === 0;
  }

  #wake(): void {
    if (this.#running) return;
    this.#running = true;
    // An error that is not a Fault is a bug: unhandled, it ends the thread.
    void this.#run().finally(() => {
      this.#running = false;
    });
  }

  async #run(): Promise<void> {
    for (;;) {
      if (this.#hasMessages()) await turn();
      for (const { job } of this.#line.samples) {
        if (job.options.signal.aborted) this.#fail(job, job.options.signal.reason);
      }
      const batch = this.#line.next(this.#limits);
      if (batch.length === 0) return;
      if (!(await this.#step(batch))) continue;
      this.#line.count();
      for (const runner of batch) if (runner.callsLeft === 0) await this.#finish(runner);
    }
  }

  #rowsMaxOf({ size, job }: Runner): number {
    return this.#rowsMax.get(size) ?? this.#speedometer.rowsMax(job.pipeline);
  }

  /** One UNet call and one step of each sample; false when nothing moved. */
  async #step(batch: readonly Runner[]): Promise<boolean> {
    const [first] = batch;
    assert(first !== undefined, 'a batch has samples');
    const rows = batch.flatMap(({ sample }) => sample.rows);
    for (const { sample } of batch) sample.prepare();
    const { pipeline } = first.job;
    const { height, width } = first.sample;
    const wanted = this.#speedometer.rowsFor(pipeline, rows.length);
    const rowsInCall =
      wanted === rows.length ? wanted : Math.max(rows.length, Math.min(wanted, this.#rowsMaxOf(first)));
    const startedAt = performance.now();
    try {
      const unet = await pipeline.unets.for(rowsInCall);
      await unet.predict(rows, height, width, rowsInCall);
    } catch (error) {
      this.#stepFailed(batch, rowsInCall, error);
      return false;
    }
    const unetMs = performance.now() - startedAt;
    if (isOwnSize(pipeline.model, first.sample)) this.#speedometer.observe(pipeline, rowsInCall, unetMs);
    for (const { sample } of batch) sample.advance();
    for (const job of new Set(batch.map((runner) => runner.job))) job.called(rowsInCall, unetMs);
    return true;
  }

  /** Too large a call is repeated with fewer rows, since no sample has moved; alone, it does not fit the device. */
  #stepFailed(batch: readonly Runner[], rowsInCall: number, error: unknown): void {
    if (!(error instanceof Fault)) throw error;
    const [first] = batch;
    assert(first !== undefined, 'a batch has samples');
    const rowsMax = error.code === 'out_of_memory' ? rowsAfterOutOfMemory(rowsInCall, first.rows) : null;
    if (rowsMax !== null) {
      this.#rowsMax.set(first.size, rowsMax);
      return;
    }
    for (const { job } of batch) this.#fail(job, error);
  }

  /** Decodes at once: people wait for pictures, and nothing is gained by decoding several together. */
  async #finish(runner: Runner): Promise<void> {
    const { job, sample, image } = runner;
    // An image of the same job may have failed a moment ago and taken this one out of the line.
    if (job.options.signal.aborted || !this.#line.samples.includes(runner)) return;
    this.#line.leave((other) => other === runner);
    try {
      const pixels = await this.#decode(job, sample);
      const checker = await job.pipeline.safetyChecker?.();
      const isFlagged = (await checker?.flags(pixels, image.width, image.height)) ?? null;
      job.add({ ...image, pixels, isFlagged });
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.#fail(job, error);
    }
  }

  async #decode(job: Job, { latents, height, width }: Sample): Promise<Uint8Array> {
    if (!areFinite(latents)) throw new Fault('unusable_image', 'The UNet returned NaN or infinity.');
    const { pipeline, request, options } = job;
    const { pixels, notices } = await pipeline.vaeDecoder.decode(latents, height, width, request.tile);
    for (const notice of notices) job.notice(notice);
    pipeline.previewMap.learn(latents, height, width, pixels);
    const { initImage } = options;
    if (initImage !== undefined) keepUnmasked(pixels, initImage);
    return pixels;
  }

  #fail(job: Job, reason: unknown): void {
    this.#line.leave((runner) => runner.job === job);
    job.fail(reason);
  }
}

/** A sample as the line knows it. */
function runnerOf(job: Job, sample: Sample, image: Runner['image']): Runner {
  const { timestepPerRow } = job.pipeline.unet;
  const { model } = job.pipeline;
  const size = `${model.name} ${sample.height}x${sample.width} ${sample.rows[0].embedding.tokens} tokens`;
  const { priority, userId } = job.options;
  return {
    ...{ job, sample, image, size, priority },
    person: userId ?? job,
    ...{ age: 0, turn: 0, due: 0, deadline: 0 },
    calls: sample.calls,
    get callsLeft() {
      return sample.calls - sample.call;
    },
    // Guidance may end in the middle.
    get rows() {
      return sample.rows.length;
    },
    // Where the graph has one timestep for all rows, only samples at the same one may meet.
    get shape() {
      return timestepPerRow ? size : `${size} at ${sample.timestep}`;
    },
  };
}

/** Once for all images of a request: what they draw from it differs, not what the encoder says. */
async function encodeFor({ model, vaeEncoder }: Pipeline, image: InitialImage | undefined, seamless: boolean) {
  if (image === undefined) return null;
  assert(vaeEncoder !== null, 'a model without an encoder was refused');
  return encodeImage(await vaeEncoder(), model, image, seamless);
}

/** Whether a sample has the size that its model was trained for first, at which models are measured. */
const isOwnSize = ({ sizes: [own], vaeFactor }: Model, { height, width }: Sample): boolean =>
  own !== undefined && own[0] === width * vaeFactor && own[1] === height * vaeFactor;
