import { DiscordAPIError, HTTPError } from 'discord.js';
import { type Logger, pino } from 'pino';
import { Fault } from '../prisma/fault.ts';

export type Log = Logger;

/** One JSON line per event on standard output. Prompts and tokens are never logged. */
export const openLog = (level: string): Log => pino({ name: 'bot', level, base: null });

/**
 * What may be logged of an error. discord.js's errors carry the interaction token in `url` and the whole message in
 * `requestBody`, and both pino and console print them, so only these fields ever leave.
 */
export function loggable(error: unknown): Record<string, unknown> {
  if (error instanceof DiscordAPIError) {
    return { error: error.name, message: error.message, code: error.code, status: error.status, method: error.method };
  }
  if (error instanceof HTTPError) return { error: error.name, status: error.status, method: error.method };
  if (error instanceof Fault) return { error: error.name, code: error.code, message: error.message };
  if (error instanceof Error) return { error: error.name, message: error.message, stack: error.stack };
  return { error: String(error) };
}
