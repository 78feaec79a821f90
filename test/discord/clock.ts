/** The time as this Discord sees it: the machine's, moved ahead by tests that would otherwise wait fifteen minutes. */
export class Clock {
  #aheadMs = 0;

  now(): number {
    return Date.now() + this.#aheadMs;
  }

  advance(ms: number): void {
    this.#aheadMs += ms;
  }
}
