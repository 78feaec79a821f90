import { type Grants, MAY, type May } from '../grants.ts';
import type { Guilds, Named } from '../guilds.ts';

/** Whether a right includes another. */
export const includes = (right: May, wanted: May): boolean => MAY.indexOf(right) >= MAY.indexOf(wanted);

/** How long an answer of Discord's is believed: whoever loses Manage Server is out after this long at the latest. */
const BELIEVED_MS = 60_000;
/** Entries of the memory; a self-hosted bot has far fewer admins. */
const REMEMBERED_MAX = 10_000;

interface Remembered<T> {
  value: Promise<T>;
  untilMs: number;
}

/**
 * Who may do what, decided here and never by the browser: Discord says who manages a server, asked with the bot's own
 * token; the dashboard's grants say who else may, as long as they are members; the instance's owners may everything.
 */
export class Rights {
  readonly #guilds: Guilds;
  readonly #grants: Grants;
  readonly #ownerIds: readonly string[];
  readonly #nowMs: () => number;
  readonly #members = new Map<string, Remembered<'manages' | 'member' | 'stranger'>>();
  #owners: Remembered<string[]> | null = null;

  constructor(guilds: Guilds, grants: Grants, ownerIds: readonly string[], nowMs: () => number = Date.now) {
    this.#guilds = guilds;
    this.#grants = grants;
    this.#ownerIds = ownerIds;
    this.#nowMs = nowMs;
  }

  /** What a person may do on a server, or on the instance for null; null: nothing. */
  async of(userId: string, guildId: string | null): Promise<May | null> {
    if (guildId !== null && this.#guilds.find(guildId) === null) return null;
    if (await this.isOwner(userId)) return 'manage';
    if (guildId === null) return null;
    const standing = await this.#standingOf(userId, guildId);
    if (standing === 'manages') return 'manage';
    return standing === 'member' ? this.#grants.of(guildId, userId) : null;
  }

  /** The servers that a person may at least look at. A bot that is not verified is in 100 at most. */
  async serversOf(userId: string): Promise<Named[]> {
    const servers = this.#guilds.all();
    const rights = await Promise.all(servers.map(({ id }) => this.of(userId, id)));
    return servers.filter((_, i) => rights[i] !== null);
  }

  async isOwner(userId: string): Promise<boolean> {
    if (this.#ownerIds.includes(userId)) return true;
    const nowMs = this.#nowMs();
    if (this.#owners === null || this.#owners.untilMs <= nowMs) {
      this.#owners = { value: this.#guilds.ownerIds(), untilMs: nowMs + BELIEVED_MS };
      this.#owners.value.catch(() => {
        this.#owners = null;
      }); // whoever waits hears of the error; the next one asks again
    }
    return (await this.#owners.value).includes(userId);
  }

  #standingOf(userId: string, guildId: string): Promise<'manages' | 'member' | 'stranger'> {
    const key = `${guildId} ${userId}`;
    const nowMs = this.#nowMs();
    const known = this.#members.get(key);
    if (known && known.untilMs > nowMs) return known.value;
    if (this.#members.size >= REMEMBERED_MAX) this.#members.clear();
    const value = this.#guilds.member(guildId, userId).then((member) => {
      if (member === null) return 'stranger';
      return member.managesServer ? 'manages' : 'member';
    });
    this.#members.set(key, { value, untilMs: nowMs + BELIEVED_MS });
    value.catch(() => this.#members.delete(key)); // as above
    return value;
  }
}
