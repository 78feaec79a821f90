import { describe, expect, it } from 'vitest';
import { Line, type Standing } from '../inference/engine/line.ts';

interface Picture extends Standing {
  name: string;
  callsLeft: number;
}

const picture = (name: string, person: string, job: string, calls = 20): Picture => ({
  ...{ name, person, job, calls },
  callsLeft: calls,
  shape: 'emoji 12x12',
  rows: 2,
  priority: 0,
  ...{ age: 0, turn: 0, due: 0, deadline: 0 },
});
const limits = { rowsMax: () => 8, callMs: (_: Picture, rows: number) => 10 + rows };

/** The call in which each picture is done, by name; `arrivals` come before the call of their key. */
function paintAll(arrivals: Record<number, readonly Picture[]>): Map<string, number> {
  const line = new Line<Picture>();
  const doneIn = new Map<string, number>();
  const pictures = Object.values(arrivals).reduce((sum, { length }) => sum + length, 0);
  for (let call = 1; doneIn.size < pictures; call += 1) {
    for (const arrival of arrivals[call] ?? []) line.join(arrival);
    const batch = line.next(limits);
    line.count();
    for (const sample of batch) {
      sample.callsLeft -= 1;
      if (sample.callsLeft > 0) continue;
      doneIn.set(sample.name, call);
      line.leave((other) => other === sample);
    }
  }
  return doneIn;
}

/** So many jobs of four pictures, all of one person. */
const grids = (count: number) =>
  Array.from({ length: 4 * count }, (_, index) => picture(`grid ${index}`, 'flooder', `job ${Math.floor(index / 4)}`));

describe('the line', () => {
  it('keeps a picture that comes to eight grids of one person waiting for one of them, not for all', () => {
    const doneIn = paintAll({ 1: grids(8), 2: [picture('other', 'somebody', 'theirs')] });
    expect(doneIn.get('other')).toBe(40);
    expect(Math.max(...doneIn.values())).toBe(180); // a call's rows may be one picture short at the very end, no more
  });

  it('lets everybody who came to a flood pass it, and paints the flood in the end', () => {
    const others = Array.from({ length: 12 }, (_, index) => picture(`other ${index}`, `person ${index}`, 'theirs'));
    const doneIn = paintAll({ 1: grids(8), 2: others });
    const last = Math.max(...others.map(({ name }) => doneIn.get(name) ?? Number.NaN));
    expect(last).toBe(20 + (12 * 20) / 4); // the grid that ran, and all of them
    expect(doneIn.size).toBe(44);
  });

  it('counts what somebody had: after a grid others have their pictures before its person’s next', () => {
    const others = Array.from({ length: 12 }, (_, index) => picture(`other ${index}`, `person ${index}`, 'theirs'));
    const again = picture('again', 'flooder', 'another');
    const doneIn = paintAll({ 1: grids(1), 21: [again, ...others] });
    expect(doneIn.get('other 11')).toBe(80); // and not 100, as with a fourth of the calls for the flooder
    expect(doneIn.get('again')).toBe(100);
  });

  it('counts only the calls that were made: a grid that is cancelled at once delays nothing of its person’s', () => {
    const line = new Line<Picture>();
    for (const each of grids(1)) line.join(each);
    line.leave(({ person }) => person === 'flooder');
    line.join(picture('again', 'flooder', 'another'));
    for (let index = 0; index < 4; index += 1) line.join(picture(`other ${index}`, `person ${index}`, 'theirs'));
    expect(line.next(limits).map(({ name }) => name)).toEqual(['again', 'other 0', 'other 1', 'other 2']);
  });

  it('paints the short picture of a person before that person’s own long ones', () => {
    const long = [1, 2, 3, 4].map((index) => picture(`long ${index}`, 'ada', `job ${index}`, 50));
    const doneIn = paintAll({ 1: long, 6: [picture('short', 'ada', 'last')] });
    expect(doneIn.get('short')).toBe(25);
  });

  it('paints a first grid before a second person’s that came later, pictures of a job together', () => {
    const [first, second] = ['ada', 'bob'].map((person) =>
      [1, 2, 3, 4].map((index) => picture(`${person} ${index}`, person, `job of ${person}`)),
    );
    const doneIn = paintAll({ 1: first ?? [], 2: second ?? [] });
    expect([...doneIn.values()]).toEqual([20, 20, 20, 20, 40, 40, 40, 40]);
  });
});
