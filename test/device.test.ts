import { afterEach, describe, expect, it } from 'vitest';
import { chooseDevice } from '../inference/engine/choose-device.ts';
import { parseDevice } from '../inference/engine/device.ts';

const { VK_DRIVER_FILES } = process.env;
afterEach(() => {
  if (VK_DRIVER_FILES === undefined) delete process.env.VK_DRIVER_FILES;
  else process.env.VK_DRIVER_FILES = VK_DRIVER_FILES;
});

describe('the device', () => {
  it('is read from the name that people type', () => {
    expect(parseDevice('cuda', 2)).toEqual({ name: 'cuda:0', provider: 'cuda', id: 0, threads: 2 });
    expect(parseDevice('tensorrt:3', 2)).toEqual({ name: 'tensorrt:3', provider: 'tensorrt', id: 3, threads: 2 });
    expect(parseDevice('webgpu', 2).name).toBe('webgpu');
  });

  it.each(['gpu', 'cpu:1', 'cuda:x', 'webgpu:0', ''])('is refused when nobody knows it: "%s"', async (name) => {
    await expect(chooseDevice(name)).rejects.toMatchObject({ code: 'device_unknown' });
  });

  it('that is left open is one that can be named, with a reason for each better one that is not taken', async () => {
    const { device, notes } = await chooseDevice('auto');
    expect(parseDevice(device, 1).name).toBe(device);
    expect(notes).toHaveLength(['cuda:0', 'webgpu', 'cpu'].indexOf(device));
  });

  it('that was asked for and is not there stops the start with the reason, in one sentence', async () => {
    process.env.VK_DRIVER_FILES = '/nowhere.json';
    await expect(chooseDevice('webgpu')).rejects.toMatchObject({
      code: 'device_failed',
      retryable: false,
      message: expect.stringMatching(/^The device webgpu cannot be used: .*No supported adapters\.$/),
    });
    await expect(chooseDevice('cuda:99')).rejects.toMatchObject({
      code: 'device_failed',
      message: expect.stringMatching(/^The device cuda:99 cannot be used: .{10,}\.$/),
    });
  });
});
