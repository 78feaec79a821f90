import { existsSync, readFileSync } from 'node:fs';
import dotenv from 'dotenv';
import { z } from 'zod';
import { Fault } from '../prisma/fault.ts';
import { Secret } from '../prisma/secret.ts';

const address = z.url({ protocol: /^https?$/ });

const schema = z.object({
  DISCORD_TOKEN: z.string().min(1, 'is needed: the bot token from the Discord Developer Portal'),
  DISCORD_REST: z
    .string()
    .transform((text, context) => {
      const parsed = z.strictObject({ api: address, cdn: address, mediaProxy: address }).safeParse(parseJson(text));
      if (parsed.success) return parsed.data;
      context.addIssue('must be JSON with the addresses api, cdn and mediaProxy');
      return z.NEVER;
    })
    .optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgresql:// address' }),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

export interface Config {
  discordToken: Secret;
  /** Another Discord than the real one. */
  discordRest: { api: string; cdn: string; mediaProxy: string } | null;
  databaseUrl: Secret;
  logLevel: string;
}

/** Variables that may come from a file, as container platforms mount secrets: `NAME_FILE` holds the path. */
const FROM_FILES = ['DISCORD_TOKEN', 'DATABASE_URL'] as const;

/**
 * The environment and `.env` → one frozen configuration, or a fault that names everything that is wrong at once.
 * Values are never part of the message: one of them may be a password.
 */
export function readConfig(): Config {
  dotenv.config({ quiet: true });
  const values: Record<string, string | undefined> = { ...process.env };
  const problems: string[] = [];
  for (const name of FROM_FILES) {
    const path = values[`${name}_FILE`];
    if (!path) continue;
    if (existsSync(path)) values[name] = readFileSync(path, 'utf8').trim();
    else problems.push(`${name}_FILE names a file that does not exist`);
  }
  // An empty line in .env means "not set".
  const set = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(set);
  if (!parsed.success) problems.push(...parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`));
  if (!parsed.success || problems.length > 0) {
    throw new Fault('config_invalid', `The configuration needs attention: ${problems.join('; ')}. See .env.example.`);
  }
  const { data } = parsed;
  return Object.freeze({
    discordToken: new Secret(data.DISCORD_TOKEN),
    discordRest: data.DISCORD_REST ?? null,
    databaseUrl: new Secret(data.DATABASE_URL),
    logLevel: data.LOG_LEVEL,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
