import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../deploy/postgres.ts';
import { openLog } from '../../inference/log.ts';
import { startPainter } from '../../inference/painter.ts';
import { Queue } from '../../inference/queue.ts';
import { readRuntime } from '../../inference/runtime.ts';
import { Worker } from '../../inference/worker.ts';
import { type Database, openDatabase } from '../../prisma/database.ts';
import { migrate } from '../../prisma/migrate.ts';
import { insertJob } from '../new-job.ts';
import { until } from '../until.ts';
import { simulateFlood } from './flood-simulation.ts';
import { percentile } from './load.ts';
import { apple, modelsDirectory, THREADS } from './requests.ts';

/** The 95th percentile of twenty people's wait for one picture each, with a flooder before them / without. */
export interface FlooderFigures {
  /** The flooder sent 200 requests of one picture, or of four. */
  ofPictures: number;
  ofGrids: number;
  /** The same two counted in UNet calls, by the rules alone. */
  ofPicturesInCalls: number;
  ofGridsInCalls: number;
}

const FLOODER = '0';
const FLOOD = 200;
const OTHERS = 20;
const WITHIN_MS = 120_000;

/** A real queue, worker and engine; the others come together, when the flooder's first are being painted. The least of the rounds. */
export async function measureFlooder(rounds: number): Promise<FlooderFigures> {
  const directory = mkdtempSync(join(tmpdir(), 'easel-bench-'));
  chmodSync(directory, 0o755); // where this runs as root, Postgres runs as somebody else
  const postgres = await startPostgres({ directory, settings: ['fsync=off'] });
  await migrate(postgres.url);
  const database = openDatabase({ url: postgres.url, applicationName: 'easel bench', connectionsMax: 4 });
  let measured: () => void = () => undefined;
  const calibrated = new Promise<void>((resolve) => {
    measured = resolve;
  });
  const painter = await startPainter({ modelsDirectory, threads: THREADS, onSpeed: () => measured() });
  const waitMs = async (flood: number, count: number): Promise<number> => {
    const queue = new Queue(database, randomUUID(), ['emoji']);
    const worker = new Worker({
      queue,
      painter,
      runtime: readRuntime(),
      progressOf: () => () => undefined,
      log: openLog('silent'),
    });
    const flooding = { request: { ...apple, count }, userId: FLOODER };
    for (let job = 0; job < flood; job += 1) await insertJob({ database }, flooding);
    await worker.pull(); // as many of them as there is room for
    for (let person = 1; person <= OTHERS; person += 1) {
      await insertJob({ database }, { request: apple, userId: String(person) });
    }
    const startedAt = Date.now();
    await worker.pull();
    await until('the others have their pictures', async () => (await waitsOf(database)).length === OTHERS, WITHIN_MS);
    await worker.stop(AbortSignal.abort());
    const waits = (await waitsOf(database)).map((readyAt) => readyAt - startedAt);
    await database.job.deleteMany({});
    return percentile(waits, 0.95);
  };
  await waitMs(0, 1);
  await calibrated; // what calls cost decides who shares them
  const [without, pictures, grids]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < rounds; round += 1) {
    without.push(await waitMs(0, 1));
    pictures.push(await waitMs(FLOOD, 1));
    grids.push(await waitMs(FLOOD, 4));
  }
  await painter.close();
  await database.$disconnect();
  await postgres.stop();
  rmSync(directory, { recursive: true, force: true });
  const ratio = (waits: readonly number[]) => Number((percentile(waits, 0) / percentile(without, 0)).toFixed(3));
  return {
    ofPictures: ratio(pictures),
    ofGrids: ratio(grids),
    ofPicturesInCalls: simulateFlood(1),
    ofGridsInCalls: simulateFlood(4),
  };
}

/** When each picture of somebody else was ready, in milliseconds of the wall clock. */
async function waitsOf(database: Database): Promise<number[]> {
  const jobs = await database.job.findMany({
    where: { state: 'ready', NOT: { userId: FLOODER } },
    select: { readyAt: true },
  });
  return jobs.map(({ readyAt }) => readyAt?.getTime() ?? Number.NaN);
}
