import { type GuildMember, PermissionFlagsBits, type RepliableInteraction } from 'discord.js';
import type { Place } from './access.ts';

/** Where an interaction happens, and what its person may do there. */
export interface Surroundings extends Place {
  guildId: string | null;
  /** Manage Messages in this channel. */
  isModerator: boolean;
  /** By the channel's own mark, or its channel's for a thread. */
  isAgeRestricted: boolean;
}

/** Reads only what Discord sent with the interaction, so it never waits. */
export function surroundingsOf(interaction: RepliableInteraction): Surroundings {
  const { channel, channelId, guildId, member } = interaction;
  const parent = channel?.isThread() ? channel.parent : null;
  const channelIds = [channelId, parent?.id ?? null].filter((id) => id !== null);
  const marked = parent ?? channel;
  return {
    guildId,
    channelIds,
    roleIds: member === null ? [] : roleIdsOf(member as GuildMember | { roles: string[] }),
    isModerator: interaction.memberPermissions?.has(PermissionFlagsBits.ManageMessages) ?? false,
    isAgeRestricted: marked !== null && 'nsfw' in marked && marked.nsfw === true,
  };
}

/** A member of a cached server is an object of discord.js, of another one Discord's own. */
const roleIdsOf = ({ roles }: GuildMember | { roles: string[] }): string[] =>
  Array.isArray(roles) ? roles : [...roles.cache.keys()];
