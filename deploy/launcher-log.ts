import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';

const LEVELS: Record<number, string> = { 40: 'warning', 50: 'error', 60: 'fatal' };

const PINO_KEYS = new Set(['level', 'time', 'msg', 'name']);

/** Keeps what every program logs in `<home>/logs/<name>.log`, and makes a line readable for a terminal. */
export class LauncherLog {
  readonly #directory: string;
  readonly #files = new Map<string, WriteStream>();

  constructor(home: string) {
    this.#directory = join(home, 'logs');
    mkdirSync(this.#directory, { recursive: true });
  }

  write(name: string, line: string): void {
    const file = this.#files.get(name) ?? createWriteStream(join(this.#directory, `${name}.log`), { flags: 'a' });
    this.#files.set(name, file);
    file.write(`${line}\n`);
  }

  close(): void {
    for (const file of this.#files.values()) file.end();
  }
}

/** `12:03:59 inference  warning  the model folder x is damaged …` */
export function readable(name: string, line: string): string {
  if (!line.startsWith('{')) return `${name}  ${line}`;
  const entry = JSON.parse(line) as Record<string, unknown>;
  const { level, time, msg } = entry;
  const clock = typeof time === 'number' ? new Date(time).toTimeString().slice(0, 8) : '';
  const details = Object.entries(entry)
    .filter(([key]) => !PINO_KEYS.has(key))
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return [clock, name.padEnd(9), LEVELS[Number(level)] ?? '', String(msg ?? ''), ...details].filter(Boolean).join(' ');
}
