import { strict as assert } from 'node:assert';
import type { Model } from '../models/model.ts';
import type { Device } from './device.ts';
import { openPipeline, type Pipeline } from './pipeline.ts';

interface Loaded {
  pipeline: Promise<Pipeline>;
  /** Jobs that paint with it now. */
  users: number;
  /** Order of last use. */
  usedAt: number;
}

/**
 * The models that are open, at most `modelsMax`. One that is needed takes the place of the idle one that was used
 * longest ago; where none is idle, the job waits until one is. Opening happens once, however many jobs ask for it.
 */
export class LoadedPipelines {
  readonly #device: Device;
  readonly #modelsMax: number;
  readonly #loaded = new Map<string, Loaded>();
  #waiting: (() => void)[] = [];
  #uses = 0;

  constructor(device: Device, modelsMax: number) {
    this.#device = device;
    this.#modelsMax = modelsMax;
  }

  /** The open model, held until `release`. Faults as openPipeline; the next use tries again. */
  async use(model: Model): Promise<Pipeline> {
    while (!this.#loaded.has(model.name) && this.#loaded.size >= this.#modelsMax) await this.#makeRoom();
    const loaded = this.#loaded.get(model.name) ?? {
      pipeline: openPipeline(model, this.#device),
      users: 0,
      usedAt: 0,
    };
    this.#loaded.set(model.name, loaded);
    loaded.users += 1;
    this.#uses += 1;
    loaded.usedAt = this.#uses;
    try {
      return await loaded.pipeline;
    } catch (error) {
      if (this.#loaded.get(model.name) === loaded) this.#loaded.delete(model.name);
      this.#wake();
      throw error;
    }
  }

  /** Whether a model is open, or being opened. */
  holds(model: Model): boolean {
    return this.#loaded.has(model.name);
  }

  release(pipeline: Pipeline): void {
    const loaded = this.#loaded.get(pipeline.model.name);
    assert(loaded !== undefined && loaded.users > 0, 'a model is released once per use');
    loaded.users -= 1;
    if (loaded.users === 0) this.#wake();
  }

  /** Closes every model; nobody may use one any more. */
  async close(): Promise<void> {
    for (const [name, loaded] of this.#loaded) {
      assert(loaded.users === 0, 'models are closed when no job uses them');
      this.#loaded.delete(name);
      await (await loaded.pipeline).close();
    }
  }

  async #makeRoom(): Promise<void> {
    const idle = [...this.#loaded].filter(([, { users }]) => users === 0).sort(([, a], [, b]) => a.usedAt - b.usedAt);
    const [oldest] = idle;
    if (oldest === undefined) return new Promise((resolve) => void this.#waiting.push(resolve));
    const [name, { pipeline }] = oldest;
    this.#loaded.delete(name);
    await (await pipeline).close();
  }

  #wake(): void {
    for (const resume of this.#waiting.splice(0)) resume();
  }
}
