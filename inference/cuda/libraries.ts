import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The library of NVIDIA's driver. Nothing installs it but the driver itself. */
const DRIVER = 'libcuda.so.1';

/** What the CUDA provider of onnxruntime 1.30 links (`readelf -d`), and cuDNN, which its convolutions open themselves. */
const LIBRARIES = [
  DRIVER,
  'libcudart.so.13',
  'libcublas.so.13',
  'libcublasLt.so.13',
  'libcurand.so.10',
  'libcudnn.so.9',
] as const;
const TENSORRT_LIBRARIES = ['libnvinfer.so.10', 'libnvonnxparser.so.10'] as const;

const HINTS: Readonly<Record<string, string>> = {
  [DRIVER]: 'install the NVIDIA driver, version 580 or later',
  'libcudnn.so.9': 'install cuDNN 9 for CUDA 13',
  'libnvinfer.so.10': 'install TensorRT 10',
  'libnvonnxparser.so.10': 'install TensorRT 10',
};

/** The folder of onnxruntime-node's own libraries, where its providers must lie too. */
export function providerFolder(): string {
  const require = createRequire(import.meta.url);
  const root = dirname(require.resolve('onnxruntime-node/package.json'));
  return join(root, 'bin', 'napi-v6', process.platform, process.arch);
}

/** Files of the provider itself: from `npm run cuda`. */
export function providerFiles(provider: 'cuda' | 'tensorrt'): string[] {
  const names = provider === 'cuda' ? ['shared', 'cuda'] : ['shared', 'cuda', 'tensorrt'];
  return names.map((name) => join(providerFolder(), `libonnxruntime_providers_${name}.so`));
}

/** Sentences about what the provider lacks on this machine: its own files, then the libraries that it opens. */
export function missingFor(provider: 'cuda' | 'tensorrt'): string[] {
  const file = providerFiles(provider).find((path) => !existsSync(path));
  const own =
    file === undefined ? [] : [`the provider library ${file.split('/').at(-1)} is not installed: npm run cuda`];
  const wanted = provider === 'cuda' ? LIBRARIES : [...LIBRARIES, ...TENSORRT_LIBRARIES];
  const missing = new Map<string, string[]>();
  for (const name of wanted) {
    if (canOpen(name)) continue;
    const hint = HINTS[name] ?? 'install the CUDA 13 runtime libraries';
    missing.set(hint, [...(missing.get(hint) ?? []), name]);
  }
  return [...own, ...Array.from(missing, ([hint, names]) => `${names.join(', ')} not found: ${hint}`)];
}

/**
 * Asks the dynamic linker, which alone knows its cache and LD_LIBRARY_PATH. Node opens the library and then complains
 * that it is no add-on of Node; only a library that cannot be opened is named at the start of the complaint.
 */
function canOpen(library: string): boolean {
  try {
    process.dlopen({ exports: {} }, library);
    return true;
  } catch (error) {
    return error instanceof Error && /self-register/.test(error.message);
  }
}
