import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '../prisma/fault.ts';

export interface Program {
  name: 'bot' | 'inference';
  /** Its main.ts. */
  file: URL;
  /** Added to this process's own environment. */
  env: Readonly<Record<string, string>>;
}

export interface SupervisorOptions {
  /** One line that a program printed: JSON from its log. */
  onLine: (name: string, line: string) => void;
  /** A program that no restart mends; everything should stop. */
  onGiveUp: (fault: Fault) => void;
}

const SECOND = 1_000;
/** A program that stops with this code asks for a person, not for a restart (sysexits' EX_CONFIG). */
const EXIT_CONFIG = 78;
const RESTART_FIRST_MS = 500;
const RESTART_MAX_MS = 30 * SECOND;
/** A program that falls this often before it was ever ready will not become ready by itself. */
const FALLS_BEFORE_READY_MAX = 3;
/** After this long a program counts as healthy and its next fall is treated as its first. */
const HEALTHY_MS = 60 * SECOND;
/** A worker may finish what it paints for 20 s. */
const STOP_WITHIN_MS = 25 * SECOND;

/**
 * Keeps one program running: starts it again when it falls, later each time, and stops it when this process stops.
 * The IPC channel tells when it is ready, and tells the program when this process died without saying so.
 */
export class Supervisor {
  readonly #program: Program;
  readonly #options: SupervisorOptions;
  #child: ChildProcess | null = null;
  #stopping = false;
  #lastFatal = '';

  constructor(program: Program, options: SupervisorOptions) {
    this.#program = program;
    this.#options = options;
  }

  /** The running process's id; for tests that kill it. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts the program and resolves when it says that it is ready for the first time. */
  start(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#keepRunning(resolve).catch(reject);
    });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    const late = delay(STOP_WITHIN_MS, 'late' as const, { ref: false });
    if ((await Promise.race([gone, late])) === 'late') child.kill('SIGKILL');
    await gone;
  }

  async #keepRunning(onReady: () => void): Promise<void> {
    let wasReady = false;
    const ready = () => {
      wasReady = true;
      onReady();
    };
    for (let falls = 1; !this.#stopping; falls += 1) {
      const startedAt = Date.now();
      const code = await this.#runOnce(ready);
      if (this.#stopping) return;
      if (code === EXIT_CONFIG || (!wasReady && falls >= FALLS_BEFORE_READY_MAX)) throw this.#giveUp();
      if (Date.now() - startedAt > HEALTHY_MS) falls = 1;
      await delay(Math.min(RESTART_FIRST_MS * 2 ** (falls - 1), RESTART_MAX_MS), undefined, { ref: false });
    }
  }

  #giveUp(): Fault {
    this.#stopping = true;
    const sentence = this.#lastFatal || `The ${this.#program.name} process falls each time it is started; see its log.`;
    const fault = new Fault('program_refused', sentence);
    this.#options.onGiveUp(fault);
    return fault;
  }

  async #runOnce(onReady: () => void): Promise<number | null> {
    const { name, file, env } = this.#program;
    // A process group of its own: Ctrl+C in a terminal is for the launcher, which stops its programs in order.
    const child = fork(file, {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
      env: { ...process.env, ...env },
    });
    this.#child = child;
    child.on('message', (message) => {
      if (typeof message === 'object' && message !== null && 'ready' in message) onReady();
    });
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        this.#lastFatal = fatalMessage(line) ?? this.#lastFatal;
        this.#options.onLine(name, line);
      });
    }
    const [code] = (await once(child, 'exit')) as [number | null];
    return code;
  }
}

const FATAL = 60;

/** The message of a log line of level fatal. */
function fatalMessage(line: string): string | null {
  if (!line.startsWith('{')) return null;
  const { level, msg } = JSON.parse(line) as { level?: number; msg?: string };
  return level === FATAL ? (msg ?? null) : null;
}
