import { describe, expect, it } from 'vitest';
import { DeviceLost, sessionFault } from '../inference/engine/session.ts';
import { Fault } from '../prisma/fault.ts';

const read = (message: string) => sessionFault(new Error(message), 'device_failed', 'onnxruntime failed');

describe('what onnxruntime throws', () => {
  it.each([
    'CUDA failure 2: out of memory ; GPU=0',
    'Failed to allocate memory for requested buffer of size 1073741824',
    'bfc_arena.cc:376 BFCArena::AllocateRawInternal Available memory is smaller than requested',
    'std::bad_alloc',
  ])('means that memory ran out, and that fewer rows may do: %s', (message) => {
    expect(read(message)).toMatchObject({ code: 'out_of_memory', retryable: true });
  });

  it.each([
    'CUDA failure 700: an illegal memory access was encountered ; GPU=0',
    'CUDA error 719: unspecified launch failure',
    'Device was lost: A valid external Instance reference no longer exists.',
  ])('means that the device answers nothing any more, which ends the process: %s', (message) => {
    const lost = read(message);
    expect(lost).toBeInstanceOf(DeviceLost);
    expect(lost).not.toBeInstanceOf(Fault);
  });

  it('is else the trouble of the job that met it', () => {
    expect(read('Non-zero status code returned while running Conv node')).toMatchObject({
      code: 'device_failed',
      retryable: false,
    });
  });
});
