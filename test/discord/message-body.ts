import type { APIAttachment, APIEmbed, APIMessageTopLevelComponent } from 'discord-api-types/v10';
import { MessageFlags } from 'discord-api-types/v10';
import type { Attachment } from './attachment.ts';
import type { Message } from './message.ts';
import type { RequestBody } from './request-body.ts';
import type { Snowflakes } from './snowflake.ts';

/** What a bot may say about a message, in any route that takes one. `null` clears, absence keeps. */
export interface MessageBody {
  content?: string | null;
  embeds?: APIEmbed[] | null;
  components?: APIMessageTopLevelComponent[] | null;
  attachments?: (Pick<APIAttachment, 'id'> & { description?: string | null })[] | null;
  flags?: number | null;
}

/** The parts of a message that its author may change. */
export type Writable = Pick<Message, 'content' | 'embeds' | 'components' | 'attachments' | 'flags'>;

/** Flags that a sender sets; the others are Discord's. */
export const SENDER_FLAGS =
  MessageFlags.SuppressEmbeds |
  MessageFlags.SuppressNotifications |
  MessageFlags.IsComponentsV2 |
  MessageFlags.Ephemeral;

export interface Writing {
  body: MessageBody;
  files: RequestBody['files'];
  channelId: string;
  snowflakes: Snowflakes;
}

/**
 * The message as it would be after an edit (or, with nothing before, after it was created). With `attachments` the list
 * is exact and ids of new files are their numbers; without, what was there stays and every file of the request is added.
 */
export function written(before: Writable, { body, files, channelId, snowflakes }: Writing): Writable {
  const fresh = (number: string, description: string | null): Attachment[] => {
    const upload = files.get(number);
    return upload ? [{ ...upload, id: snowflakes.next(), channelId, description }] : [];
  };
  const listed = body.attachments?.flatMap(({ id, description }) => {
    const kept = before.attachments.find((attachment) => attachment.id === id);
    return kept ? [{ ...kept, description: description ?? kept.description }] : fresh(id, description ?? null);
  });
  const added = listed ?? [...before.attachments, ...[...files.keys()].flatMap((number) => fresh(number, null))];
  const chosen = (body.flags ?? before.flags) & SENDER_FLAGS & ~MessageFlags.Ephemeral;
  // Once ephemeral or made of components, a message stays so.
  const kept = before.flags & (MessageFlags.Ephemeral | MessageFlags.IsComponentsV2);
  return {
    content: body.content === undefined ? before.content : (body.content ?? ''),
    embeds: body.embeds === undefined ? before.embeds : (body.embeds ?? []),
    components: body.components === undefined ? before.components : (body.components ?? []),
    attachments: added,
    flags: chosen | kept,
  };
}

/** A message before anything was written. */
export const blank: Writable = { content: '', embeds: [], components: [], attachments: [], flags: 0 };
