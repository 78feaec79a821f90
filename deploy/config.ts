import { resolve } from 'node:path';
import { z } from 'zod';
import { readEnvironment } from '../prisma/environment.ts';
import { Secret } from '../prisma/secret.ts';

const schema = z.object({
  DISCORD_TOKEN: z.string().optional(),
  DATABASE_URL: z.string().optional(),
  EASEL_HOME: z.string().default('.easel'),
  EASEL_DASHBOARD_PORT: z.coerce.number().int().min(0).max(65_535).default(3001),
  EASEL_PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
});

/** What the launcher needs to know; the processes that it starts read the rest for themselves. */
export interface LaunchConfig {
  /** Whether a bot token is set: then the bot serves the real Discord, else the local one. */
  hasToken: boolean;
  /** The database to use; null: the embedded one. */
  databaseUrl: Secret | null;
  /** Where the embedded database and the logs live. */
  home: string;
  dashboardPort: number;
  /** Of the local Discord's page. */
  port: number;
}

/** The environment and `.env`, as far as the launcher is concerned. Faults: `config_invalid`. */
export function readLaunchConfig(): LaunchConfig {
  const set = readEnvironment(schema, ['DISCORD_TOKEN', 'DATABASE_URL']);
  return Object.freeze({
    hasToken: set.DISCORD_TOKEN !== undefined,
    databaseUrl: set.DATABASE_URL === undefined ? null : new Secret(set.DATABASE_URL),
    home: resolve(set.EASEL_HOME),
    dashboardPort: set.EASEL_DASHBOARD_PORT,
    port: set.EASEL_PORT,
  });
}
