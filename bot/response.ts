import { MessageFlags, PermissionFlagsBits, type RepliableInteraction } from 'discord.js';
import type { Reply } from './discord.ts';
import { type Refusal, sentenceOf, textsFor } from './texts/texts.ts';

/** Tells a person privately why something is not done. */
export async function refuse(interaction: RepliableInteraction, refusal: Refusal): Promise<void> {
  const content = sentenceOf(textsFor(interaction.locale), refusal);
  await interaction.reply({ content, flags: MessageFlags.Ephemeral, allowedMentions: { parse: [] } });
}

/** Answers at once and in public. */
export async function respond(interaction: RepliableInteraction, { body, files }: Reply): Promise<void> {
  await interaction.reply({
    flags: MessageFlags.IsComponentsV2,
    components: body.components,
    files: files.map(({ name, data }) => ({ name, attachment: Buffer.from(data as Uint8Array) })),
    allowedMentions: { parse: [] },
  });
}

/** The permissions that an answer needs and the bot lacks in this channel, found before any work is done. */
export function missingPermissions(interaction: RepliableInteraction): Refusal | null {
  if (!interaction.inGuild()) return null;
  const missing = interaction.appPermissions.missing([PermissionFlagsBits.AttachFiles]);
  if (missing.length === 0) return null;
  return { code: 'missing_permissions', values: { permissions: missing.map(spoken).join(', ') } };
}

/** `AttachFiles` → **Attach Files**, as Discord's own settings call it. */
const spoken = (permission: string): string => `**${permission.replace(/(?<=[a-z])(?=[A-Z])/g, ' ')}**`;
