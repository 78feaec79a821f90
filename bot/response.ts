import { type APIEmbed, MessageFlags, PermissionFlagsBits, type RepliableInteraction } from 'discord.js';
import type { Reply } from './discord.ts';
import { listThatFits } from './name-list.ts';
import { nameIn } from './texts/command-texts.ts';
import { type Refusal, sentenceOf, type Texts, textsFor } from './texts/texts.ts';

/** Discord's own. */
const CONTENT_LENGTH_MAX = 2_000;

/** Tells a person privately why something is not done. */
export async function refuse(interaction: RepliableInteraction, refusal: Refusal): Promise<void> {
  const content = sentenceOf(textsFor(interaction.locale), asTheirAppHasIt(refusal, interaction.locale));
  await interaction.reply({ content, flags: MessageFlags.Ephemeral, allowedMentions: { parse: [] } });
}

/** Commands and options are called in the person's language too: `/quota` is `/kontingent` in German. */
function asTheirAppHasIt(refusal: Refusal, locale: string): Refusal {
  const { values } = refusal;
  if (values !== undefined && 'option' in values) {
    return { ...refusal, values: { ...values, option: nameIn(locale, values.option) } } as Refusal; // of the same code
  }
  if (refusal.code !== 'access_denied' || !refusal.values.what.startsWith('/')) return refusal;
  return { ...refusal, values: { what: `/${nameIn(locale, refusal.values.what.slice(1))}` } };
}

/** Says something to the person alone, a line each. */
export async function answerPrivately(interaction: RepliableInteraction, lines: readonly string[]): Promise<void> {
  await interaction.reply({
    content: listThatFits(lines, '\n', CONTENT_LENGTH_MAX),
    flags: MessageFlags.Ephemeral,
    allowedMentions: { parse: [] },
  });
}

const V2 = MessageFlags.IsComponentsV2 as const;

/** Answers at once, for everybody or for the person alone. */
export async function respond(
  interaction: RepliableInteraction,
  { body, files }: Reply,
  isPrivate: boolean,
): Promise<void> {
  const { content, embeds, components, attachments = [] } = body;
  const descriptions = attachments.map((attachment) => ('description' in attachment ? attachment.description : null));
  await interaction.reply({
    flags: [...(body.flags === undefined ? [] : [V2]), ...(isPrivate ? [MessageFlags.Ephemeral as const] : [])],
    ...(content ? { content } : {}),
    ...(embeds ? { embeds: embeds as APIEmbed[] } : {}), // the same to Discord; the types differ in what may be undefined
    components,
    files: files.map(({ name, data }, index) => ({
      name,
      attachment: Buffer.from(data as Uint8Array),
      ...(descriptions[index] ? { description: descriptions[index] } : {}),
    })),
    allowedMentions: { parse: [] },
  });
}

/** The permissions that an answer needs and the bot lacks in this channel, found before any work is done. */
export function missingPermissions(interaction: RepliableInteraction): Refusal | null {
  if (!interaction.inGuild()) return null;
  const missing = interaction.appPermissions.missing([PermissionFlagsBits.AttachFiles]);
  return refusalOfMissing(missing, textsFor(interaction.locale));
}

/** The same of their names in Discord's interface, as Discord's own settings call them; null when none is missing. */
export function refusalOfMissing(missing: readonly string[], { permissions: names }: Texts): Refusal | null {
  if (missing.length === 0) return null;
  const permissions = missing.map(
    (name) => `**${Object.hasOwn(names, name) ? names[name as keyof typeof names] : name}**`,
  );
  return { code: 'missing_permissions', values: { permissions: permissions.join(', ') } };
}
