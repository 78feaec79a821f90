import type { ImageRequest } from '../../prisma/image-request.ts';
import { PROGRESS_EVERY_MS } from '../limits.ts';
import type { Looking, Notice, PaintedImage, Painting, PaintOptions } from '../painter.ts';
import type { Pipeline } from './pipeline.ts';
import type { Sample } from './sample.ts';

/** A painting without the hash of its model, which the engine thread is not told. */
export type EnginePainting = Omit<Painting, 'modelHash'>;

/** What a job knows of it: its session time began before it, with the prompts. */
type JobPainting = Omit<EnginePainting, 'sessionMs'>;

/** A request inside the engine, from its first step to its last decoded image. */
export class Job {
  readonly pipeline: Pipeline;
  readonly request: ImageRequest;
  readonly options: PaintOptions;
  /** Settles when the last image is decoded, or at the first thing that goes wrong. */
  readonly painting: Promise<JobPainting>;
  readonly fail: (reason: unknown) => void;
  readonly #resolve: (painting: JobPainting) => void;
  readonly #notices: Notice[];
  readonly #samples: Sample[] = [];
  readonly #images: PaintedImage[] = [];
  #rowsMax = 0;
  #unetMs = 0;
  #stepTold = 0;
  #toldAtMs = Number.NEGATIVE_INFINITY;

  constructor(pipeline: Pipeline, request: ImageRequest, options: PaintOptions, notices: Notice[]) {
    this.pipeline = pipeline;
    this.request = request;
    this.options = options;
    this.#notices = notices;
    let resolve: (painting: JobPainting) => void = () => undefined;
    let reject: (reason: unknown) => void = () => undefined;
    this.painting = new Promise((resolveIt, rejectIt) => {
      resolve = resolveIt;
      reject = rejectIt;
    });
    this.#resolve = resolve;
    this.fail = reject;
  }

  /** Takes an image that begins. */
  begin(sample: Sample): void {
    this.#samples.push(sample);
  }

  /** Counts a UNet call that some of this job's images took part in, and lets people know. */
  called(rows: number, unetMs: number): void {
    this.#rowsMax = Math.max(this.#rowsMax, rows);
    this.#unetMs += unetMs;
    this.#tellStep();
    if (this.options.looking?.isWanted()) this.#show(this.options.looking);
  }

  /**
   * How far the slowest image is: its first step, its last, and between them a few. A message to the other thread takes
   * 80 µs, which wakes it: 1 ms of 20 steps that nobody sees one by one.
   */
  #tellStep(): void {
    const nowMs = performance.now();
    const isDue = nowMs - this.#toldAtMs >= PROGRESS_EVERY_MS;
    if (!isDue && this.#samples.some(({ call, calls }) => call < calls)) return;
    const { steps } = this.request;
    // Heun makes two calls for a step; people count steps.
    const step = Math.min(...this.#samples.map(({ call, calls }) => Math.floor((call * steps) / calls)));
    if (step <= this.#stepTold) return;
    this.#stepTold = step;
    this.#toldAtMs = nowMs;
    this.options.onStep(step, steps);
  }

  /** Shows the images that are not finished. */
  #show(looking: Looking): void {
    const { previewMap } = this.pipeline;
    const unfinished = this.#samples.filter(({ call, calls }) => call < calls);
    const previews = unfinished.map(({ latents, height, width }) => previewMap.paint(latents, height, width));
    const made = previews.filter((preview) => preview !== null);
    if (made.length > 0) looking.onPreview(made);
  }

  /** Tells the person something, once however many images it is true of. */
  notice(notice: Notice): void {
    if (!this.#notices.some(({ code }) => code === notice.code)) this.#notices.push(notice);
  }

  /** Takes a decoded image; the last one resolves the painting. They come by slot: of one job, the older is never behind. */
  add(image: PaintedImage): void {
    this.#images.push(image);
    if (this.#images.length < this.request.count) return;
    this.#resolve({
      images: this.#images,
      rowsMax: this.#rowsMax,
      unetMs: this.#unetMs,
      notices: this.#notices,
    });
  }
}
