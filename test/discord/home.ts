import { PermissionFlagsBits } from 'discord-api-types/v10';

const {
  ViewChannel,
  SendMessages,
  ReadMessageHistory,
  EmbedLinks,
  AttachFiles,
  UseApplicationCommands,
  UseExternalApps,
  SendMessagesInThreads,
  ManageMessages,
  ManageGuild,
  Administrator,
} = PermissionFlagsBits;
const WRITE = ViewChannel | SendMessages | SendMessagesInThreads | ReadMessageHistory | EmbedLinks | AttachFiles;

/** What everyone may in a guild, and the bot in its channels. */
export const EVERYONE = WRITE | UseApplicationCommands | UseExternalApps;
/** An owner may all; these are what bots like ours ask for. */
export const OWNER = EVERYONE | ManageMessages | ManageGuild | Administrator;

export interface Role {
  readonly id: string;
  readonly name: string;
  /** Beyond everyone's. */
  permissions: bigint;
}

/** Somebody in a guild. */
export interface Membership {
  /** Without everyone's role. */
  roleIds: string[];
  /** What this person may not although their roles may, as channels can have it. */
  withheld: bigint;
}

/** A guild that the bot is a member of. */
export interface Home {
  readonly id: string;
  readonly name: string;
  /** The lowest first, without everyone's. */
  readonly roles: readonly Role[];
}

const role = (number: number, name: string, permissions = 0n): Role => ({
  id: `13000000000000004${String(number).padStart(2, '0')}`,
  name,
  permissions,
});

/** Where everything happens. Nobody has one of the first two roles until `Person.gainRole`. */
export const newStudio = (id: string, name: string): Home => ({
  id,
  name,
  roles: [role(1, 'patron'), role(2, 'guest'), role(3, 'moderator', ManageMessages), role(4, 'manager', ManageGuild)],
});

/** A second guild, so that a right in one can be seen not to be one in the other. No role's name is used twice. */
export const newPrintRoom = (id: string, name: string): Home => ({
  id,
  name,
  roles: [role(5, 'curator', ManageGuild)],
});
