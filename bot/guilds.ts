import {
  type Client,
  DiscordAPIError,
  type Guild,
  type GuildMember,
  PermissionFlagsBits,
  RESTJSONErrorCodes,
} from 'discord.js';
import type { Surroundings } from './surroundings.ts';

/** Something of a server with an id and a name: the server itself, a role, a channel. */
export interface Named {
  id: string;
  name: string;
}

/** A member of a server, as Discord knows them now. */
export interface Member extends Named {
  roleIds: string[];
  /** Manage Server, Administrator, or the server's owner. */
  managesServer: boolean;
}

const UNKNOWN_MAX = 10_000;
const NOT_THERE: readonly (number | string)[] = [
  RESTJSONErrorCodes.UnknownMember,
  RESTJSONErrorCodes.UnknownUser,
  RESTJSONErrorCodes.UnknownGuild,
];

/** What the bot knows of its servers: names from the gateway's cache, members asked of Discord each time. */
export class Guilds {
  readonly #client: Client<true>;
  /** People whom Discord does not know, or not any more: it would be asked again for each page. */
  readonly #unknown = new Set<string>();

  constructor(client: Client<true>) {
    this.#client = client;
  }

  /** The application that people sign in to. */
  get applicationId(): string {
    return this.#client.application.id;
  }

  /** By name. */
  all(): Named[] {
    return sorted(this.#client.guilds.cache.values());
  }

  find(guildId: string): Named | null {
    const guild = this.#client.guilds.cache.get(guildId);
    return guild === undefined ? null : { id: guild.id, name: guild.name };
  }

  /** The highest first, without @everyone. */
  roles(guildId: string): Named[] {
    const roles = [...(this.#client.guilds.cache.get(guildId)?.roles.cache.values() ?? [])];
    return roles
      .filter(({ id }) => id !== guildId)
      .sort((a, b) => b.comparePositionTo(a))
      .map(named);
  }

  /** Those that people can write in, by name; threads follow their channel. */
  channels(guildId: string): Named[] {
    const channels = [...(this.#client.guilds.cache.get(guildId)?.channels.cache.values() ?? [])];
    return sorted(
      channels
        .filter((channel) => channel.isTextBased() || channel.isThreadOnly())
        .filter((channel) => !channel.isThread()),
    );
  }

  /** A person as a member of a server, asked of Discord now; null when they are not, or the bot is not. */
  async member(guildId: string, userId: string): Promise<Member | null> {
    const member = await this.#fetchMember(guildId, userId);
    if (member === null) return null;
    return {
      id: member.id,
      name: member.displayName,
      roleIds: [...member.roles.cache.keys()],
      managesServer: member.permissions.has(PermissionFlagsBits.ManageGuild),
    };
  }

  /** What a person would be and have in a channel, as an interaction there would say; null when either is not there. */
  async surroundings(guildId: string, channelId: string, userId: string): Promise<Surroundings | null> {
    const channel = this.#client.guilds.cache.get(guildId)?.channels.cache.get(channelId);
    const member = await this.#fetchMember(guildId, userId);
    if (channel === undefined || member === null) return null;
    const parent = channel.isThread() ? channel.parent : null;
    const marked = parent ?? channel;
    return {
      guildId,
      channelIds: [channelId, ...(parent === null ? [] : [parent.id])],
      roleIds: [...member.roles.cache.keys()],
      isModerator: channel.permissionsFor(member).has(PermissionFlagsBits.ManageMessages),
      isAgeRestricted: 'nsfw' in marked && marked.nsfw === true,
    };
  }

  /** The permissions that the bot needs for an answer in a channel and does not have, by Discord's identifiers. */
  missingPermissions(guildId: string, channelId: string): string[] {
    const guild = this.#client.guilds.cache.get(guildId);
    const me = guild?.members.me;
    const channel = guild?.channels.cache.get(channelId);
    if (!me || channel === undefined) return [];
    return channel.permissionsFor(me).missing([PermissionFlagsBits.AttachFiles]);
  }

  /** Whoever owns the application: a person, or everybody of its team. */
  async ownerIds(): Promise<string[]> {
    const { owner } = await this.#client.application.fetch();
    if (owner === null) return [];
    return 'members' in owner ? [...owner.members.keys()] : [owner.id];
  }

  /** What to call somebody, for a page; their id when Discord does not know them any more. */
  async nameOf(userId: string): Promise<string> {
    if (this.#unknown.has(userId)) return userId;
    try {
      const { displayName } = await this.#client.users.fetch(userId);
      return displayName;
    } catch (error) {
      if (!isNotThere(error)) throw error;
      if (this.#unknown.size >= UNKNOWN_MAX) this.#unknown.clear();
      this.#unknown.add(userId);
      return userId;
    }
  }

  /** Never from the cache: without the members intent nothing keeps it up to date. */
  async #fetchMember(guildId: string, userId: string): Promise<GuildMember | null> {
    const guild: Guild | undefined = this.#client.guilds.cache.get(guildId);
    if (guild === undefined) return null;
    try {
      return await guild.members.fetch({ user: userId, force: true, cache: false });
    } catch (error) {
      if (isNotThere(error)) return null;
      throw error;
    }
  }
}

const isNotThere = (error: unknown): boolean => error instanceof DiscordAPIError && NOT_THERE.includes(error.code);

const named = ({ id, name }: Named): Named => ({ id, name });

const sorted = (things: Iterable<Named>): Named[] =>
  [...things].map(named).sort((a, b) => a.name.localeCompare(b.name, 'en'));
