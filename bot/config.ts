import { z } from 'zod';
import { readEnvironment } from '../prisma/environment.ts';
import { Secret } from '../prisma/secret.ts';

const address = z.url({ protocol: /^https?$/ });
const discordRest = z.strictObject({ api: address, cdn: address, mediaProxy: address });

const schema = z.object({
  DISCORD_TOKEN: z.string({ error: 'is needed: the bot token from the Discord Developer Portal' }),
  DISCORD_REST: z
    .string()
    .transform((text, context) => {
      const parsed = discordRest.safeParse(parseJson(text));
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
  discordRest: z.infer<typeof discordRest> | null;
  databaseUrl: Secret;
  logLevel: string;
}

/** What the bot is told by its environment. Faults: `config_invalid`. */
export function readConfig(): Config {
  const set = readEnvironment(schema, ['DISCORD_TOKEN', 'DATABASE_URL']);
  return Object.freeze({
    discordToken: new Secret(set.DISCORD_TOKEN),
    discordRest: set.DISCORD_REST ?? null,
    databaseUrl: new Secret(set.DATABASE_URL),
    logLevel: set.LOG_LEVEL,
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
