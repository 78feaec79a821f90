import type { Fault } from '../prisma/fault.ts';
import { LEASE_MS } from '../prisma/job.ts';
import { type Log, loggable } from './log.ts';
import type { ClaimedJob, Queue } from './queue.ts';

/**
 * A worker's hold on one job, renewed by a timer until `end`. Painting cannot block that timer: it happens in another
 * thread. A lease is lost when the database says so, or when no renewal got through for as long as a lease lasts,
 * since others may claim the job from then on.
 */
export class Lease {
  /** Aborts with a Fault when the painting must stop. */
  readonly signal: AbortSignal;
  /** Steps done, recorded with each renewal. */
  step = 0;
  readonly #abort = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #renew: () => Promise<boolean>;
  readonly #lost: Fault;
  readonly #log: Log;
  #renewedAtMs = performance.now();

  /** `lost`: what the signal aborts with when the lease is lost. */
  constructor(queue: Queue, job: ClaimedJob, { lost, log }: { lost: Fault; log: Log }) {
    this.signal = this.#abort.signal;
    this.#lost = lost;
    this.#log = log.child({ job: job.id });
    this.#renew = () => queue.renew(job, this.step);
    // At a third: one renewal may fail and the next still comes in time.
    this.#timer = setInterval(() => void this.#tick(), LEASE_MS / 3);
  }

  /** Stops the painting for a reason of the worker's own. */
  breakOff(reason: Fault): void {
    this.#abort.abort(reason);
  }

  /** No more renewals: the outcome is stored, or the job is left to run out. */
  end(): void {
    clearInterval(this.#timer);
  }

  async #tick(): Promise<void> {
    const askedAtMs = performance.now();
    try {
      if (await this.#renew()) this.#renewedAtMs = askedAtMs;
      else this.#abort.abort(this.#lost);
    } catch (error) {
      this.#log.warn(loggable(error), 'a lease could not be renewed');
      if (performance.now() - this.#renewedAtMs >= LEASE_MS) this.#abort.abort(this.#lost);
    }
  }
}
