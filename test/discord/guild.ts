import { type APIUser, PermissionFlagsBits, type UserFlags } from 'discord-api-types/v10';
import { EVERYONE, type Home, type Membership, newPrintRoom, newStudio, OWNER, type Role } from './home.ts';
import { FILE_BYTES_MAX } from './request-body.ts';

/**
 * The place where everything happens: one guild, its channels, people and roles; beside it a second guild of the bot
 * and a channel of a third, where it is no member. The ids never change, because a bot
 * stores them and this Discord forgets everything when it ends.
 */
export const GUILD_ID = '1300000000000000001';
export const GUILD_NAME = 'Easel Studio';
/** A guild that the bot is no member of; people use it there because they installed it for themselves. */
export const OTHER_GUILD_ID = '1300000000000000003';
/** A second guild with the bot: ada manages it, bob is there too, and neither cleo nor dan. */
export const PRINT_ROOM_ID = '1300000000000000004';
export const APPLICATION_ID = '1300000000000000002';
/** When guild, people and bot appeared. */
export const FOUNDED = '2026-01-01T00:00:00.000Z';

export interface Channel {
  id: string;
  name: string;
  /** The guild that it is a place of, or null for the direct messages with the person of `recipientId`. */
  guildId: string | null;
  recipientId: string | null;
  /** The channel that a thread was opened in. */
  parentId: string | null;
  /** Whether it holds posts, which are threads, and no messages of its own. */
  isForum: boolean;
  /** Its own mark, or that of a thread's channel. */
  isAgeRestricted: boolean;
  /** A thread in which nobody wrote for long. Writing opens it again, unless it is locked. */
  isArchived: boolean;
  isLocked: boolean;
  /** What the bot may do here; tests take permissions away. */
  botPermissions: bigint;
}

export interface Account {
  user: APIUser;
  /** By the ids of the guilds that this person is in. */
  memberships: Map<string, Membership>;
  acceptsDirectMessages: boolean;
  /** The largest file that the app sends for this person: more than everybody's with Nitro. */
  fileBytesMax: number;
  /** Language of the app. */
  locale: string;
}

const { EmbedLinks, AttachFiles, MentionEveryone } = PermissionFlagsBits;
/** Discord sends 0, for which discord-api-types has no name. */
const NO_FLAGS = 0 as UserFlags;
/** What Discord says that an app may do where it is no member: answer, but not look around. */
const AS_GUEST = EmbedLinks | AttachFiles | MentionEveryone;

/** A user as Discord describes one. */
export function newUser(id: string, name: string, isBot: boolean): APIUser {
  const globalName = isBot ? null : `${name[0]?.toUpperCase()}${name.slice(1)}`;
  return {
    id,
    username: name,
    discriminator: '0',
    global_name: globalName,
    avatar: null,
    bot: isBot,
    public_flags: NO_FLAGS,
    flags: NO_FLAGS,
    primary_guild: null,
  };
}

export const botUser = newUser(APPLICATION_ID, 'Easel', true);

const channel = (number: number, name: string, rest: Partial<Channel> = {}): Channel => ({
  id: `13000000000000001${String(number).padStart(2, '0')}`,
  name,
  guildId: GUILD_ID,
  recipientId: null,
  parentId: null,
  isForum: false,
  isAgeRestricted: false,
  isArchived: false,
  isLocked: false,
  botPermissions: EVERYONE,
  ...rest,
});

const member = (...roleIds: string[]): Membership => ({ roleIds, withheld: 0n });

const account = (number: number, name: string, memberships: Record<string, Membership> = {}): Account => ({
  user: newUser(`13000000000000002${String(number).padStart(2, '0')}`, name, false),
  memberships: new Map(Object.entries({ [GUILD_ID]: member(), [OTHER_GUILD_ID]: member(), ...memberships })),
  acceptsDirectMessages: true,
  fileBytesMax: FILE_BYTES_MAX,
  locale: 'en-US',
});

