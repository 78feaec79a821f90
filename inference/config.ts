import { resolve } from 'node:path';
import { z } from 'zod';
import { readEnvironment } from '../prisma/environment.ts';
import { Secret } from '../prisma/secret.ts';

/**
 * diffusers' ways to need less memory, by their names. `attention-slicing`: calls of one picture, since it is the rows
 * of a call that attention's memory grows with; `model-offload`: one model open at a time. `vae-slicing`, one picture
 * after the other, is how Easel always decodes, so naming it changes nothing; tiles it takes by itself.
 */
export const LOW_MEMORY = ['attention-slicing', 'vae-slicing', 'model-offload'] as const;

const schema = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgresql:// address' }),
  EASEL_MODELS_DIR: z.string().default('models'),
  EASEL_DEVICE: z.string().default('auto'),
  EASEL_MEMORY_MB: z.coerce.number().int().min(0).default(0),
  EASEL_LOW_MEMORY: z
    .string()
    .default('')
    .transform((list) =>
      list
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== ''),
    )
    .pipe(z.array(z.enum(LOW_MEMORY))),
  EASEL_CACHE_DIR: z.string().default('.easel/cache'),
  EASEL_THREADS: z.coerce.number().int().min(0).max(1024).default(0),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

export interface Config {
  databaseUrl: Secret;
  modelsDirectory: string;
  /** `auto` (the best that opens), `cpu`, `cuda`, `cuda:N`, `tensorrt`, `tensorrt:N` or `webgpu`. */
  device: string;
  /** Bytes of weights that may be on the device at once; null: any. */
  memoryBytes: number | null;
  lowMemory: readonly (typeof LOW_MEMORY)[number][];
  /** Where measurements are kept from one start to the next. */
  cacheDirectory: string;
  /** CPU threads of one model run; null leaves it to the machine. */
  threads: number | null;
  logLevel: string;
}

/** What the inference process is told by its environment. Faults: `config_invalid`. */
export function readConfig(): Config {
  const set = readEnvironment(schema, ['DATABASE_URL']);
  return Object.freeze({
    databaseUrl: new Secret(set.DATABASE_URL),
    modelsDirectory: set.EASEL_MODELS_DIR,
    device: set.EASEL_DEVICE,
    memoryBytes: set.EASEL_MEMORY_MB === 0 ? null : set.EASEL_MEMORY_MB * 1024 * 1024,
    lowMemory: set.EASEL_LOW_MEMORY,
    cacheDirectory: resolve(set.EASEL_CACHE_DIR),
    threads: set.EASEL_THREADS === 0 ? null : set.EASEL_THREADS,
    logLevel: set.LOG_LEVEL,
  });
}
