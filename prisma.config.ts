import { defineConfig } from 'prisma/config';

/** For Prisma's own command line only; the product takes its address from bot/config.ts and inference/config.ts. */
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
});
