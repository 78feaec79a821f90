import { byDue, type CallLimits, nextBatch, type Waiting } from './batcher.ts';

/** A sample as it stands in the line, which says what is to be changed here. */
export interface Standing extends Waiting {
  age: number;
  due: number;
  deadline: number;
  /** Calls that it has yet to make. */
  readonly callsLeft: number;
}

/**
 * Everybody's samples that wait for their next step, and time as they know it: UNet calls made. A sample's deadline is
 * counted from when it came, or, where its person had another job before it, from when that one was done: eight grids
 * sent together would else all be due before a picture that came a moment later, which then waited for every one.
 */
export class Line<Sample extends Standing> {
  #samples: Sample[] = [];
  #ages = 0;
  #calls = 0;

  /** Those who wait, in no order. */
  get samples(): readonly Sample[] {
    return this.#samples;
  }

  /** Adds a sample at its first step. */
  join(sample: Sample): void {
    this.#ages += 1;
    sample.age = this.#ages;
    sample.due = this.#calls + sample.callsLeft;
    sample.deadline = sample.due;
    this.#samples.push(sample);
  }

  /** Who makes the next call. */
  next(limits: CallLimits<Sample>): Sample[] {
    return nextBatch(this.#samples, limits);
  }

  /** Counts a call that was made. */
  count(): void {
    this.#calls += 1;
  }

  /** Takes samples out, those that are done or whose job is over. */
  leave(leaves: (sample: Sample) => boolean): void {
    const left = this.#samples.filter(leaves);
    this.#samples = this.#samples.filter((sample) => !leaves(sample));
    const jobs = new Set(this.#samples.map(({ job }) => job));
    for (const { person, job } of left) if (!jobs.has(job)) this.#beginNext(person);
  }

  /** Somebody's next job is their first now. */
  #beginNext(person: unknown): void {
    const own = this.#samples.filter((sample) => sample.person === person);
    const [first] = own.sort(byDue);
    for (const sample of own) {
      if (sample.job === first?.job) sample.deadline = Math.max(sample.due, this.#calls + sample.callsLeft);
    }
  }
}
