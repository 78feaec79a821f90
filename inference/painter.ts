import { availableParallelism } from 'node:os';
import { Fault } from '../prisma/fault.ts';
import type { ImageRequest } from '../prisma/image-request.ts';
import type { ModelCard } from '../prisma/model-card.ts';
import type { ModelSpeed, WorkerSpeed } from '../prisma/worker-speed.ts';
import { parseDevice } from './engine/device.ts';
import { EngineThread } from './engine/engine-thread.ts';
import type { Preview } from './engine/preview.ts';
import { SCHEDULERS } from './engine/schedulers/create-scheduler.ts';
import { type Catalogue, type RefusedModel, readCatalogue } from './models/catalogue.ts';

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
  /** By the model's own safety checker; null where it has none. */
  isFlagged: boolean | null;
}

/** Something a person should know about how the request was read; the code names a sentence in bot/texts. */
export interface Notice {
  code: string;
  values: Record<string, string | number>;
}

/** A request, painted: what becomes the job's outcome. */
export interface Painting {
  images: PaintedImage[];
  modelHash: string;
  /** Rows of the largest UNet call that this job took part in. */
  rowsMax: number;
  /** Wall time of the UNet calls that this job took part in, in milliseconds. */
  unetMs: number;
  /**
   * Milliseconds inside onnxruntime while this job was in the engine: prompts, UNet, VAE, of whoever shared the device
   * with it. What is left of a lone job's wall time is the host's.
   */
  sessionMs: number;
  notices: Notice[];
}

/** What image to image starts from. */
export interface InitialImage {
  /** RGB, 8 bits, row by row: (height, width, 3); of the request's size. */
  pixels: Uint8Array;
  width: number;
  height: number;
  /** Inpainting: (height, width), 128 and more is painted anew; all other pixels stay exactly as they are. */
  mask?: Uint8Array;
}

/** How somebody looks at a painting that is not finished. */
export interface Looking {
  /** Asked after each step; a preview is made only then. */
  isWanted: () => boolean;
  /** One picture for each image of the job, in the order of their slots. */
  onPreview: (previews: readonly Preview[]) => void;
}

/** What a painting needs beside its request. */
export interface PaintOptions {
  /** Higher is painted first. */
  priority: number;
  /** Whose it is: while others wait, one job of each person is painted before a second one. Nobody's: a person of its own. */
  userId?: string | undefined;
  /** Leaves the batch at the next step; the promise rejects with the signal's reason. */
  signal: AbortSignal;
  /** Steps done of the slowest image: after the first step, after the last, and a few times a second between them. */
  onStep: (step: number, steps: number) => void;
  looking?: Looking | undefined;
  /** Where `request.imageToImage` says so, and only there. */
  initImage?: InitialImage | undefined;
}

/**
 * The main thread's hold on the engine thread, which owns the device: onnxruntime-node's run() blocks the thread
 * that calls it (5 s measured), and leases must be renewed meanwhile.
 */
export interface Painter {
  /** What the models folder offers, in the order of the folder; known once the painter has started. */
  readonly models: readonly ModelCard[];
  /** Folders beside them that are no usable model, each with a sentence that says why and what to do. */
  readonly refusedModels: readonly RefusedModel[];
  /** Names of those that are open now; empty until the first is. */
  readonly openModels: readonly string[];
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
  /**
   * Resolves after `close`. Rejects with a Fault `engine_stopped` when the thread dies by itself; a process without
   * its engine is of no use, so nobody needs to listen: the unhandled rejection ends it.
   */
  readonly ended: Promise<void>;
}

/** Where the models are and what of the machine they may use. */
export interface PainterOptions {
  /** The folder whose folders are the models. */
  modelsDirectory: string;
  /** `cpu` (the default), `cuda`, `cuda:N` or `webgpu`. */
  device?: string;
  /** CPU threads of one UNet call; all cores by default. */
  threads?: number;
  /** Rows of one UNet call: a guided image has two. 8 by default: four images with guidance. */
  rowsMax?: number;
  /** Models kept open at once; 2 by default. */
  modelsMax?: number;
  /** Bytes of weights that may be open at once; as many as they have by default. */
  memoryBytes?: number;
  /** What an earlier process measured of a model with this device and these libraries. */
  knownSpeed?: (model: ModelCard) => ModelSpeed | null;
  /** Hears how fast a model is, once that is measured and whenever it has changed. */
  onSpeed?: (model: ModelCard, speed: ModelSpeed) => void;
}

/**
 * Twice the jobs that fill a call with one guided image each: a short one can only pass long ones that are inside as
 * well. More would hold leases that other workers could use.
 */
const jobsMaxFor = (rowsMax: number): number => Math.max(2, rowsMax);

/**
 * Starts the engine thread and reads the catalogue meanwhile. The first model begins to open at once, the others at
 * their first use. Faults: `device_unknown`, `device_failed`, `model_unavailable` when there is no usable model at all.
 */
export async function startPainter(options: PainterOptions): Promise<Painter> {
  const { modelsDirectory, threads = availableParallelism(), rowsMax = 8, modelsMax = 2, memoryBytes = null } = options;
  const device = parseDevice(options.device ?? 'cpu', threads).name;
  const jobsMax = jobsMaxFor(rowsMax);
  const cards = new Map<string, ModelCard>();
  const thread = new EngineThread({ device, threads, rowsMax, jobsMax, modelsMax, memoryBytes }, (model, speed) => {
    const card = cards.get(model);
    if (card !== undefined) options.onSpeed?.(card, speed);
  });
  const catalogue = await readCatalogue(modelsDirectory, SCHEDULERS).catch(async (error: unknown) => {
    await thread.close();
    throw error;
  });
  if (catalogue.models.length === 0) {
    await thread.close();
    throw new Fault(
      'model_unavailable',
      [`Expected a model in ${modelsDirectory}, found none.`, ...reasons(catalogue)].join(' '),
    );
  }
  for (const { card } of catalogue.models) cards.set(card.name, card);
  const speeds: WorkerSpeed = {};
  for (const card of cards.values()) {
    const speed = options.knownSpeed?.(card) ?? null;
    if (speed !== null) speeds[card.name] = speed;
  }
  const warmed = thread.offer(
    catalogue.models.map(({ model }) => model),
    speeds,
  );
  // On the CPU a model that does not open is one model's trouble, and people wait for the start. A GPU that does not
  // open one opens none (no driver, no CUDA libraries), and a worker that fails every job must not take any.
  const fault = device === 'cpu' ? null : await warmed;
  if (fault !== null) {
    await thread.close();
    throw new Fault('device_failed', `The device ${device} cannot be used: ${fault.message}`, { cause: fault });
  }
  return {
    models: [...cards.values()],
    refusedModels: catalogue.refused,
    get openModels() {
      return thread.openModels;
    },
    device,
    jobsMax,
    ended: thread.ended,
    close: () => thread.close(),
    paint: async (request, paintOptions) => {
      const card = cards.get(request.model);
      if (card === undefined)
        throw new Fault('model_unavailable', `Expected a model of this worker, got "${request.model}".`);
      if (request.modelHash !== null && request.modelHash !== card.hash) {
        const [asked, have] = [request.modelHash.slice(0, 10), card.hash.slice(0, 10)];
        throw new Fault(
          'model_unavailable',
          `Expected the weights ${asked} of ${card.name}, but this worker has ${have}.`,
        );
      }
      return { ...(await thread.paint(request, paintOptions)), modelHash: card.hash };
    },
  };
}

const reasons = ({ refused }: Catalogue): string[] => refused.map(({ sentence }) => sentence);
