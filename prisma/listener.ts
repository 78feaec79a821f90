import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

const RECONNECT_MS = 500;
const KEEP_ALIVE_MS = 10_000;
const QUERY_TIMEOUT_MS = 3_000;

export interface ListenerOptions {
  url: string;
  /** What to do with a payload, by channel. A throw from here is a bug and ends the process. */
  channels: Readonly<Record<string, (payload: string) => void>>;
  /** After every (re)connect: look at the tables, since notifications may have been missed. */
  onConnected: () => void;
  /** How often a quiet connection is asked for a sign of life; 10 s by default. */
  keepAliveMs?: number;
}

/**
 * Hears NOTIFY on a connection of its own and comes back by itself when that connection breaks. A half-open
 * connection, which nothing announces, is found by a query every now and then.
 */
export class Listener {
  readonly #options: ListenerOptions;
  readonly #stop = new AbortController();
  readonly #done: Promise<void>;

  constructor(options: ListenerOptions) {
    this.#options = options;
    this.#done = this.#run();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#done;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await this.#listen(signal);
      await delay(RECONNECT_MS, undefined, { signal }).catch(() => undefined); // aborted: the loop ends
    }
  }

  /** One connection, from its opening to its end. Every error of it means the same: it is gone, open another. */
  async #listen(signal: AbortSignal): Promise<void> {
    const { url, channels, onConnected, keepAliveMs = KEEP_ALIVE_MS } = this.#options;
    const client = new pg.Client({
      connectionString: url,
      application_name: 'easel listener',
      connectionTimeoutMillis: QUERY_TIMEOUT_MS,
      query_timeout: QUERY_TIMEOUT_MS,
      keepAlive: true,
    });
    const broken = new AbortController();
    client.on('error', () => broken.abort());
    client.on('end', () => broken.abort());
    client.on('notification', ({ channel, payload }) => channels[channel]?.(payload ?? ''));
    try {
      await client.connect();
      for (const channel of Object.keys(channels)) await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    } catch {
      await client.end().catch(() => undefined); // never connected: nothing to end
      return;
    }
    onConnected();
    const over = AbortSignal.any([signal, broken.signal]);
    while (!over.aborted) {
      await delay(keepAliveMs, undefined, { signal: over }).catch(() => undefined); // aborted: leave below
      if (!over.aborted) await client.query('SELECT 1').catch(() => broken.abort());
    }
    if (signal.aborted) await client.end();
    else await Promise.race([client.end(), once(AbortSignal.timeout(QUERY_TIMEOUT_MS), 'abort')]);
  }
}
