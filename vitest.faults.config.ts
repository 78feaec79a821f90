import { defineConfig } from 'vitest/config';

/** The tier of what takes long: processes that are killed, a device that is lost, hundreds of hostile strings. */
export default defineConfig({
  test: {
    include: ['test/faults/**/*.test.ts'],
    globalSetup: ['test/postgres.ts'],
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