/** Channels, people and roles; direct messages are opened on demand. */
export class Guild {
  readonly channels = [
    channel(1, 'art'),
    channel(2, 'general'),
    channel(3, 'late', { isAgeRestricted: true }),
    channel(4, 'showcase', { isForum: true }),
    channel(5, 'elsewhere', { guildId: OTHER_GUILD_ID, botPermissions: AS_GUEST }),
    channel(6, 'press', { guildId: PRINT_ROOM_ID }),
  ];
  /** The guilds that the bot is in; the first is the one that `GUILD_ID` names. */
  readonly homes: readonly Home[] = [newStudio(GUILD_ID, GUILD_NAME), newPrintRoom(PRINT_ROOM_ID, 'Print Room')];
  readonly accounts = [
    account(1, 'ada', { [PRINT_ROOM_ID]: member(this.roleNamed('curator').id) }),
    account(2, 'bob', { [PRINT_ROOM_ID]: member() }),
    account(3, 'cleo', { [GUILD_ID]: member(this.roleNamed('moderator').id) }),
    account(4, 'dan', { [GUILD_ID]: member(this.roleNamed('manager').id) }),
    account(5, 'erin', { [PRINT_ROOM_ID]: member() }),
  ];

  /** Of every guild here, and of the bot's application. */
  get owner(): Account {
    return this.accountNamed('erin');
  }

  /** Words that the guild's AutoMod blocks. */
  readonly blockedWords: string[] = [];

  findHome(id: string): Home | undefined {
    return this.homes.find((known) => known.id === id);
  }

  /** What the bot sees of one of its guilds: its channels and the threads in them. */
  placesOf(guildId: string): { channels: Channel[]; threads: Channel[] } {
    const own = this.channels.filter((known) => known.guildId === guildId);
    return {
      channels: own.filter(({ parentId }) => parentId === null),
      threads: own.filter(({ parentId }) => parentId !== null),
    };
  }

  membersOf(guildId: string): Account[] {
    return this.accounts.filter(({ memberships }) => memberships.has(guildId));
  }

  /** What a person may in a guild: as everyone, by their roles, and as its owner. Nothing where they are no member. */
  permissionsOf({ user, memberships }: Account, guildId: string): bigint {
    const membership = memberships.get(guildId);
    if (membership === undefined) return 0n;
    if (user.id === this.owner.user.id) return OWNER;
    const held = this.findHome(guildId)?.roles.filter(({ id }) => membership.roleIds.includes(id)) ?? [];
    return held.reduce((sum, { permissions }) => sum | permissions, EVERYONE) & ~membership.withheld;
  }

  findChannel(id: string): Channel | undefined {
    return this.channels.find((known) => known.id === id);
  }

  /** A channel of a guild by its name. */
  channelNamed(name: string): Channel {
    const found = this.channels.find((known) => known.guildId !== null && known.name === name);
    if (!found) throw new RangeError(`expected the name of a channel, got ${name}`);
    return found;
  }

  findAccount(id: string): Account | undefined {
    return this.accounts.find(({ user }) => user.id === id);
  }

  accountNamed(name: string): Account {
    const found = this.accounts.find(({ user }) => user.username === name);
    if (!found) throw new RangeError(`expected the name of a person, got ${name}`);
    return found;
  }

  /** A role of any guild of the bot. */
  roleNamed(name: string): Role {
    const found = this.homes.flatMap(({ roles }) => roles).find((known) => known.name === name);
    if (!found) throw new RangeError(`expected the name of a role, got ${name}`);
    return found;
  }

  /** The guild that a role is of. */
  homeOfRole(roleId: string): Home {
    const found = this.homes.find(({ roles }) => roles.some(({ id }) => id === roleId));
    if (!found) throw new RangeError(`expected the id of a role, got ${roleId}`);
    return found;
  }

  /** The direct messages of the bot with a person. Their id is made from the person's, so that it never changes either. */
  directMessages(userId: string): Channel {
    const id = String(BigInt(userId) + 100n);
    const existing = this.findChannel(id);
    if (existing) return existing;
    const opened = channel(0, `dm-${userId}`, { id, guildId: null, recipientId: userId });
    this.channels.push(opened);
    return opened;
  }

  /** A thread in a channel, with what holds for that channel. */
  openThread(name: string, parent: Channel): Channel {
    const { id: parentId, guildId, isAgeRestricted, botPermissions } = parent;
    const inherited = { guildId, parentId, isAgeRestricted, botPermissions };
    const thread = channel(this.channels.length + 1, name, inherited);
    this.channels.push(thread);
    return thread;
  }

  /** Someone deletes a channel. */
  removeChannel(name: string): void {
    this.channels.splice(this.channels.indexOf(this.channelNamed(name)), 1);
  }
}
