import { z } from 'zod';
import { readEnvironment } from '../prisma/environment.ts';
import { Secret } from '../prisma/secret.ts';
import type { OtherDiscord } from './discord.ts';

const address = z.url({ protocol: /^https?$/ });
const discordRest = z.strictObject({ api: address, cdn: address, mediaProxy: address, site: address });

const schema = z.object({
  DISCORD_TOKEN: z.string({ error: 'is needed: the bot token from the Discord Developer Portal' }),
  DISCORD_REST: z
    .string()
    .transform((text, context) => {
      const parsed = discordRest.safeParse(parseJson(text));
      if (parsed.success) return parsed.data;
      context.addIssue('must be JSON with the addresses api, cdn, mediaProxy and site');
      return z.NEVER;
    })
    .optional(),
  DISCORD_CLIENT_SECRET: z.string().optional(),
  EASEL_DASHBOARD_HOST: z.string().default('127.0.0.1'),
  EASEL_DASHBOARD_PORT: z.coerce.number().int().min(0).max(65_535).default(3001),
  EASEL_DASHBOARD_URL: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' }).optional(),
  EASEL_OWNERS: z
    .string()
    .regex(/^\d{17,20}(\s*,\s*\d{17,20})*$/, 'must be ids of Discord users with commas between them')
    .optional(),
  METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgresql:// address' }),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

export interface Config {
  discordToken: Secret;
  /** Another Discord than the real one. */
  discordRest: OtherDiscord | null;
  databaseUrl: Secret;
  dashboard: DashboardConfig;
  logLevel: string;
}

export interface DashboardConfig {
  host: string;
  /** 0: any free one. */
  port: number;
  /** Where a browser finds it, when that is not the port itself: behind a proxy that speaks TLS. */
  url: string | null;
  /** Discord's, for signing in; null: nobody can, and the page says how to. */
  clientSecret: Secret | null;
  /** Who may do everything, beside the owners of the application. */
  ownerIds: readonly string[];
  /** What /metrics must be asked with; null: it answers this machine alone. */
  metricsToken: Secret | null;
}

/** What the bot is told by its environment. Faults: `config_invalid`. */
export function readConfig(): Config {
  const set = readEnvironment(schema, ['DISCORD_TOKEN', 'DATABASE_URL', 'DISCORD_CLIENT_SECRET', 'METRICS_TOKEN']);
  return Object.freeze({
    discordToken: new Secret(set.DISCORD_TOKEN),
    discordRest: set.DISCORD_REST ?? null,
    databaseUrl: new Secret(set.DATABASE_URL),
    dashboard: {
      host: set.EASEL_DASHBOARD_HOST,
      port: set.EASEL_DASHBOARD_PORT,
      url: set.EASEL_DASHBOARD_URL ?? null,
      clientSecret: secret(set.DISCORD_CLIENT_SECRET),
      ownerIds: set.EASEL_OWNERS?.split(/\s*,\s*/) ?? [],
      metricsToken: secret(set.METRICS_TOKEN),
    },
    logLevel: set.LOG_LEVEL,
  });
}

const secret = (text: string | undefined): Secret | null => (text === undefined ? null : new Secret(text));

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
