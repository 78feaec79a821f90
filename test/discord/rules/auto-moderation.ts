import { ComponentType } from 'discord-api-types/v10';
import { ApiError } from '../api-error.ts';
import { type Channel, GUILD_ID, type Guild } from '../guild.ts';
import type { Writable } from '../message-body.ts';
import { partsOf } from '../message-view.ts';
import { textsOf } from './messages.ts';

/** Refuses a message that everyone in the guild would see, when AutoMod minds a word of it. */
export function checkAutoModeration(
  { blockedWords }: Guild,
  { guildId }: Channel,
  { content, embeds, components }: Writable,
): void {
  if (guildId !== GUILD_ID || blockedWords.length === 0) return;
  const displays = partsOf(components).flatMap((part) =>
    part.type === ComponentType.TextDisplay ? [String(part.content)] : [],
  );
  const text = [content, ...embeds.flatMap(textsOf), ...displays].join('\n').toLowerCase();
  if (!blockedWords.some((word) => text.includes(word.toLowerCase()))) return;
  throw new ApiError(400, 200_000, 'Message was blocked by automatic moderation');
}
