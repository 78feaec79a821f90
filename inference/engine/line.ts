import { type CallLimits, nextBatch, type Waiting } from './batcher.ts';

/** A sample as it stands in the line, which says what is to be changed here. */
export interface Standing extends Waiting {
  age: number;
  turn: number;
  /** The call in which it would be done, had it been in every one since it came: the order of a person's own. */
  due: number;
  deadline: number;
  /** Whose it is, and which of that person's jobs it belongs to: equal for samples of one. */
  readonly person: unknown;
  readonly job: unknown;
  /** Calls that it has yet to make. */
  readonly callsLeft: number;
}

/**
 * Everybody's samples that wait for their next step, and time as they know it: UNet calls made. A sample's deadline is
 * counted from when it came. Where its person had another job before it, it is counted from when that one's pictures
 * would have been done one after the other: eight grids sent together would else all be due before a picture that came
 * a moment later, and somebody with ever another grid would have four pictures for everybody else's one.
 */
export class Line<Sample extends Standing> {
  #samples: Sample[] = [];
  /** Calls that the pictures of a job which have left it made: the longest, and all together. */
  readonly #made = new Map<unknown, { longest: number; all: number }>();
  /** The call from which a person's next job is counted, where that is yet to come. */
  readonly #from = new Map<unknown, number>();
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
    sample.deadline = this.#deadlineOf(sample);
    this.#samples.push(sample);
    this.#giveTurns(sample.person);
  }

  /** Who makes the next call. */
  next(limits: CallLimits<Sample>): Sample[] {
    return nextBatch(this.#samples, limits);
  }

  /** Counts a call that was made. */
  count(): void {
    this.#calls += 1;
    for (const [person, from] of this.#from) if (from <= this.#calls) this.#from.delete(person);
  }

  /** Takes samples out, those that are done or whose job is over. */
  leave(leaves: (sample: Sample) => boolean): void {
    const left = this.#samples.filter(leaves);
    this.#samples = this.#samples.filter((sample) => !leaves(sample));
    for (const { job, calls, callsLeft } of left) {
      const { longest, all } = this.#made.get(job) ?? { longest: 0, all: 0 };
      const made = calls - callsLeft;
      this.#made.set(job, { longest: Math.max(longest, made), all: all + made });
    }
    const jobs = new Set(this.#samples.map(({ job }) => job));
    for (const { person, job } of left) if (!jobs.has(job)) this.#end(person, job);
  }

  /** A job is over, and its person's next one is the first now. */
  #end(person: unknown, job: unknown): void {
    const made = this.#made.get(job);
    if (made === undefined) return; // another picture of it has left with the last one
    this.#made.delete(job);
    this.#from.set(person, this.#calls + made.all - made.longest);
    for (const sample of this.#giveTurns(person)) if (sample.turn === 0) sample.deadline = this.#deadlineOf(sample);
  }

  /** Orders somebody's jobs. Returns their samples. */
  #giveTurns(person: unknown): Sample[] {
    const own = this.#samples.filter((sample) => sample.person === person);
    own.sort((a, b) => b.priority - a.priority || a.due - b.due || a.age - b.age);
    const jobs = [...new Set(own.map(({ job }) => job))];
    for (const sample of own) sample.turn = jobs.indexOf(sample.job);
    return own;
  }

  #deadlineOf({ person, callsLeft }: Sample): number {
    return Math.max(this.#calls, this.#from.get(person) ?? 0) + callsLeft;
  }
}
