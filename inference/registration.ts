import type { Database } from '../prisma/database.ts';
import type { ModelCard } from '../prisma/model-card.ts';
import type { Runtime } from './runtime.ts';

/** A worker's row: how the bot knows which models can be asked for. It beats while the worker lives. */
export class Registration {
  readonly #database: Database;
  readonly #id: string;

  constructor(database: Database, id: string) {
    this.#database = database;
    this.#id = id;
  }

  /** Announces the worker, and forgets those that have been silent for a day. */
  async announce(device: string, runtime: Runtime, models: readonly ModelCard[]): Promise<void> {
    await this.#database.$executeRaw`DELETE FROM worker WHERE heartbeat_at < now() - interval '1 day'`;
    await this.#database.worker.create({ data: { id: this.#id, device, runtime, models: [...models] } });
  }

  async beat(): Promise<void> {
    await this.#database.$executeRaw`UPDATE worker SET heartbeat_at = now() WHERE id = ${this.#id}::uuid`;
  }
}
