import { z } from 'zod';
import type { Database } from '../prisma/database.ts';
import { type ModelCard, modelCard } from '../prisma/model-card.ts';
import { type ModelSpeed, type WorkerSpeed, workerSpeed } from '../prisma/worker-speed.ts';
import { type Log, loggable } from './log.ts';

/** A worker beats every 5 s; one that missed three beats is taken for dead. */
const ALIVE = '15 seconds';

interface LivingWorker {
  device: string;
  models: unknown;
  speed: unknown;
  openModels: unknown;
}

/**
 * The models that workers offer, kept in memory so that a request is checked without waiting for anything. Refreshed
 * when a worker appears and every few seconds. When no worker is alive the last known models stay: a request for them
 * is accepted and waits.
 */
export class Catalogue {
  readonly #database: Database;
  readonly #log: Log;
  #models: readonly ModelCard[] = [];
  /** Of each living worker. */
  #speeds: readonly WorkerSpeed[] = [];
  /** Devices of the living workers that hold a model open, by its name. */
  #openOn: ReadonlyMap<string, readonly string[]> = new Map();

  constructor(database: Database, log: Log) {
    this.#database = database;
    this.#log = log;
  }

  get models(): readonly ModelCard[] {
    return this.#models;
  }

  /** The models; when none is known yet the workers are looked up at once, so that the first person need not wait for a round. */
  async known(): Promise<readonly ModelCard[]> {
    if (this.#models.length === 0) await this.refresh();
    return this.#models;
  }

  /** Workers that are alive. */
  get workers(): number {
    return this.#speeds.length;
  }

  /** How fast the living workers are with a model; nothing for those that have not measured it. */
  speedsOf(name: string): ModelSpeed[] {
    return this.#speeds.flatMap((speed) => speed[name] ?? []);
  }

  /** Where a model is open now, so that it paints at once: a device for each worker that holds it. */
  openOn(name: string): readonly string[] {
    return this.#openOn.get(name) ?? [];
  }

  find(name: string): ModelCard | undefined {
    return this.#models.find((model) => model.name === name);
  }

  /**
   * Reads the living workers, the latest to beat first; where two offer a model of one name, that one's card holds.
   * With no living worker the models stay as they were; a bot that knows none takes those of the dead.
   */
  async refresh(): Promise<void> {
    try {
      const living = await this.#database.$queryRaw<LivingWorker[]>`
        SELECT device, models, speed, open_models AS "openModels" FROM worker WHERE heartbeat_at > now() - ${ALIVE}::interval ORDER BY heartbeat_at DESC LIMIT 100`;
      const workers = living.length > 0 || this.#models.length > 0 ? living : await this.#everyone();
      this.#speeds = living.map(({ speed }) => workerSpeed.parse(speed));
      this.#openOn = devicesByModel(living);
      const byName = new Map<string, ModelCard>();
      for (const card of workers.flatMap(({ models }) => z.array(modelCard).parse(models))) {
        if (!byName.has(card.name)) byName.set(card.name, card);
      }
      if (byName.size > 0) this.#models = [...byName.values()];
    } catch (error) {
      this.#log.warn(loggable(error), 'the models could not be read; the last known ones stay');
    }
  }

  #everyone(): Promise<{ models: unknown }[]> {
    return this.#database.worker.findMany({ select: { models: true }, orderBy: { heartbeatAt: 'desc' }, take: 100 });
  }
}

function devicesByModel(workers: readonly LivingWorker[]): Map<string, string[]> {
  const devices = new Map<string, string[]>();
  for (const { device, openModels } of workers) {
    for (const model of z.array(z.string()).parse(openModels)) {
      devices.set(model, [...(devices.get(model) ?? []), device]);
    }
  }
  return devices;
}
