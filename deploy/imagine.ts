import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import sharp from 'sharp';
import { decodeButtonId } from '../bot/custom-id.ts';
import { openDatabase } from '../prisma/database.ts';
import { Fault } from '../prisma/fault.ts';
import { Listener } from '../prisma/listener.ts';
import { PROGRESS_CHANNEL, progressNotification } from '../prisma/notifications.ts';
import { provenance } from '../prisma/outcome.ts';
import { seedOfSlot } from '../prisma/seed.ts';
import { type Answer, type LocalDiscord, type MessageView, startDiscord } from '../test/discord/discord.ts';
import { type ImagineArguments, parseArguments } from './arguments.ts';
import { readLaunchConfig } from './config.ts';
import { ProgressBar } from './progress-bar.ts';
import { type Stack, startStack } from './stack.ts';

/**
 * `npm run imagine`: the main job on a bare machine. Database, inference process, bot and a Discord on localhost are
 * brought up, a person there types /imagine, and what the bot answers is saved. Exits 0 with pictures, 2 when the
 * request is refused, 1 on a fault, and leaves no process behind.
 */
const EXIT_FAULT = 1;
const EXIT_REFUSED = 2;
const ANSWER_WITHIN_MS = 10 * 60_000;

interface Painted {
  job: string;
  prompt: string;
  seeds: number[];
  images: string[];
  grid: string;
  pixelSha256: string[];
  components: string[];
  timings: { startupMs: number; queuedMs: number; inferenceMs: number; deliveryMs: number; totalMs: number };
}

const began = performance.now();
const args = parseArguments(process.argv.slice(2));
if (args.ok) process.exitCode = await run(args.value);
else {
  console.error(args.sentence);
  process.exitCode = EXIT_REFUSED;
}

async function run(asked: ImagineArguments): Promise<number> {
  // With --json only the last line goes to standard output; what a person reads goes to standard error.
  const tell = asked.json ? console.error : console.log;
  const undo: (() => Promise<void>)[] = [];
  try {
    const { discord, stack } = await bringUp(undo);
    const startupMs = performance.now() - began;
    const painted = await paint(asked, discord, stack, startupMs);
    if (typeof painted === 'string') {
      console.error(painted);
      return EXIT_REFUSED;
    }
    report(painted, tell);
    if (asked.json) process.stdout.write(`${JSON.stringify(painted)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    console.error(error.message);
    return EXIT_FAULT;
  } finally {
    for (const stop of undo.reverse()) await stop();
  }
}

async function bringUp(undo: (() => Promise<void>)[]): Promise<{ discord: LocalDiscord; stack: Stack }> {
  const discord = await startDiscord({ port: 0 });
  undo.push(() => discord.close());
  const config = readLaunchConfig();
  const stack = await startStack({
    config,
    discord,
    onLine: () => undefined, // kept in the log files
    onGiveUp: (fault) => console.error(fault.message),
  });
  undo.push(() => stack.stop());
  return { discord, stack };
}

/** Types /imagine and waits for the answer; a refusal comes back as its sentence. */
async function paint(
  asked: ImagineArguments,
  discord: LocalDiscord,
  stack: Stack,
  startupMs: number,
): Promise<Painted | string> {
  const bar = new ProgressBar(process.stderr);
  const listener = new Listener({
    url: stack.databaseUrl,
    channels: {
      [PROGRESS_CHANNEL]: (payload) => {
        const { step, steps } = progressNotification.parse(JSON.parse(payload));
        bar.show(step, steps);
      },
    },
    onConnected: () => undefined,
  });
  try {
    const submittedAt = performance.now();
    const answer = await discord.user('ada').slash('imagine', asked.options, { unchecked: true });
    await answer.acked();
    if (answer.ephemeral) return (await answer.settled()).text;
    const message = await answer.settled(ANSWER_WITHIN_MS);
    const totalMs = performance.now() - submittedAt;
    bar.done();
    if (message.media.length === 0) throw new Fault('painting_failed', message.text);
    return await save(asked, answer, message, stack, { startupMs, totalMs });
  } finally {
    await listener.close();
  }
}

/** Saves the grid as it was shown and every original as its U button gives it. */
async function save(
  asked: ImagineArguments,
  _answer: Answer,
  message: MessageView,
  stack: Stack,
  { startupMs, totalMs }: { startupMs: number; totalMs: number },
): Promise<Painted> {
  const job = jobOf(message);
  const { request, queuedMs, inferenceMs } = await stored(stack.databaseUrl, job);
  const seeds = Array.from({ length: request.count }, (_, slot) => seedOfSlot(request.seed, slot));
  const folder = resolve(asked.out ?? join('outputs', job));
  mkdirSync(folder, { recursive: true });

  const [shown] = message.media;
  if (!shown) throw new RangeError('an answer with pictures shows one');
  const grid = join(folder, shown.name);
  writeFileSync(grid, await shown.bytes());
  const images: string[] = [];
  const pixelSha256: string[] = [];
  for (const [slot, seed] of seeds.entries()) {
    const single = await (await message.click(`U${slot + 1}`)).settled();
    const png = await single.media[0]?.bytes();
    if (!png) throw new Fault('picture_missing', `Image ${slot + 1} did not come back: ${single.text}`);
    const file = join(folder, `${slot + 1}-seed-${seed}.png`);
    writeFileSync(file, png);
    images.push(file);
    pixelSha256.push(
      createHash('sha256')
        .update(await sharp(png).removeAlpha().raw().toBuffer())
        .digest('hex'),
    );
  }
  const deliveryMs = totalMs - queuedMs - inferenceMs;
  const timings = rounded({ startupMs, queuedMs, inferenceMs, deliveryMs, totalMs });
  return { job, prompt: request.prompt, seeds, images, grid, pixelSha256, components: message.labels, timings };
}

function jobOf(message: MessageView): string {
  const customId = JSON.stringify(message.raw).match(/"custom_id":"([^"]+)"/)?.[1];
  const button = decodeButtonId(customId ?? '');
  if (!button) throw new RangeError('an answer with pictures has buttons');
  return button.jobId;
}

async function stored(url: string, id: string) {
  const database = openDatabase({ url, applicationName: 'easel imagine', connectionsMax: 1 });
  try {
    const job = await database.job.findUniqueOrThrow({ where: { id }, select: { request: true, provenance: true } });
    const { imageRequest } = await import('../prisma/image-request.ts');
    const { queuedMs, inferenceMs } = provenance.parse(job.provenance);
    return { request: imageRequest.parse(job.request), queuedMs, inferenceMs };
  } finally {
    await database.$disconnect();
  }
}

const rounded = <T extends Record<string, number>>(timings: T): T =>
  Object.fromEntries(Object.entries(timings).map(([name, ms]) => [name, Math.round(ms)])) as T;

function report({ seeds, images, grid, timings }: Painted, tell: (line: string) => void): void {
  const path = (file: string) => relative(process.cwd(), file);
  tell(`Grid    ${path(grid)}`);
  for (const [slot, file] of images.entries()) tell(`Image ${slot + 1} ${path(file)}  (seed ${seeds[slot]})`);
  const { startupMs, queuedMs, inferenceMs, deliveryMs, totalMs } = timings;
  tell(
    `Start-up ${startupMs} ms; from /imagine to the grid ${totalMs} ms: queue ${queuedMs}, inference ${inferenceMs}, delivery ${deliveryMs}.`,
  );
}
