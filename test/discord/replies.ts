import {
  type APIMessage,
  type APIMessageInteractionMetadata,
  InteractionResponseType,
  InteractionType,
  MessageFlags,
  MessageType,
} from 'discord-api-types/v10';
import { unknownMessage } from './api-error.ts';
import { APPLICATION_ID, botUser } from './guild.ts';
import type { Interaction } from './interactions.ts';
import type { Message } from './message.ts';
import { blank, type MessageBody, written } from './message-body.ts';
import type { RequestBody } from './request-body.ts';
import type { World } from './world.ts';

type Files = RequestBody['files'];

/** A new message that answers an interaction: the reply, the "thinking…" of a deferral, or a follow-up. */
export function createReply(
  world: World,
  interaction: Interaction,
  { body, files, isLoading, isFollowup }: { body: MessageBody; files: Files; isLoading: boolean; isFollowup: boolean },
): Message {
  const { messages, snowflakes, clock } = world;
  const { account, channel } = interaction;
  const isEphemeral = ((body.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
  const ownFlags = (isEphemeral ? MessageFlags.Ephemeral : 0) | (isLoading ? MessageFlags.Loading : 0);
  const parts = written(blank, { body, files, channelId: channel.id, snowflakes });
  const repliesTo = isFollowup ? interaction.originalId : interaction.sourceId;
  const message: Message = {
    ...parts,
    flags: parts.flags | ownFlags | ((body.flags ?? 0) & MessageFlags.IsComponentsV2),
    id: snowflakes.next(),
    type: repliesTo === null ? MessageType.ChatInputCommand : MessageType.Reply,
    channelId: channel.id,
    isInGuild: channel.recipientId === null,
    author: botUser,
    createdAtMs: clock.now(),
    editedAtMs: null,
    onlyFor: isEphemeral ? account.user.id : null,
    interactionId: interaction.id,
    interactionMetadata: metadataOf(interaction),
    repliesTo,
    nonce: null,
  };
  messages.create(message);
  return message;
}

/** Changes a message; what "thinking…" stood for has now arrived. */
export function editMessage(world: World, message: Message, body: MessageBody, files: Files): APIMessage {
  const { channelId } = message;
  const parts = written(message, { body, files, channelId, snowflakes: world.snowflakes });
  Object.assign(message, parts, { editedAtMs: world.clock.now() });
  message.flags |= (body.flags ?? 0) & MessageFlags.IsComponentsV2;
  return world.messages.update(message);
}

/** A follow-up. Straight after a deferral it takes the place of "thinking…", and its visibility too. */
export function followUp(world: World, interaction: Interaction, body: MessageBody, files: Files): APIMessage {
  if (
    interaction.isAwaitingOriginal &&
    interaction.acknowledgement === InteractionResponseType.DeferredChannelMessageWithSource
  ) {
    interaction.isAwaitingOriginal = false;
    return editMessage(world, originalOf(world, interaction), body, files);
  }
  const message = createReply(world, interaction, { body, files, isLoading: false, isFollowup: true });
  return world.messages.render(message);
}

/** The message that `@original` names. */
export function originalOf({ messages }: World, { originalId }: Interaction): Message {
  const original = originalId === null ? undefined : messages.find(originalId);
  if (!original) throw unknownMessage();
  return original;
}

function metadataOf({ id, type, account, sourceId }: Interaction): APIMessageInteractionMetadata {
  const shared = { id, user: account.user, authorizing_integration_owners: { 0: APPLICATION_ID } };
  if (type === InteractionType.MessageComponent && sourceId !== null) {
    return { ...shared, type, interacted_message_id: sourceId };
  }
  return { ...shared, type: InteractionType.ApplicationCommand };
}
