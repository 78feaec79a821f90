import { defineConfig } from 'vitest/config';

/** The tier that needs Chromium, apart from `npm test`, which needs nothing but Node. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    globalSetup: ['test/postgres.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
