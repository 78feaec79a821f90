import type { ImageRequest } from '../prisma/image-request.ts';
import type { ModelCard } from '../prisma/model-card.ts';

/** One picture as it left the VAE. */
export interface PaintedImage {
  /** 0-based place in the grid. */
  slot: number;
  seed: number;
  variationSeed: number | null;
  width: number;
  height: number;
  /** RGB, 8 bits, row by row: (height, width, 3). */
  pixels: Uint8Array;
}

/** Something a person should know about how the request was read; the code names a sentence in bot/texts. */
export interface Notice {
  code: string;
  values: Record<string, string | number>;
}

export interface Painting {
  images: PaintedImage[];
  modelHash: string;
  /** Rows of the largest UNet call that this job took part in. */
  rowsMax: number;
  /** Wall time of the UNet calls that this job took part in, in milliseconds. */
  unetMs: number;
  notices: Notice[];
}

export interface PaintOptions {
  /** Higher is painted first. */
  priority: number;
  /** Leaves the batch at the next step; the promise rejects with the signal's reason. */
  signal: AbortSignal;
  /** Steps done of the slowest image, after each step. */
  onStep: (step: number, steps: number) => void;
}

/**
 * The main thread's hold on the engine thread, which owns the device: onnxruntime-node's run() blocks the thread
 * that calls it (5 s measured), and leases must be renewed meanwhile.
 */
export interface Painter {
  /** What the models folder offers, in the order of the folder; known once the painter has started. */
  readonly models: readonly ModelCard[];
  /** The execution provider and device that paint: `cpu`, `cuda:0`, … */
  readonly device: string;
  /** Jobs that may be inside the engine at once; more wait in Postgres, where another worker can have them. */
  readonly jobsMax: number;
  /**
   * Paints every image of a request. Rejects with a Fault whose code is one of outcome.ts's apologies
   * (`unusable_image`, `out_of_memory`, `model_unavailable`, `request_unsupported`) or anything else for an
   * unexpected fault, and with `signal.reason` when aborted.
   */
  paint(request: ImageRequest, options: PaintOptions): Promise<Painting>;
  /** Ends the thread; paintings in progress reject. */
  close(): Promise<void>;
}
