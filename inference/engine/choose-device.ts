import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Fault } from '../../prisma/fault.ts';
import { missingFor } from '../cuda/libraries.ts';
import { forbidTelemetry } from './config.ts';
import { parseDevice } from './device.ts';

/** Which device paints, and why no better one does. */
export interface DeviceChoice {
  device: string;
  /** A sentence each: what a better device lacks. */
  notes: readonly string[];
}

/** The first run compiles shaders or loads kernels; software Vulkan needed 5.5 s. */
const PROBE_TIMEOUT_MS = 60_000;

type Probe = { ms: number } | { problem: string };

/**
 * `auto` → the first of cuda, webgpu and cpu that runs a graph here; a device that was named → itself, or a Fault
 * `device_failed` that says what is missing. TensorRT must be named: it builds engines for minutes at the first use of
 * every size. WebGPU is taken only where it is faster than the CPU: its adapter's kind is not shown to JavaScript, and
 * a software one (lavapipe, SwiftShader) loses by far.
 */
export async function chooseDevice(wanted: string): Promise<DeviceChoice> {
  if (wanted !== 'auto') return { device: await named(wanted), notes: [] };
  const notes: string[] = [];
  const cuda = await probe('cuda:0');
  if ('ms' in cuda) return { device: 'cuda:0', notes };
  notes.push(`cuda cannot be used: ${cuda.problem}`);
  const webgpu = hasGpu() ? await probe('webgpu') : { problem: 'this machine shows no GPU' };
  const cpu = 'ms' in webgpu ? await probe('cpu') : null;
  if ('ms' in webgpu && cpu !== null && 'ms' in cpu && webgpu.ms < cpu.ms) return { device: 'webgpu', notes };
  const why = 'problem' in webgpu ? webgpu.problem : `it takes ${webgpu.ms} ms for what the cpu does in ${timeOf(cpu)}`;
  notes.push(`webgpu cannot be used: ${why}`);
  return { device: 'cpu', notes };
}

async function named(wanted: string): Promise<string> {
  const { name } = parseDevice(wanted, 1);
  if (name === 'cpu') return name; // always there, and nobody should wait for a probe of it
  const result = await probe(name);
  if ('problem' in result) throw new Fault('device_failed', `The device ${name} cannot be used: ${result.problem}.`);
  return name;
}

async function probe(name: string): Promise<Probe> {
  const { provider } = parseDevice(name, 1);
  if (provider === 'cuda' || provider === 'tensorrt') {
    if (process.platform !== 'linux' || process.arch !== 'x64') return { problem: `${provider} needs Linux on x64` };
    const missing = missingFor(provider);
    if (missing.length > 0) return { problem: missing.join('; ') };
  }
  forbidTelemetry();
  const file = fileURLToPath(new URL('./probe.ts', import.meta.url));
  const args = ['--import', import.meta.resolve('tsx'), file, name];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { timeout: PROBE_TIMEOUT_MS }, (error, stdout, stderr) => {
      if (error === null) resolve({ ms: Number(stdout.trim().split('\n').at(-1)) });
      else if (error.signal) resolve({ problem: `its driver crashed or hung (the probe ended by ${error.signal})` });
      else resolve({ problem: reasonIn(stderr) });
    });
  });
}

/** What of standard error tells a person most: what the linker said, else what onnxruntime threw. */
function reasonIn(stderr: string): string {
  const linker = /with error: (.+)/.exec(stderr)?.[1];
  const thrown = /^\w*Error: (.+)/m.exec(stderr)?.[1];
  return (linker ?? thrown ?? stderr.trim()).slice(0, 500);
}

/** A kernel driver's render node; software Vulkan has none. Windows and macOS have a GPU unless they are servers. */
function hasGpu(): boolean {
  if (process.platform !== 'linux') return true;
  return existsSync('/dev/dri') && readdirSync('/dev/dri').some((node) => node.startsWith('renderD'));
}

const timeOf = (probed: Probe | null): string => (probed !== null && 'ms' in probed ? `${probed.ms} ms` : 'no time');
