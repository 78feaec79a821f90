import { describe, expect, it } from 'vitest';
import { estimate } from '../prisma/eta.ts';
import { type ModelSpeed, msPerRowStep, workerSpeed } from '../prisma/worker-speed.ts';

/** 10 ms for 2 rows, 24 for 8: 3 ms a row where calls are full. */
const speed: ModelSpeed = {
  curve: [
    { rows: 2, ms: 10 },
    { rows: 8, ms: 24 },
  ],
  rowsBest: 8,
  openMs: 500,
};

describe('an estimate', () => {
  it('is nothing before a worker has measured the model', () => {
    expect(estimate({ ahead: 100, own: 40, rows: 2, steps: 20 }, [])).toBeNull();
  });

  it('of a job alone is its calls, which may be less than full', () => {
    // 20 calls of 2 rows at 10 ms; in full calls its 40 row-steps would take 120 ms
    expect(estimate({ ahead: 0, own: 40, rows: 2, steps: 20 }, [speed])).toEqual({ startsInMs: 0, endsInMs: 200 });
  });

  it('lies between two measurements, and goes on beyond the last', () => {
    expect(estimate({ ahead: 0, own: 100, rows: 5, steps: 20 }, [speed])?.endsInMs).toBe(20 * 17);
    expect(estimate({ ahead: 0, own: 320, rows: 16, steps: 20 }, [speed])?.endsInMs).toBe(20 * 48);
  });

  it('begins when the work ahead is done, by all workers together', () => {
    expect(estimate({ ahead: 600, own: 40, rows: 2, steps: 20 }, [speed])?.startsInMs).toBe(1_800);
    expect(estimate({ ahead: 600, own: 40, rows: 2, steps: 20 }, [speed, speed])?.startsInMs).toBeCloseTo(900);
  });

  it('rests on what a worker writes into its row', () => {
    expect(workerSpeed.parse(JSON.parse(JSON.stringify({ emoji: speed })))).toEqual({ emoji: speed });
    expect(msPerRowStep(speed)).toBe(3);
    expect(workerSpeed.safeParse({ emoji: { ...speed, curve: [] } }).success).toBe(false);
  });
});
