import { Line, type Standing } from '../../inference/engine/line.ts';
import { percentile } from './load.ts';

interface Picture extends Standing {
  person: string;
  job: Job;
  callsLeft: number;
}

interface Job {
  person: string;
  pictures: number;
}

const PLACES = 8;
const ROWS_MAX = 8;
const STEPS = 20;
const OTHERS = 20;
const FLOOD = 200;

/**
 * The 95th percentile of twenty people's wait for one picture each, in UNet calls: with somebody before them who sent
 * 200 requests of so many pictures / without. The engine's own line, and the places and the order of claims of worker.ts
 * and queue.ts, with calls instead of time, so that neighbours of the machine do not show.
 */
export function simulateFlood(pictures: number): number {
  const flood = Array.from({ length: FLOOD }, () => ({ person: 'flooder', pictures }));
  const with95 = percentile(waitsOf(flood), 0.95);
  return with95 / percentile(waitsOf([]), 0.95);
}

/** Calls that each of the others waits; they come when the flooder's first jobs are inside. */
function waitsOf(flood: readonly Job[]): number[] {
  const line = new Line<Picture>();
  const waiting: Job[] = [...flood];
  const inside = new Set<Job>();
  const claim = () => {
    for (let job = nextClaim(waiting, inside); job !== null; job = nextClaim(waiting, inside)) {
      waiting.splice(waiting.indexOf(job), 1);
      inside.add(job);
      for (let picture = 0; picture < job.pictures; picture += 1) line.join(pictureOf(job));
    }
  };
  claim();
  const others = Array.from({ length: OTHERS }, (_, index) => ({ person: `${index}`, pictures: 1 }));
  waiting.push(...others);
  const waits: number[] = [];
  for (let call = 1; waits.length < OTHERS; call += 1) {
    claim();
    const batch = line.next({ rowsMax: () => ROWS_MAX, callMs: (_, rows) => rows });
    line.count();
    for (const picture of batch) picture.callsLeft -= 1;
    line.leave(({ callsLeft }) => callsLeft === 0);
    for (const job of [...inside].filter((each) => line.samples.every((picture) => picture.job !== each))) {
      inside.delete(job);
      if (job.person !== 'flooder') waits.push(call);
    }
  }
  return waits;
}

/** Fewest jobs inside first, then age; null while there is no place, or only people who have their share. */
function nextClaim(waiting: readonly Job[], inside: ReadonlySet<Job>): Job | null {
  if (inside.size >= PLACES) return null;
  const own = ({ person }: Job) => [...inside].filter((job) => job.person === person);
  const picturesOf = (job: Job) => own(job).reduce((sum, { pictures }) => sum + pictures, 0);
  const open = waiting.filter((job) => picturesOf(job) < PLACES);
  return open.sort((a, b) => own(a).length - own(b).length)[0] ?? null;
}

const pictureOf = (job: Job): Picture => ({
  ...{ age: 0, turn: 0, due: 0, deadline: 0, priority: 0 },
  ...{ job, person: job.person, shape: '', rows: 2, calls: STEPS, callsLeft: STEPS },
});
