import type {
  APIEmbed,
  APIMessage,
  APIMessageInteractionMetadata,
  APIMessageTopLevelComponent,
  APIUser,
  MessageType,
} from 'discord-api-types/v10';
import { type MessageFlags, MessageReferenceType } from 'discord-api-types/v10';
import { type Attachment, type FileAddresses, renderAttachment } from './attachment.ts';
import { APPLICATION_ID, GUILD_ID } from './guild.ts';

/**
 * A message as it is kept: embeds and components as the bot wrote them, with their `attachment://` names, so that a
 * file which an embed shows becomes an ordinary attachment again when the embed is edited away.
 */
export interface Message {
  readonly id: string;
  readonly type: MessageType;
  readonly channelId: string;
  readonly isInGuild: boolean;
  readonly author: APIUser;
  readonly createdAtMs: number;
  /** The only person who sees it, or null when the channel does. */
  readonly onlyFor: string | null;
  /** The interaction that it answers. */
  readonly interactionId: string | null;
  readonly interactionMetadata: APIMessageInteractionMetadata | null;
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
  const files = new Map(message.attachments.map((file) => [file.filename, renderAttachment(file, addresses)]));
  const shown = new Set<string>();
  const resolve = (url: string) => {
    const found = [...files.values()].find((file) => url === `attachment://${file.filename}` || url === file.url);
    if (found) shown.add(found.id);
    return found;
  };
  const embeds = withMedia(message.embeds, resolve, 'embed') as APIEmbed[];
  const components = withIds(withMedia(message.components, resolve, 'component')) as APIMessageTopLevelComponent[];
  const { interactionMetadata, repliesTo, channelId, nonce } = message;
  return {
    id: message.id,
    type: message.type,
    channel_id: channelId,
    author: message.author,
    content: message.content,
    embeds: embeds.map((embed) => ({ type: 'rich' as APIEmbed['type'] & string, ...embed })) as APIEmbed[],
    components,
    attachments: [...files.values()].filter(({ id }) => !shown.has(id)),
    mentions: [],
    mention_roles: [],
    mention_everyone: false,
    pinned: false,
    tts: false,
    flags: message.flags,
    timestamp: new Date(message.createdAtMs).toISOString(),
    edited_timestamp: message.editedAtMs === null ? null : new Date(message.editedAtMs).toISOString(),
    application_id: APPLICATION_ID,
    webhook_id: APPLICATION_ID,
    ...(nonce === null ? {} : { nonce }),
    ...(interactionMetadata === null ? {} : { interaction_metadata: interactionMetadata }),
    ...(repliesTo === null
      ? {}
      : {
          message_reference: {
            type: MessageReferenceType.Default,
            message_id: repliesTo,
            channel_id: channelId,
            ...(message.isInGuild ? { guild_id: GUILD_ID } : {}),
          },
        }),
  };
}

export const hasFlag = ({ flags }: { flags?: number }, flag: MessageFlags): boolean => ((flags ?? 0) & flag) !== 0;

type Resolve = (url: string) => ReturnType<typeof renderAttachment> | undefined;

/** Puts the file's address and measures where an embed or component names it. */
function withMedia(value: unknown, resolve: Resolve, place: 'embed' | 'component'): unknown {
  if (Array.isArray(value)) return value.map((item) => withMedia(item, resolve, place));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => {
    if (key === 'icon_url' && typeof inner === 'string') return [key, resolve(inner)?.url ?? inner];
    return [key, withMedia(inner, resolve, place)];
  });
  const copy = Object.fromEntries(entries) as Record<string, unknown>;
  const file = typeof copy.url === 'string' ? resolve(copy.url) : undefined;
  if (!file) return copy;
  const { id, url, proxy_url, width = null, height = null, content_type } = file;
  const media = { ...copy, url, proxy_url, width, height, content_type };
  return place === 'embed' ? media : { ...media, id, attachment_id: id };
}

/** Numbers the components from 1, outer before inner, as Discord does where the sender gave no id. */
function withIds(components: unknown): unknown {
  let last = 0;
  const visit = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(visit);
    if (typeof value !== 'object' || value === null) return value;
    const isComponent = 'type' in value && typeof value.type === 'number';
    if (!isComponent) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, visit(inner)]));
    last += 1;
    const own = { type: value.type, id: last };
    const children = Object.entries(value).map(([key, inner]) => [key, isPart(key) ? visit(inner) : inner]);
    return { ...own, ...(Object.fromEntries(children) as object) };
  };
  return visit(components);
}

const isPart = (key: string): boolean => key === 'components' || key === 'component' || key === 'accessory';
