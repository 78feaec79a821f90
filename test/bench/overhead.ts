import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPainter } from '../../inference/painter.ts';
import type { ImageRequest } from '../../prisma/image-request.ts';
import { percentile } from './load.ts';
import { apple, modelsDirectory, paintOptions, THREADS, timed } from './requests.ts';
import { writeSd15Model } from './sd15-model.ts';

/** Wall time of one request / time inside its session runs. */
export interface OverheadFigures {
  /** The embedded model, four images: what /imagine asks for. */
  embedded: number;
  /** The Stable-Diffusion-1.5-shaped model, four images of 512 × 512. */
  sd15: number;
  /** The same, one image: what begins and ends a request, and the turns between its calls, count most here. */
  sd15OneImage: number;
  /** What of each request is the host's, in milliseconds. */
  embeddedHostMs: number;
  sd15HostMs: number;
  sd15OneImageHostMs: number;
}

/** Requests of a round: a ratio within one request needs no long one, so many short measurements are better. */
const REQUESTS_PER_ROUND = 10;

/**
 * Wall time as whoever asks the painter sees it, thread hops included; session time as the engine's thread clocks it,
 * of the same request. So what neighbours slow down slows both, and the median request is the figure. Against the
 * sessions of another loop that painted in turn, the same code gave 0.96 to 1.08.
 */
export async function measureOverhead(rounds: number): Promise<OverheadFigures> {
  const home = mkdtempSync(join(tmpdir(), 'easel-bench-'));
  try {
    writeSd15Model(join(home, 'sd15'));
    const embedded = await measure(modelsDirectory, { ...apple, count: 4 }, rounds);
    const large = { ...apple, model: 'sd15', width: 512, height: 512 };
    const sd15 = await measure(home, { ...large, count: 4 }, Math.ceil(rounds / 2)); // each takes four times as long
    const sd15OneImage = await measure(home, large, rounds);
    return {
      embedded: embedded.ratio,
      sd15: sd15.ratio,
      sd15OneImage: sd15OneImage.ratio,
      embeddedHostMs: embedded.hostMs,
      sd15HostMs: sd15.hostMs,
      sd15OneImageHostMs: sd15OneImage.hostMs,
    };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function measure(directory: string, request: ImageRequest, rounds: number) {
  let measured: () => void = () => undefined;
  const calibrated = new Promise<void>((resolve) => {
    measured = resolve;
  });
  const painter = await startPainter({ modelsDirectory: directory, threads: THREADS, onSpeed: () => measured() });
  await painter.paint(request, paintOptions());
  await calibrated; // which would count as this request's sessions, whenever the painter is idle
  const [ratios, hosts]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds * REQUESTS_PER_ROUND; round += 1) {
    // Another prompt each time, so that the text encoder runs as it does for people.
    const fresh = { ...request, prompt: `${round} apples` };
    const [wallMs, { sessionMs }] = await timed(() => painter.paint(fresh, paintOptions()));
    ratios.push(wallMs / sessionMs);
    hosts.push(wallMs - sessionMs);
  }
  await painter.close();
  return { ratio: Number(percentile(ratios, 0.5).toFixed(4)), hostMs: Number(percentile(hosts, 0.5).toFixed(2)) };
}
