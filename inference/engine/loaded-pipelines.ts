import { strict as assert } from 'node:assert';
import type { Model } from '../models/model.ts';
import { bytesOf, componentsOf } from '../models/weights.ts';
import type { Device } from './device.ts';
import { openPipeline, type Pipeline } from './pipeline.ts';
import type { CreateSession } from './session.ts';

/** What may be open at once. */
export interface LoadedPipelinesOptions {
  device: Device;
  modelsMax: number;
  /** Bytes of weights; null: any. */
  memoryBytes: number | null;
  /** Hears which models are open, whenever that changes. */
  onOpen: (models: readonly string[]) => void;
  /** onnxruntime's own by default. */
  createSession?: CreateSession;
}

interface Loaded {
  /** Its weights on disk, which is nearly what they take on the device. */
  bytes: number;
  pipeline: Promise<Pipeline>;
  /** Jobs that paint with it now. */
  users: number;
  /** Order of last use. */
  usedAt: number;
}

/**
 * The models that are open, as many as there is room for. One that is needed takes the place of the idle one that was used
 * longest ago; where none is idle, the job waits until one is. Opening happens once, however many jobs ask for it.
 */
export class LoadedPipelines {
  readonly #options: LoadedPipelinesOptions;
  readonly #loaded = new Map<string, Loaded>();
  #waiting: (() => void)[] = [];
  #uses = 0;

  constructor(options: LoadedPipelinesOptions) {
    this.#options = options;
  }

  /** The open model, held until `release`. Faults as openPipeline; the next use tries again. */
  async use(model: Model): Promise<Pipeline> {
    const bytes = bytesOf(componentsOf(model)); // one that opens later is counted from the start
    while (!this.#loaded.has(model.name) && !this.#hasRoom(bytes)) await this.#makeRoom();
    const loaded = this.#loaded.get(model.name) ?? {
      pipeline: this.#open(model),
      bytes,
      users: 0,
      usedAt: 0,
    };
    this.#loaded.set(model.name, loaded);
    loaded.users += 1;
    this.#uses += 1;
    loaded.usedAt = this.#uses;
    try {
      const pipeline = await loaded.pipeline;
      this.#tell();
      return pipeline;
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

  #open(model: Model): Promise<Pipeline> {
    const { device, memoryBytes, createSession } = this.#options;
    return openPipeline(model, device, memoryBytes, createSession);
  }

  async #makeRoom(): Promise<void> {
    const idle = [...this.#loaded].filter(([, { users }]) => users === 0).sort(([, a], [, b]) => a.usedAt - b.usedAt);
    const [oldest] = idle;
    if (oldest === undefined) return new Promise((resolve) => void this.#waiting.push(resolve));
    const [name, { pipeline }] = oldest;
    this.#loaded.delete(name);
    this.#tell();
    await (await pipeline).close();
  }

  /** A model that is larger than all memory is let in alone: whether it fits the device, opening it will tell. */
  #hasRoom(bytes: number): boolean {
    const { modelsMax, memoryBytes } = this.#options;
    if (this.#loaded.size === 0) return true;
    const open = [...this.#loaded.values()].reduce((sum, loaded) => sum + loaded.bytes, 0);
    return this.#loaded.size < modelsMax && (memoryBytes === null || open + bytes <= memoryBytes);
  }

  #tell(): void {
    this.#options.onOpen([...this.#loaded.keys()]);
  }

  #wake(): void {
    for (const resume of this.#waiting.splice(0)) resume();
  }
}
