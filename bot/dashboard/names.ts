import type { Guilds } from '../guilds.ts';

/** Names asked of Discord at once; discord.js remembers them for the next page. */
const AT_ONCE_MAX = 50;

/** What to call people on a page, by their ids. Those beyond the limit keep their id. */
export async function namesOf(guilds: Guilds, userIds: readonly string[]): Promise<Map<string, string>> {
  const ids = [...new Set(userIds)].slice(0, AT_ONCE_MAX);
  return new Map(await Promise.all(ids.map(async (id) => [id, await guilds.nameOf(id)] as const)));
}
