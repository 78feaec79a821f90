import type { OnnxValue } from 'onnxruntime-node';

/** Bytes that may wait to be freed: to free one copy takes 36 µs, as it does to free ten. */
const WAITING_MAX = 4 * 2 ** 20;

type Outputs = Record<string, OnnxValue | null>;

/**
 * onnxruntime-node 1.30 fills an output that it is given and returns a copy as well (its pull request 32346 is open):
 * 25 MB in a grid of 512×512, for which V8 collected the engine thread's whole heap twice a grid, 8 ms. Here they are
 * freed without V8: a closed port takes what is sent, and drops it.
 */
export class ReturnedCopies {
  readonly #drain = new MessageChannel().port1;
  #waiting: ArrayBuffer[] = [];
  #bytes = 0;

  constructor() {
    this.#drain.close();
  }

  /** Takes out of `returned` what is in `outputs` already. */
  take(returned: Record<string, OnnxValue>, outputs: Outputs): void {
    for (const [name, given] of Object.entries(outputs)) {
      const copy = returned[name];
      if (given === null || copy === undefined) continue;
      delete returned[name];
      if (memoryOf(copy) !== memoryOf(given)) this.#free(memoryOf(copy));
    }
  }

  #free(memory: ArrayBuffer): void {
    this.#waiting.push(memory);
    this.#bytes += memory.byteLength;
    if (this.#bytes < WAITING_MAX) return;
    this.#drain.postMessage(null, this.#waiting);
    this.#waiting = [];
    this.#bytes = 0;
  }
}

/** Where a tensor's numbers are: on this side, as those of every graph here. */
const memoryOf = ({ data }: OnnxValue): ArrayBuffer => (data as Float32Array<ArrayBuffer>).buffer;
