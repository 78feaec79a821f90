import { existsSync, readFileSync } from 'node:fs';
import dotenv from 'dotenv';
import type { z } from 'zod';
import { Fault } from './fault.ts';

/**
 * The environment and `.env` → the values that `schema` asks for, or a fault that names everything that is wrong at
 * once. A variable listed in `fromFiles` may come from the file that `NAME_FILE` names, which is how container
 * platforms mount secrets. Values are never part of the message: one of them may be a password.
 */
export function readEnvironment<T>(schema: z.ZodType<T>, fromFiles: readonly string[]): T {
  dotenv.config({ quiet: true });
  const values: Record<string, string | undefined> = { ...process.env };
  const problems: string[] = [];
  for (const name of fromFiles) {
    const path = values[`${name}_FILE`];
    if (!path) continue;
    if (existsSync(path)) values[name] = readFileSync(path, 'utf8').trim();
    else problems.push(`${name}_FILE names a file that does not exist`);
  }
  // An empty line in .env means "not set".
  const set = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(set);
  if (!parsed.success)
    problems.push(...parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`));
  if (!parsed.success || problems.length > 0) {
    throw new Fault('config_invalid', `The configuration needs attention: ${problems.join('; ')}. See .env.example.`);
  }
  return parsed.data;
}
