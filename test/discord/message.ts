import type {
  APIEmbed,
  APIMessage,
  APIMessageInteractionMetadata,
  APIMessageTopLevelComponent,
  APIUser,
  MessageType,
} from 'discord-api-types/v10';
import { InteractionType, MessageFlags, MessageReferenceType } from 'discord-api-types/v10';
import { type Attachment, type FileAddresses, renderAttachment } from './attachment.ts';
import { renderComponents, renderEmbed } from './component-rendering.ts';
import { APPLICATION_ID } from './guild.ts';

/**
 * A message as it is kept: embeds and components as the bot wrote them, with their `attachment://` names, so that a
 * file which an embed shows becomes an ordinary attachment again when the embed is edited away.
 */
export interface Message {
  readonly id: string;
  readonly type: MessageType;
  readonly channelId: string;
  /** The guild of its channel; null for direct messages. */
  readonly guildId: string | null;
  readonly author: APIUser;
  readonly createdAtMs: number;
  /** The only person who sees it, or null when the channel does. */
  readonly onlyFor: string | null;
  /** The interaction that it answers. */
  readonly interactionId: string | null;
  readonly interactionMetadata: APIMessageInteractionMetadata | null;
  /** The command that it answers. */
  readonly commandName: string | null;
  /** The message whose button was clicked. */
  readonly repliesTo: string | null;
  readonly nonce: string | number | null;
  editedAtMs: number | null;
  content: string;
  embeds: APIEmbed[];
  components: APIMessageTopLevelComponent[];
  attachments: Attachment[];
  flags: number;
}

/** As Discord sends it. */
export function renderMessage(message: Message, addresses: FileAddresses): APIMessage {
  const files = message.attachments.map((file) => renderAttachment(file, addresses));
  const shown = new Set<string>();
  const resolve = (url: string) => {
    const found = files.find((file) => url === `attachment://${file.filename}` || url === file.url);
    if (found) shown.add(found.id);
    return found;
  };
  const embeds = message.embeds.map((embed) => renderEmbed(embed, resolve)) as APIEmbed[];
  const components = renderComponents(message.components, resolve) as APIMessageTopLevelComponent[];
  const { interactionMetadata, commandName, repliesTo, channelId, nonce } = message;
  return {
    id: message.id,
    type: message.type,
    channel_id: channelId,
    author: message.author,
    content: message.content,
    embeds,
    components,
    // A message of components lists none by design: its media items carry `attachment_id`.
    attachments: hasFlag(message, MessageFlags.IsComponentsV2) ? [] : files.filter(({ id }) => !shown.has(id)),
    mentions: [],
    mention_roles: [],
    mention_everyone: false,
    pinned: false,
    tts: false,
    flags: message.flags,
    timestamp: new Date(message.createdAtMs).toISOString(),
    edited_timestamp: message.editedAtMs === null ? null : new Date(message.editedAtMs).toISOString(),
    ...(interactionMetadata === null ? {} : { application_id: APPLICATION_ID, webhook_id: APPLICATION_ID }),
    ...(nonce === null ? {} : { nonce }),
    ...(interactionMetadata === null ? {} : { interaction_metadata: interactionMetadata }),
    ...(interactionMetadata === null || commandName === null
      ? {}
      : { interaction: usedCommand(interactionMetadata, commandName) }),
    ...(repliesTo === null
      ? {}
      : {
          message_reference: {
            type: MessageReferenceType.Default,
            message_id: repliesTo,
            channel_id: channelId,
            ...(message.guildId === null ? {} : { guild_id: message.guildId }),
          },
        }),
  };
}

/** Deprecated, but still the only place where Discord says the command's name. */
const usedCommand = ({ id, user }: APIMessageInteractionMetadata, name: string) => ({
  id,
  type: InteractionType.ApplicationCommand,
  name,
  user,
});

export const hasFlag = ({ flags }: { flags?: number }, flag: MessageFlags): boolean => ((flags ?? 0) & flag) !== 0;
