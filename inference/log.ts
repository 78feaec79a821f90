import { type Logger, pino } from 'pino';
import { Fault } from '../prisma/fault.ts';

export type Log = Logger;

/** One JSON line per event on standard output. Prompts are never logged. */
export const openLog = (level: string): Log => pino({ name: 'inference', level, base: null });

/** What may be logged of an error. */
export function loggable(error: unknown): Record<string, unknown> {
  if (error instanceof Fault) return { error: error.name, code: error.code, message: error.message };
  if (error instanceof Error) return { error: error.name, message: error.message, stack: error.stack };
  return { error: String(error) };
}
