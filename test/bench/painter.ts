import { startPainter } from '../../inference/painter.ts';
import { percentile } from './load.ts';
import { openNaiveLoop } from './naive-loop.ts';
import { apple, modelsDirectory, paintOptions, THREADS, timed } from './requests.ts';

/**
 * What a picture costs beyond its arithmetic: four images of 20 steps on the embedded model, through the engine's
 * thread, batcher and queue, against a bare loop over the same graphs on the main thread, with the same 8 rows a call.
 *
 *   npx tsx test/bench/painter.ts
 */
const ROUNDS = 5;
const request = { ...apple, count: 4 };

const [startMs, painter] = await timed(() => startPainter({ modelsDirectory, threads: THREADS }));
const [firstMs, first] = await timed(() => painter.paint(request, paintOptions()));
const [openMs, loop] = await timed(() => openNaiveLoop(modelsDirectory, request));
await loop.paint([request]);
const engine: number[] = [];
const unet: number[] = [];
const bare: number[] = [];
// Alternating, so that whatever else this machine does is shared fairly.
for (let round = 0; round < ROUNDS; round += 1) {
  const [engineMs, painting] = await timed(() => painter.paint(request, paintOptions()));
  engine.push(engineMs);
  unet.push(painting.unetMs);
  const [bareMs, pixels] = await timed(() => loop.paint([request]));
  bare.push(bareMs);
  const same = pixels.every((image, slot) => Buffer.compare(image, first.images[slot]?.pixels ?? image) === 0);
  if (!same) throw new Error('Expected the bare loop and the engine to paint the same pixels.');
}
await painter.close();
await loop.close();
const median = (values: readonly number[]): number => percentile(values, 0.5);
const figures = {
  'catalogue known after ms': startMs,
  'first four images after another ms (thread, model and images)': firstMs,
  'bare loop: catalogue and model ms': openMs,
  'four images, bare loop, ms': median(bare),
  'four images, engine, ms': median(engine),
  'of that in UNet calls, ms': median(unet),
  'engine / bare loop': median(engine) / median(bare),
  'peak RSS of both together, MB': process.resourceUsage().maxRSS / 1024,
};
for (const [name, value] of Object.entries(figures)) console.log(`${name}: ${value.toFixed(value < 10 ? 3 : 0)}`);
