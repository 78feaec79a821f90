import { setTimeout as delay } from 'node:timers/promises';

/** Asks until the answer is neither null nor undefined nor false, and returns it; fails after the deadline, saying what was awaited. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  withinMs = 10_000,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    if (performance.now() > deadline) throw new Error(`Expected within ${withinMs} ms: ${what}.`);
    await delay(20);
  }
}
