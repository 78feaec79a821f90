import { Fault } from '../../prisma/fault.ts';
import type { Unet } from './unet.ts';

/**
 * One session of the UNet for each number of rows, as far as memory allows, for devices that plan anew whenever a
 * session sees another shape (sticky-bucket.ts). Stable Diffusion 1.5's weights are 1.7 GB each in half precision, so
 * four buckets are 7 GB: nothing that may be taken unasked, so without a known budget everything shares the first.
 */
export class UnetPool {
  readonly shared: Unet;
  readonly #open: () => Promise<Unet>;
  /** Further sessions that there is memory for. */
  #room: number;
  readonly #pinned = new Map<number, Promise<Unet>>();

  constructor(shared: Unet, room: number, open: () => Promise<Unet>) {
    this.shared = shared;
    this.#room = room;
    this.#open = open;
  }

  /** Whether calls of so many rows have a session of their own, or could have one. */
  pins(rows: number): boolean {
    return this.#pinned.has(rows) || this.#room > 0;
  }

  /**
   * The session for calls of so many rows. One that does not open leaves them to the shared one for good, since most
   * likely the device has less memory than it was said to have. What is not a Fault rejects: a lost device must end the
   * process here as it does in a call.
   */
  async for(rows: number): Promise<Unet> {
    if (!this.pins(rows)) return this.shared;
    const known = this.#pinned.get(rows);
    if (known !== undefined) return known;
    this.#room -= 1;
    const opened = this.#open().catch((error: unknown) => {
      if (!(error instanceof Fault)) throw error;
      this.#room = 0;
      return this.shared;
    });
    this.#pinned.set(rows, opened);
    return opened;
  }
}

/** How many more sessions of so many bytes a budget holds beside what a model takes anyway; none where it is not known. */
export const roomFor = (bytes: number, taken: number, memoryBytes: number | null): number =>
  memoryBytes === null || bytes === 0 ? 0 : Math.max(0, Math.floor((memoryBytes - taken) / bytes));
