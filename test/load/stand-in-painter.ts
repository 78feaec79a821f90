import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { encodePng } from '../../inference/png.ts';
import { type ClaimedJob, Queue, type StoredImage } from '../../inference/queue.ts';
import type { Database } from '../../prisma/database.ts';
import { imageRequest } from '../../prisma/image-request.ts';
import type { ModelCard } from '../../prisma/model-card.ts';
import type { Provenance } from '../../prisma/outcome.ts';
import { seedOfSlot } from '../../prisma/seed.ts';
import { until } from '../until.ts';

/** A model of the embedded one's shape. */
export const card: ModelCard = {
  name: 'emoji',
  title: 'Emoji-LDM 96',
  licence: 'MIT',
  hash: 'a'.repeat(64),
  sizeMultiple: 32,
  sizes: [[96, 96]],
  promptTokensMax: 24,
  startsFromImages: true,
  tiles: true,
  defaults: { steps: 20, guidanceScale: 3, scheduler: 'DPMSolverMultistep' },
  schedulers: ['DPMSolverMultistep', 'EulerDiscrete'],
};

const SIDE = 96;
const provenance: Provenance = {
  modelHash: card.hash,
  device: 'cpu',
  runtime: { easel: '0.1.0' },
  rowsMax: 8,
  notices: [],
  queuedMs: 10,
  inferenceMs: 1_300,
  unetMs: 1_000,
};

/** A worker's queue with pictures that cost no painting, so that what the bot costs is measured alone. */
export class StandInPainter {
  readonly #queue: Queue;
  readonly #pictures = [0, 1, 2, 3].map(picture);

  constructor(database: Database, workerId: string) {
    this.#queue = new Queue(database, workerId, [card.name]);
  }

  /** Claims the oldest job, as soon as there is one. */
  claim(): Promise<ClaimedJob> {
    return until('a waiting job', () => this.#queue.claim());
  }

  /** Stores a job's pictures; they are stored when it resolves. */
  async finish(job: ClaimedJob): Promise<void> {
    const { count, seed } = imageRequest.parse(job.request);
    const pictures = await Promise.all(this.#pictures.slice(0, count));
    const images = pictures.map((stored, slot) => ({ ...stored, slot, seed: seedOfSlot(seed, slot) }));
    await this.#queue.finish(job, images, provenance);
  }

  /** Finishes a waiting job every so often until the signal; returns how many. */
  async paint(everyMs: number, signal: AbortSignal): Promise<number> {
    let painted = 0;
    while (!signal.aborted) {
      const job = await this.#queue.claim();
      if (job) {
        await this.finish(job);
        painted += 1;
      }
      await delay(everyMs, undefined, { signal }).catch(() => undefined); // aborted: the loop ends
    }
    return painted;
  }
}

/** A soft gradient with grain, which compresses about as badly as a painted picture. */
async function picture(_: number, index: number): Promise<StoredImage> {
  const pixels = new Uint8Array(SIDE * SIDE * 3);
  let state = index + 1;
  for (let i = 0; i < pixels.length; i += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    const [x, y] = [Math.floor(i / 3) % SIDE, Math.floor(i / 3 / SIDE)];
    pixels[i] = 128 + 80 * Math.sin((x * (index + 1) + y * (i % 3)) / 30) + (state >>> 29);
  }
  const png = await encodePng(pixels, SIDE, SIDE, 'Steps: 20');
  const pixelSha256 = createHash('sha256').update(pixels).digest('hex');
  return {
    slot: index,
    seed: index,
    variationSeed: null,
    width: SIDE,
    height: SIDE,
    png,
    pixelSha256,
    parameters: 'Steps: 20',
    isFlagged: null,
  };
}
