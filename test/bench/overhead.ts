import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPainter } from '../../inference/painter.ts';
import type { ImageRequest } from '../../prisma/image-request.ts';
import { percentile } from './load.ts';
import { openNaiveLoop } from './naive-loop.ts';
import { apple, modelsDirectory, paintOptions, THREADS, timed } from './requests.ts';
import { writeSd15Model } from './sd15-model.ts';
import { clockSessions } from './session-clock.ts';

/** Wall time of one request / time inside its session runs. */
export interface OverheadFigures {
  /** The embedded model, four images. */
  embedded: number;
  /** The Stable-Diffusion-1.5-shaped model, one image of 512 × 512. */
  sd15: number;
}

/** Painter and clocked loop in turn, in this process; the least of each, since neighbours only ever add. */
export async function measureOverhead(rounds: number): Promise<OverheadFigures> {
  const home = mkdtempSync(join(tmpdir(), 'easel-bench-'));
  const takeTimes = clockSessions();
  const measure = async (directory: string, request: ImageRequest): Promise<number> => {
    let measured: () => void = () => undefined;
    const calibrated = new Promise<void>((resolve) => {
      measured = resolve;
    });
    const painter = await startPainter({ modelsDirectory: directory, threads: THREADS, onSpeed: () => measured() });
    await painter.paint(request, paintOptions());
    await calibrated; // which would go on beside the loop, whenever the painter is idle
    const loop = await openNaiveLoop(directory, request);
    const [walls, runs]: [number[], number[]] = [[], []];
    // The first round warms up. Another prompt each time, so that the text encoder runs as it does for people.
    for (let round = 0; round <= rounds; round += 1) {
      const fresh = { ...request, prompt: `${round} apples` };
      const [wallMs] = await timed(() => painter.paint(fresh, paintOptions()));
      takeTimes();
      await loop.paint([fresh]);
      const { runMs } = takeTimes();
      if (round === 0) continue;
      walls.push(wallMs);
      runs.push(runMs);
    }
    await painter.close();
    await loop.close();
    return Number((percentile(walls, 0) / percentile(runs, 0)).toFixed(4));
  };
  try {
    writeSd15Model(join(home, 'sd15'));
    return {
      embedded: await measure(modelsDirectory, { ...apple, count: 4 }),
      sd15: await measure(home, { ...apple, model: 'sd15', width: 512, height: 512 }),
    };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
