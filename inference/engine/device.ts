import { Fault } from '../../prisma/fault.ts';

/** onnxruntime's execution providers that Easel uses, by their names in `executionProviders`. */
export type Provider = 'cpu' | 'cuda' | 'tensorrt' | 'webgpu';

/** Where the graphs run. */
export interface Device {
  /** As people write it and as provenance records it: `cpu`, `cuda:0`, `tensorrt:0`, `webgpu`. */
  name: string;
  provider: Provider;
  /** Which of several GPUs; 0 for the others. */
  id: number;
  /** Threads that one graph may use on the CPU. */
  threads: number;
}

/** Reads `cpu`, `webgpu`, `cuda[:N]` or `tensorrt[:N]`. Throws a Fault `device_unknown` for anything else. */
export function parseDevice(name: string, threads: number): Device {
  const [, provider, id] = /^(cpu|webgpu|cuda|tensorrt)(?::(\d{1,2}))?$/.exec(name) ?? [];
  if ((provider === 'cpu' || provider === 'webgpu') && id === undefined) return { name, provider, id: 0, threads };
  if (provider === 'cuda' || provider === 'tensorrt') {
    return { name: `${provider}:${Number(id ?? 0)}`, provider, id: Number(id ?? 0), threads };
  }
  throw new Fault(
    'device_unknown',
    `Expected the device to be auto, cpu, webgpu, cuda, cuda:N, tensorrt or tensorrt:N, got "${name}".`,
  );
}

/** A device as onnxruntime takes it. TensorRT leaves what it cannot do to CUDA; both take a device's number only. */
export function executionProviders({ provider, id: deviceId }: Pick<Device, 'provider' | 'id'>) {
  switch (provider) {
    case 'cuda':
      return [{ name: 'cuda' as const, deviceId }];
    case 'tensorrt':
      return [
        { name: 'tensorrt' as const, deviceId },
        { name: 'cuda' as const, deviceId },
      ];
    default:
      return [provider];
  }
}
