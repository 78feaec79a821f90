import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import sharp from 'sharp';
import { decodeButtonId } from '../bot/custom-id.ts';
import type { Database } from '../prisma/database.ts';
import { Fault } from '../prisma/fault.ts';
import { imageRequest } from '../prisma/image-request.ts';
import { provenance } from '../prisma/outcome.ts';
import type { MessageView } from '../test/discord/message-view.ts';

/** Where the time from /imagine to the grid went; `startupMs` comes before it. */
export interface Timings {
  startupMs: number;
  queuedMs: number;
  inferenceMs: number;
  deliveryMs: number;
  totalMs: number;
}

/** What `npm run imagine` leaves behind: the object that `--json` prints. */
export interface Painted {
  job: string;
  prompt: string;
  seeds: number[];
  images: string[];
  grid: string;
  /** Of each image's raw RGB bytes: equal hashes mean equal pictures. */
  pixelSha256: string[];
  /** Labels of the buttons under the grid. */
  components: string[];
  timings: Timings;
}

/** Saves the grid as it was shown, and every original as its U button gives it. */
export async function savePainting(
  message: MessageView,
  database: Database,
  { out, startupMs, totalMs }: { out: string | null; startupMs: number; totalMs: number },
): Promise<Painted> {
  const id = jobOf(message);
  const job = await database.job.findUniqueOrThrow({
    where: { id },
    include: { images: { orderBy: { slot: 'asc' } } },
  });
  const { prompt } = imageRequest.parse(job.request);
  const { queuedMs, inferenceMs } = provenance.parse(job.provenance);
  const seeds = job.images.map(({ seed }) => Number(seed));
  const folder = resolve(out ?? join('outputs', id));
  mkdirSync(folder, { recursive: true });

  const [shown] = message.media;
  if (!shown) throw new Fault('picture_missing', `The answer shows no picture: ${message.text}`);
  const grid = join(folder, shown.name);
  writeFileSync(grid, await shown.bytes());
  const images: string[] = [];
  const pixelSha256: string[] = [];
  for (const [slot, seed] of seeds.entries()) {
    const png = await original(message, slot);
    const file = join(folder, `${slot + 1}-seed-${seed}.png`);
    writeFileSync(file, png);
    images.push(file);
    pixelSha256.push(
      createHash('sha256')
        .update(await sharp(png).removeAlpha().raw().toBuffer())
        .digest('hex'),
    );
  }
  const exact = { startupMs, queuedMs, inferenceMs, deliveryMs: totalMs - queuedMs - inferenceMs, totalMs };
  const timings = Object.fromEntries(
    Object.entries(exact).map(([name, ms]) => [name, Math.round(ms)]),
  ) as unknown as Timings;
  return { job: id, prompt, seeds, images, grid, pixelSha256, components: message.labels, timings };
}

/** What a person reads at the end. */
export function describePainting({ seeds, images, grid, timings }: Painted): string {
  const path = (file: string) =>
    relative(process.cwd(), file).startsWith('..') ? file : relative(process.cwd(), file);
  const { startupMs, queuedMs, inferenceMs, deliveryMs, totalMs } = timings;
  return [
    `Grid     ${path(grid)}`,
    ...images.map((file, slot) => `Image ${slot + 1}  ${path(file)}  (seed ${seeds[slot]})`),
    `Start-up ${startupMs} ms; from /imagine to the grid ${totalMs} ms: queue ${queuedMs}, inference ${inferenceMs}, delivery ${deliveryMs}.`,
  ].join('\n');
}

/** One picture alone, as the button under the grid gives it. */
async function original(message: MessageView, slot: number): Promise<Buffer> {
  const single = await (await message.click(`U${slot + 1}`)).settled();
  const png = await single.media[0]?.bytes();
  if (!png) throw new Fault('picture_missing', `Image ${slot + 1} did not come back: ${single.text}`);
  return png;
}

function jobOf(message: MessageView): string {
  const customId = /"custom_id":"([^"]+)"/.exec(JSON.stringify(message.raw))?.[1];
  const button = decodeButtonId(customId ?? '');
  if (!button) throw new Fault('picture_missing', `The answer has no buttons: ${message.text}`);
  return button.jobId;
}
