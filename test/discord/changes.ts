import { EventEmitter, once } from 'node:events';

/** Tells waiters that something changed, so that nobody polls. */
export class Changes {
  readonly #emitter = new EventEmitter().setMaxListeners(0);

  announce(): void {
    this.#emitter.emit('change');
  }

  /** Calls at every change until it is stopped. */
  onChange(listener: () => void): () => void {
    this.#emitter.on('change', listener);
    return () => this.#emitter.off('change', listener);
  }

  /** Resolves with the first value that `look` finds; after `timeoutMs` rejects with what was waited for. */
  async until<T>(look: () => T | null, timeoutMs: number, waitedFor: () => string): Promise<T> {
    const timeout = AbortSignal.timeout(timeoutMs);
    for (;;) {
      const found = look();
      if (found !== null) return found;
      try {
        await once(this.#emitter, 'change', { signal: timeout });
      } catch (cause) {
        if (!timeout.aborted) throw cause;
        throw new Error(`after ${timeoutMs} ms there was no ${waitedFor()}`, { cause });
      }
    }
  }
}
