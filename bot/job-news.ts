/** Told when any job moved: a state, a step. What moved is asked of the database, which knows. */
export class JobNews {
  readonly #listeners = new Set<() => void>();

  /** Returns what ends it. */
  onNews(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  announce(): void {
    for (const listener of this.#listeners) listener();
  }
}
