import { strict as assert } from 'node:assert';
import { dirname } from 'node:path';
import { env, InferenceSession, type OnnxValue } from 'onnxruntime-node';
import { Fault } from '../../prisma/fault.ts';
import type { Component } from '../models/model.ts';
import type { TensorSpec } from '../models/onnx-file.ts';
import { type Device, executionProviders } from './device.ts';
import { ReturnedCopies } from './returned-copies.ts';

/** How onnxruntime's execution providers say that memory ran out: CUDA, its arena, and the CPU allocator. */
const OUT_OF_MEMORY = /out of memory|failed to allocate memory|BFCArena|bad_alloc|bad allocation/i;

/**
 * An error after which a CUDA context, or a GPU process of a browser's kind, answers nothing any more: illegal access,
 * launch failure, a device that fell off the bus.
 */
const DEVICE_LOST =
  /CUDA (error|failure):? ?(700|702|710|719)|illegal memory access|unspecified launch failure|device (is |was )?lost|fallen off the bus/i;

/** What of onnxruntime opens a graph: a file's path, or a file in memory. The seam at which tests make a device fail. */
export type CreateSession = (
  graph: string | Buffer,
  options: InferenceSession.SessionOptions,
) => Promise<InferenceSession>;

const onnxruntime: CreateSession = (graph, options) =>
  typeof graph === 'string' ? InferenceSession.create(graph, options) : InferenceSession.create(graph, options);

/**
 * One ONNX graph, opened on the device. `run` blocks this thread for as long as the graph takes (onnxruntime-node
 * computes on the thread that calls it), which is why all of this lives in a thread of its own.
 */
export class Session {
  readonly #component: Component;
  readonly #session: InferenceSession;
  readonly #copies = new ReturnedCopies();
  #runMs = 0;

  private constructor(component: Component, session: InferenceSession) {
    this.#component = component;
    this.#session = session;
  }

  /**
   * Reads the weights and prepares the graph: the file's, or `graph`, an ONNX file in memory that stands for it and
   * whose weights may lie in other files beside it. Faults: `out_of_memory`, `model_unavailable`.
   */
  static async open(
    component: Component,
    device: Device,
    graph: Buffer | null = null,
    create: CreateSession = onnxruntime,
  ): Promise<Session> {
    // Nothing on standard error: what goes wrong arrives as an exception, and belongs in our own log.
    env.logLevel = 'fatal';
    try {
      const options: InferenceSession.SessionOptions = {
        executionProviders: executionProviders(device),
        graphOptimizationLevel: 'all',
        executionMode: 'sequential',
        intraOpNumThreads: device.threads,
        interOpNumThreads: 1,
        // By default idle threads spin, waiting for work. Alone on two cores that saves 15 % (9.6 instead of 11.3 ms for
        // 8 rows of the embedded model); with one other busy process it costs three times as much (49 instead of 14 ms),
        // and the bot and Postgres are such processes.
        extra: {
          session: {
            intra_op: { allow_spinning: '0' },
            // A graph in memory has no folder, and onnxruntime refuses weights outside of one.
            ...(graph === null ? {} : { model_external_initializers_file_folder_path: dirname(component.path) }),
          },
        },
        logSeverityLevel: 4,
      };
      return new Session(component, await create(graph ?? component.path, options));
    } catch (error) {
      throw sessionFault(error, 'model_unavailable', `onnxruntime cannot open ${component.path} on ${device.name}`);
    }
  }

  input(name: string): TensorSpec {
    return named(this.#component.inputs, name);
  }

  output(name: string): TensorSpec {
    return named(this.#component.outputs, name);
  }

  /** Milliseconds that all runs so far have taken inside onnxruntime, failed ones included. */
  get runMs(): number {
    return this.#runMs;
  }

  /**
   * Computes `outputs` from `inputs`; an output given as a tensor is filled, and only those given as null are returned.
   * Faults: `out_of_memory` (the same call may succeed with fewer rows), `device_failed`.
   */
  async run(inputs: Record<string, OnnxValue>, outputs: Record<string, OnnxValue | null>) {
    const returned = await this.#clocked(() => this.#session.run(inputs, outputs));
    this.#copies.take(returned, outputs);
    return returned;
  }

  async #clocked(run: () => Promise<InferenceSession.ReturnType>): Promise<Record<string, OnnxValue>> {
    const startedAt = performance.now();
    try {
      return await run();
    } catch (error) {
      throw sessionFault(error, 'device_failed', `onnxruntime failed in ${this.#component.path}`);
    } finally {
      this.#runMs += performance.now() - startedAt;
    }
  }

  async close(): Promise<void> {
    await this.#session.release();
  }
}

function named(tensors: readonly TensorSpec[], name: string): TensorSpec {
  const found = tensors.find((tensor) => tensor.name === name);
  assert(found !== undefined, `the catalogue accepted a graph without ${name}`);
  return found;
}

/** Not a Fault, which would be one job's trouble: every later call would fail as this one did. */
export class DeviceLost extends Error {
  override readonly name = 'DeviceLost';
}

/** What onnxruntime threw, as the engine understands it: by its words, since it has no codes. */
export function sessionFault(error: unknown, code: string, what: string): Fault | DeviceLost {
  const message = error instanceof Error ? error.message : String(error);
  // Nobody catches it: the thread ends, the process with it, and a new one takes its jobs.
  if (DEVICE_LOST.test(message)) return new DeviceLost(`${what}: ${message}`, { cause: error });
  const outOfMemory = OUT_OF_MEMORY.test(message);
  return new Fault(outOfMemory ? 'out_of_memory' : code, `${what}: ${message}`, {
    cause: error,
    retryable: outOfMemory,
  });
}
