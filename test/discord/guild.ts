import { type APIUser, PermissionFlagsBits, type UserFlags } from 'discord-api-types/v10';
import { FILE_BYTES_MAX } from './request-body.ts';

/**
 * The place where everything happens: one guild, its channels, people and roles;
 * beside it a channel of another guild. The ids never change, because a bot
 * stores them and this Discord forgets everything when it ends.
 */
export const GUILD_ID = '1300000000000000001';
export const GUILD_NAME = 'Easel Studio';
/** A guild that the bot is no member of; people use it there because they installed it for themselves. */
export const OTHER_GUILD_ID = '1300000000000000003';
export const APPLICATION_ID = '1300000000000000002';
/** The role that everyone has carries the guild's id. */
export const EVERYONE_ROLE_ID = GUILD_ID;
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

export interface Role {
  id: string;
  name: string;
  /** Beyond everyone's. */
  permissions: bigint;
}

export interface Account {
  user: APIUser;
  /** Ids of the roles that this person has in the guild. */
  roleIds: string[];
  /** In the guild: everyone's and those of their roles; the owner's are all. */
  permissions: bigint;
  acceptsDirectMessages: boolean;
  /** The largest file that the app sends for this person: more than everybody's with Nitro. */
  fileBytesMax: number;
  /** Language of the app. */
  locale: string;
}

const {
  ViewChannel,
  SendMessages,
  ReadMessageHistory,
  EmbedLinks,
  AttachFiles,
  UseApplicationCommands,
  UseExternalApps,
  SendMessagesInThreads,
  MentionEveryone,
  ManageMessages,
  ManageGuild,
  Administrator,
} = PermissionFlagsBits;
/** Discord sends 0, for which discord-api-types has no name. */
const NO_FLAGS = 0 as UserFlags;
const WRITE = ViewChannel | SendMessages | SendMessagesInThreads | ReadMessageHistory | EmbedLinks | AttachFiles;
const EVERYONE = WRITE | UseApplicationCommands | UseExternalApps;
/** What Discord says that an app may do where it is no member: answer, but not look around. */
const AS_GUEST = EmbedLinks | AttachFiles | MentionEveryone;

export const everyonePermissions = (): bigint => EVERYONE;

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

const account = (number: number, name: string, role?: Role, permissions = 0n): Account => ({
  user: newUser(`13000000000000002${String(number).padStart(2, '0')}`, name, false),
  permissions: EVERYONE | (role?.permissions ?? 0n) | permissions,
  roleIds: role === undefined ? [] : [role.id],
  acceptsDirectMessages: true,
  fileBytesMax: FILE_BYTES_MAX,
  locale: 'en-US',
});

const role = (number: number, name: string, permissions = 0n): Role => ({
  id: `13000000000000004${String(number).padStart(2, '0')}`,
  name,
  permissions,
});

const MODERATOR = role(3, 'moderator', ManageMessages);
const MANAGER = role(4, 'manager', ManageGuild);

/** Channels, people and roles; direct messages are opened on demand. */
export class Guild {
  readonly channels = [
    channel(1, 'art'),
    channel(2, 'general'),
    channel(3, 'late', { isAgeRestricted: true }),
    channel(4, 'showcase', { isForum: true }),
    channel(5, 'elsewhere', { guildId: OTHER_GUILD_ID, botPermissions: AS_GUEST }),
  ];
  readonly accounts = [
    account(1, 'ada'),
    account(2, 'bob'),
    account(3, 'cleo', MODERATOR),
    account(4, 'dan', MANAGER),
    account(5, 'erin', undefined, Administrator | ManageGuild | ManageMessages),
  ];
  /** The lowest first. Nobody has one of the first two until `Person.gainRole`. */
  readonly roles = [role(1, 'patron'), role(2, 'guest'), MODERATOR, MANAGER];

  /** Of the guild, and of the bot's application. */
  get owner(): Account {
    return this.accountNamed('erin');
  }

  /** Words that the guild's AutoMod blocks. */
  readonly blockedWords: string[] = [];

  /** What the bot sees of the guild: its channels and the threads in them. */
  get places(): { channels: Channel[]; threads: Channel[] } {
    const own = this.channels.filter(({ guildId }) => guildId === GUILD_ID);
    return {
      channels: own.filter(({ parentId }) => parentId === null),
      threads: own.filter(({ parentId }) => parentId !== null),
    };
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

  findRole(id: string): Role | undefined {
    return this.roles.find((known) => known.id === id);
  }

  roleNamed(name: string): Role {
    const found = this.roles.find((known) => known.name === name);
    if (!found) throw new RangeError(`expected the name of a role, got ${name}`);
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
