import type { Database } from '../prisma/database.ts';
import type { ModelCard } from '../prisma/model-card.ts';
import type { ModelSpeed } from '../prisma/worker-speed.ts';
import type { Runtime } from './runtime.ts';

/** What a worker says about itself. */
export interface WorkerCard {
  id: string;
  device: string;
  runtime: Runtime;
  models: readonly ModelCard[];
  /** Names of those that are open at the moment of asking. */
  readonly openModels: readonly string[];
}

/** A worker's row, which beats while the worker lives: how the bot knows which models can be asked for. */
export class Registration {
  readonly #database: Database;
  readonly #card: WorkerCard;

  constructor(database: Database, card: WorkerCard) {
    this.#database = database;
    this.#card = card;
  }

  /** Forgets workers that have been silent for a day, and announces this one. */
  async announce(): Promise<void> {
    await this.#database.$executeRaw`DELETE FROM worker WHERE heartbeat_at < now() - interval '1 day'`;
    await this.beat();
  }

  /** Inserts rather than updates: a machine that slept for a day finds its row forgotten. */
  async beat(): Promise<void> {
    const { id, device, runtime, models, openModels } = this.#card;
    const open = JSON.stringify(openModels);
    await this.#database.$executeRaw`
      INSERT INTO worker (id, device, runtime, models, open_models)
      VALUES (${id}::uuid, ${device}, ${JSON.stringify(runtime)}::jsonb, ${JSON.stringify(models)}::jsonb, ${open}::jsonb)
      ON CONFLICT (id) DO UPDATE SET heartbeat_at = now(), open_models = excluded.open_models`;
  }

  /** Tells how fast a model is; the row keeps what it knows of the others. */
  async tellSpeed(model: string, speed: ModelSpeed): Promise<void> {
    const told = JSON.stringify({ [model]: speed });
    await this.#database
      .$executeRaw`UPDATE worker SET speed = speed || ${told}::jsonb WHERE id = ${this.#card.id}::uuid`;
  }

  /** At a clean stop: this worker's models are no longer to be had from it. */
  async withdraw(): Promise<void> {
    await this.#database.$executeRaw`DELETE FROM worker WHERE id = ${this.#card.id}::uuid`;
  }
}
