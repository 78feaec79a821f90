import { resolve } from 'node:path';
import dotenv from 'dotenv';
import { z } from 'zod';
import { Fault } from '../prisma/fault.ts';

const schema = z.object({
  DISCORD_TOKEN: z.string().optional(),
  DISCORD_TOKEN_FILE: z.string().optional(),
  DATABASE_URL: z.string().optional(),
  DATABASE_URL_FILE: z.string().optional(),
  EASEL_HOME: z.string().default('.easel'),
  EASEL_PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
});

/** What the launcher needs to know; the processes that it starts read the rest for themselves. */
export interface LaunchConfig {
  /** Whether a bot token is set: then the bot serves the real Discord, else the local one. */
  hasToken: boolean;
  /** Whether a database is named: then that one is used, else the embedded one. */
  hasDatabase: boolean;
  /** Where the embedded database and the logs live. */
  home: string;
  /** Of the local Discord's page. */
  port: number;
}

/** The environment and `.env`, as far as the launcher is concerned. */
export function readLaunchConfig(): LaunchConfig {
  dotenv.config({ quiet: true });
  const set = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(set);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
    throw new Fault('config_invalid', `The configuration needs attention: ${problems}. See .env.example.`);
  }
  const { data } = parsed;
  return Object.freeze({
    hasToken: Boolean(data.DISCORD_TOKEN ?? data.DISCORD_TOKEN_FILE),
    hasDatabase: Boolean(data.DATABASE_URL ?? data.DATABASE_URL_FILE),
    home: resolve(data.EASEL_HOME),
    port: data.EASEL_PORT,
  });
}
