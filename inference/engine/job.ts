import type { ImageRequest } from '../../prisma/image-request.ts';
import type { Notice, PaintedImage, Painting, PaintOptions } from '../painter.ts';
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
  readonly #images: PaintedImage[] = [];
  #rowsMax = 0;
  #unetMs = 0;
  #stepTold = 0;

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

  /** Counts a UNet call that some of this job's rows took part in, and tells how far its slowest image is. */
  called(rows: number, unetMs: number, samples: readonly Sample[]): void {
    this.#rowsMax = Math.max(this.#rowsMax, rows);
    this.#unetMs += unetMs;
    const { steps } = this.request;
    // Heun makes two calls for a step; people count steps.
    const step = Math.min(...samples.map(({ call, calls }) => Math.floor((call * steps) / calls)));
    if (step <= this.#stepTold) return;
    this.#stepTold = step;
    this.options.onStep(step, steps);
  }

  /** Shows the images that are not finished to somebody who looks. */
  show(samples: readonly Sample[]): void {
    const { looking } = this.options;
    if (!looking?.isWanted()) return;
    const { previewMap } = this.pipeline;
    const previews = samples.map(({ latents, height, width }) => previewMap.paint(latents, height, width));
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
