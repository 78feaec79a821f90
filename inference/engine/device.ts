import { Fault } from '../../prisma/fault.ts';

/** Where the graphs run. */
export interface Device {
  /** As people write it and as provenance records it: `cpu`, `cuda:0`, `webgpu`. */
  name: string;
  provider: 'cpu' | 'cuda' | 'webgpu';
  /** Which of several GPUs; 0 for the others. */
  id: number;
  /** Threads that one graph may use on the CPU. */
  threads: number;
}

/** Reads `cpu`, `webgpu`, `cuda` or `cuda:N`. Throws a Fault `device_unknown` for anything else. */
export function parseDevice(name: string, threads: number): Device {
  const [, provider, id] = /^(cpu|webgpu|cuda)(?::(\d{1,2}))?$/.exec(name) ?? [];
  if ((provider === 'cpu' || provider === 'webgpu') && id === undefined) return { name, provider, id: 0, threads };
  if (provider === 'cuda') return { name: `cuda:${Number(id ?? 0)}`, provider, id: Number(id ?? 0), threads };
  throw new Fault('device_unknown', `Expected the device to be cpu, webgpu, cuda or cuda:N, got "${name}".`);
}
