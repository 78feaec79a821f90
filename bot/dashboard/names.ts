import { setTimeout as delay } from 'node:timers/promises';
import type { Guilds } from '../guilds.ts';

/** Names asked of Discord for one page; it remembers them for the next one. */
const AT_ONCE_MAX = 50;
/** A page waits no longer than this for Discord: whoever has no name by then is shown by their id, this once. */
const WITHIN_MS = 300;

/** What to call people on a page, by their ids; those whom Discord has not named in time are missing. */
export async function namesOf(guilds: Guilds, userIds: readonly string[]): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  const ids = [...new Set(userIds)].slice(0, AT_ONCE_MAX);
  const asked = Promise.all(ids.map(async (id) => names.set(id, await guilds.nameOf(id))));
  const late = new AbortController();
  await Promise.race([asked, delay(WITHIN_MS, undefined, { signal: late.signal })]);
  late.abort();
  asked.catch(() => undefined); // Discord is away: a page is worth more than its names
  return new Map(names);
}
