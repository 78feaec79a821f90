import {
  type APIAttachment,
  type APIChannel,
  type APIInteractionDataResolvedGuildMember,
  type APIMessage,
  type APIRole,
  type APIUser,
  ApplicationCommandOptionType,
} from 'discord-api-types/v10';
import { type Attachment, contentTypeOf, renderAttachment, storedName } from './attachment.ts';
import { PersonRefused } from './command-options.ts';
import type { Account, Channel } from './guild.ts';
import type { Role } from './home.ts';
import { renderChannel, renderMember, renderRole } from './payloads.ts';
import type { World } from './world.ts';

/** A file as a person chooses it from their machine. */
export interface LocalFile {
  name: string;
  data: Uint8Array;
  /** In place of what Discord tells from the name. */
  contentType?: string;
}

/** What a person picks: a file, or by name (or id) a person, role or channel. */
type Picked = string | number | boolean | LocalFile;

interface Named {
  users?: Record<string, APIUser>;
  members?: Record<string, APIInteractionDataResolvedGuildMember>;
  roles?: Record<string, APIRole>;
  channels?: Record<string, APIChannel>;
  messages?: Record<string, APIMessage>;
  attachments?: Record<string, APIAttachment>;
}

/**
 * What an interaction names by id, in full beside the ids: Discord's `resolved`. The app lets a person pick from lists
 * and files, so names become ids here, and a file is on the CDN before the bot hears of it.
 */
export class Resolved {
  readonly #world: World;
  readonly #account: Account;
  readonly #channel: Channel;
  readonly #named: Named = {};

  constructor(world: World, account: Account, channel: Channel) {
    this.#world = world;
    this.#account = account;
    this.#channel = channel;
  }

  /** As an interaction carries it, or nothing where nothing was named. */
  get data(): { resolved?: Named } {
    return Object.keys(this.#named).length === 0 ? {} : { resolved: this.#named };
  }

  /** What was picked for an option → the value that is sent for it. */
  value(type: ApplicationCommandOptionType, picked: Picked): string | number | boolean {
    if (typeof picked === 'object') return this.upload(picked);
    switch (type) {
      case ApplicationCommandOptionType.User:
        return this.#person(String(picked));
      case ApplicationCommandOptionType.Role:
        return this.#role(String(picked));
      case ApplicationCommandOptionType.Channel:
        return this.#place(String(picked));
      case ApplicationCommandOptionType.Mentionable:
        return this.#roles.some(({ name, id }) => name === picked || id === picked)
          ? this.#role(String(picked))
          : this.#person(String(picked));
      case ApplicationCommandOptionType.Attachment:
        throw new RangeError(`expected a file with a name and data, got ${typeof picked}`);
      default:
        return picked;
    }
  }

  /** Puts a file on the CDN; refuses one that the app does not take. */
  upload({ name, data, contentType }: LocalFile): string {
    const { fileBytesMax } = this.#account;
    if (data.length > fileBytesMax) {
      throw new PersonRefused(`Your files are too powerful: the limit is ${fileBytesMax / 1024 / 1024} MB.`);
    }
    const { snowflakes, messages, addresses } = this.#world;
    const filename = storedName(name);
    const file: Attachment = {
      id: snowflakes.next(),
      channelId: this.#channel.id,
      filename,
      contentType: contentType ?? contentTypeOf(filename),
      bytes: Buffer.from(data),
      description: null,
    };
    messages.keepFile(file);
    this.#named.attachments = { ...this.#named.attachments, [file.id]: renderUpload(file, addresses) };
    return file.id;
  }

  message(message: APIMessage): string {
    this.#named.messages = { ...this.#named.messages, [message.id]: message };
    return message.id;
  }

  #person(picked: string): string {
    const found = this.#world.guild.accounts.find(({ user }) => user.username === picked || user.id === picked);
    if (!found) throw new PersonRefused(`There is nobody called ${picked}.`);
    const { user, memberships } = found;
    const { guildId } = this.#channel;
    this.#named.users = { ...this.#named.users, [user.id]: user };
    const membership = guildId === null ? undefined : memberships.get(guildId);
    if (guildId === null || membership === undefined) return user.id;
    const permissions = String(this.#world.guild.permissionsOf(found, guildId));
    const { user: _itself, deaf: _deaf, mute: _mute, ...member } = renderMember(user, membership.roleIds);
    this.#named.members = { ...this.#named.members, [user.id]: { ...member, permissions } };
    return user.id;
  }

  /** Of the guild where it happens. */
  get #roles(): readonly Role[] {
    return this.#world.guild.findHome(this.#channel.guildId ?? '')?.roles ?? [];
  }

  #role(picked: string): string {
    const roles = this.#roles;
    const index = roles.findIndex(({ name, id }) => name === picked || id === picked);
    const role = roles[index];
    if (!role) throw new PersonRefused(`There is no role ${picked}.`);
    this.#named.roles = { ...this.#named.roles, [role.id]: renderRole(role, index + 1) };
    return role.id;
  }

  #place(picked: string): string {
    const { guild } = this.#world;
    const found = guild.channels.find(
      ({ name, id, guildId }) => guildId === this.#channel.guildId && [name, id].includes(picked),
    );
    if (!found) throw new PersonRefused(`There is no channel ${picked}.`);
    const permissions = String(guild.permissionsOf(this.#account, this.#channel.guildId ?? ''));
    const channel: APIChannel = Object.assign(renderChannel(found, guild), { permissions });
    this.#named.channels = { ...this.#named.channels, [found.id]: channel };
    return found.id;
  }
}

/** A file that is part of no message is marked as such: it lives for a while only. */
const renderUpload = (file: Attachment, addresses: World['addresses']): APIAttachment => ({
  ...renderAttachment(file, addresses),
  ephemeral: true,
});
