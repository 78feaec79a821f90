import { readFileSync } from 'node:fs';

/** Versions of everything that computes pixels: kept with each picture, and shown beside each worker. */
export interface Runtime extends Record<string, string> {
  easel: string;
  node: string;
  onnxruntime: string;
}

export function readRuntime(): Runtime {
  const own = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
    dependencies: Record<string, string>;
  };
  // The package.json pins exact versions, so what it names is what is installed.
  return {
    easel: own.version,
    node: process.versions.node,
    onnxruntime: own.dependencies['onnxruntime-node'] ?? 'unknown',
  };
}
