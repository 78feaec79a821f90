import { spawnSync } from 'node:child_process';

/**
 * Runs `prisma generate` with no download. The command insists that a schema engine exists although generating does
 * not use one; naming any existing file satisfies it. Never name a program such as /bin/true here: `prisma migrate
 * deploy` would then exit 0 having applied nothing, whereas with package.json it fails loudly.
 */
const { status, error } = spawnSync('prisma', ['generate', '--no-hints'], {
  stdio: ['ignore', 'ignore', 'inherit'],
  shell: process.platform === 'win32',
  env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: './package.json', PRISMA_HIDE_UPDATE_MESSAGE: '1' },
});
if (error) throw error;
process.exitCode = status ?? 1;
