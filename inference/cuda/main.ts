import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Fault } from '../../prisma/fault.ts';
import { chooseDevice } from '../engine/choose-device.ts';
import { missingFor, providerFiles, providerFolder } from './libraries.ts';
import { fetchFile, unpackFiles, WHEEL } from './wheel.ts';

/** The composition root of `npm run cuda`: fetches onnxruntime's CUDA provider, and says what else a GPU needs. */

async function main(): Promise<number> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Fault(
      'usage',
      `The CUDA provider is there for Linux on x64, this is ${process.platform} on ${process.arch}.`,
    );
  }
  const version = installedVersion();
  if (version !== WHEEL.version) {
    throw new Fault(
      'usage',
      `Expected onnxruntime-node ${WHEEL.version}, for which the provider is pinned, got ${version}.`,
    );
  }
  if (!existsSync('/proc/driver/nvidia/version')) {
    console.log('This machine shows no NVIDIA GPU (no /proc/driver/nvidia); the provider is installed all the same.');
  }
  const files = providerFiles('tensorrt');
  if (files.every((file) => existsSync(file))) console.log(`The provider is installed in ${providerFolder()}.`);
  else await install(files);

  const missing = missingFor('cuda');
  for (const sentence of missing) console.log(`Missing: ${sentence}.`);
  if (missing.length > 0) {
    console.log('Install them, or name their folder in LD_LIBRARY_PATH, and run this again.');
    return 1;
  }
  await chooseDevice('cuda');
  console.log('A graph ran on cuda:0. Start Easel with EASEL_DEVICE=auto or EASEL_DEVICE=cuda.');
  return 0;
}

async function install(files: readonly string[]): Promise<void> {
  const wheel = join(tmpdir(), basename(WHEEL.url));
  console.log(`Fetching ${WHEEL.url} (${Math.round(WHEEL.bytes / 1e6)} MB) to ${wheel} …`);
  await fetchFile(WHEEL, wheel);
  await unpackFiles(
    wheel,
    files.map((file) => basename(file)),
    providerFolder(),
  );
  console.log(`Checked by SHA-256 and installed in ${providerFolder()}. ${wheel} can be deleted.`);
}

function installedVersion(): string {
  const path = createRequire(import.meta.url).resolve('onnxruntime-node/package.json');
  return String(JSON.parse(readFileSync(path, 'utf8')).version);
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof Fault)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
