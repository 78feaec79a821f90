import { describe, expect, it } from 'vitest';
import { DeviceLost } from '../inference/engine/session.ts';
import type { Unet } from '../inference/engine/unet.ts';
import { roomFor, UnetPool } from '../inference/engine/unet-pool.ts';
import { Fault } from '../prisma/fault.ts';

/** The pool asks nothing of a session but that it be one. */
const session = (name: string) => ({ name }) as unknown as Unet;
const shared = session('shared');

describe('sessions of the UNet', () => {
  it('are one for each number of rows while there is room, and then the shared one', async () => {
    let opened = 0;
    const pool = new UnetPool(shared, 2, async () => {
      opened += 1;
      return session(String(opened));
    });
    const [two, eight, four] = [await pool.for(2), await pool.for(8), await pool.for(4)];
    expect(opened).toBe(2);
    expect(four).toBe(shared);
    expect(await pool.for(2)).toBe(two);
    expect(await pool.for(8)).toBe(eight);
    expect([2, 4, 8].map((rows) => pool.pins(rows))).toEqual([true, false, true]);
  });

  it('stay the shared one where nobody said how much memory there is', async () => {
    expect(roomFor(1_700, 2_100, null)).toBe(0);
    expect(roomFor(1_700, 2_100, 8_000)).toBe(3);
    expect(roomFor(1_700, 2_100, 2_000)).toBe(0);
    const pool = new UnetPool(shared, 0, () => Promise.reject(new Error('nobody should open one')));
    expect(await pool.for(8)).toBe(shared);
  });

  it('fall back to the shared one when the device has less memory than was said', async () => {
    const pool = new UnetPool(shared, 5, () => Promise.reject(new Fault('out_of_memory', 'CUDA failure 2')));
    expect(await pool.for(8)).toBe(shared);
    expect(pool.pins(4)).toBe(false);
    expect(await pool.for(4)).toBe(shared);
  });

  it('do not hide that the device is lost, nor a bug', async () => {
    const lost = new DeviceLost('CUDA failure 700: an illegal memory access was encountered');
    const pool = new UnetPool(shared, 5, () => Promise.reject(lost));
    await expect(pool.for(8)).rejects.toBe(lost);
  });
});
