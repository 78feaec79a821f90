import {
  type APIMessage,
  type APIMessageInteractionMetadata,
  type APIModalSubmitInteractionMetadata,
  InteractionResponseType,
  InteractionType,
  MessageFlags,
  MessageType,
  PermissionFlagsBits,
} from 'discord-api-types/v10';
import { ApiError, unknownMessage } from './api-error.ts';
import { botUser, type Guild, OTHER_GUILD_ID } from './guild.ts';
import { type Interaction, ownersOf } from './interactions.ts';
import type { Message } from './message.ts';
import { blank, type MessageBody, written } from './message-body.ts';
import type { RequestBody } from './request-body.ts';
import { checkAutoModeration } from './rules/auto-moderation.ts';
import { checkDeferral, checkMessage } from './rules/messages.ts';
import type { World } from './world.ts';

type Files = RequestBody['files'];

/** Where the bot is no member. https://docs.discord.com/developers/interactions/receiving-and-responding */
const FOLLOWUPS_MAX = 5;

/** A new message that answers an interaction: the reply, the "thinking…" of a deferral, or a follow-up. */
export function createReply(
  world: World,
  interaction: Interaction,
  { body, files, kind }: { body: MessageBody; files: Files; kind: 'reply' | 'deferral' | 'followup' },
): Message {
  const { messages, snowflakes, clock } = world;
  const { account, channel } = interaction;
  const isEphemeral = ((body.flags ?? 0) & MessageFlags.Ephemeral) !== 0 || isForcedPrivate(interaction, world.guild);
  const ownFlags = (isEphemeral ? MessageFlags.Ephemeral : 0) | (kind === 'deferral' ? MessageFlags.Loading : 0);
  const parts = written(blank, { body, files, channelId: channel.id, snowflakes });
  if (kind === 'deferral') checkDeferral(body);
  else checkMessage(body, parts, { place: kind === 'reply' ? ['data'] : [] });
  if (!isEphemeral) checkAutoModeration(world.guild, channel, parts);
  const repliesTo = kind === 'followup' ? interaction.originalId : interaction.sourceId;
  const message: Message = {
    ...parts,
    flags: parts.flags | ownFlags,
    id: snowflakes.next(),
    type: typeOf(interaction, repliesTo),
    channelId: channel.id,
    guildId: channel.guildId,
    author: botUser,
    createdAtMs: clock.now(),
    editedAtMs: null,
    onlyFor: isEphemeral ? account.user.id : null,
    interactionId: interaction.id,
    interactionMetadata: metadataOf(interaction),
    commandName: interaction.commandName,
    repliesTo,
    nonce: null,
  };
  messages.create(message);
  return message;
}

/** Where a guild lets nobody use apps from outside, their answers are for the person alone. */
const isForcedPrivate = ({ channel, account }: Interaction, guild: Guild): boolean =>
  channel.guildId === OTHER_GUILD_ID &&
  (guild.permissionsOf(account, OTHER_GUILD_ID) & PermissionFlagsBits.UseExternalApps) === 0n;

function typeOf({ targetId }: Interaction, repliesTo: string | null): MessageType {
  if (repliesTo !== null) return MessageType.Reply;
  return targetId === null ? MessageType.ChatInputCommand : MessageType.ContextMenuCommand;
}

/** Changes a message; after a deferral `interaction` is thereby answered. */
export function editMessage(
  world: World,
  message: Message,
  body: MessageBody,
  files: Files,
  interaction?: Interaction,
): APIMessage {
  const { channelId } = message;
  const parts = written(message, { body, files, channelId, snowflakes: world.snowflakes });
  checkMessage(body, parts, { before: message });
  const channel = world.guild.findChannel(channelId);
  if (channel?.isArchived) throw new ApiError(400, 50_083, 'Thread is archived');
  if (channel && message.onlyFor === null) checkAutoModeration(world.guild, channel, parts);
  Object.assign(message, parts, { editedAtMs: world.clock.now() });
  if (interaction?.originalId === message.id) interaction.isAwaitingOriginal = false;
  return world.messages.update(message);
}

/** A follow-up. Straight after a deferral it takes the place of "thinking…", and its visibility too. */
export function followUp(world: World, interaction: Interaction, body: MessageBody, files: Files): APIMessage {
  const { acknowledgement, isAwaitingOriginal } = interaction;
  if (isAwaitingOriginal && acknowledgement === InteractionResponseType.DeferredChannelMessageWithSource) {
    return editMessage(world, originalOf(world, interaction), body, files, interaction);
  }
  if (interaction.channel.guildId === OTHER_GUILD_ID && interaction.followups >= FOLLOWUPS_MAX) {
    throw new ApiError(400, 40_094, 'This interaction has hit the maximum number of follow up messages');
  }
  const message = createReply(world, interaction, { body, files, kind: 'followup' });
  interaction.followups += 1;
  return world.messages.render(message);
}

/** The message that `@original` names. */
export function originalOf({ messages }: World, { originalId }: Interaction): Message {
  const original = originalId === null ? undefined : messages.find(originalId);
  if (!original) throw unknownMessage();
  return original;
}

function metadataOf({
  id,
  type,
  account,
  channel,
  sourceId,
  targetId,
  openedBy,
}: Interaction): APIMessageInteractionMetadata {
  const shared = { id, user: account.user, authorizing_integration_owners: ownersOf(channel, account) };
  if (type === InteractionType.MessageComponent && sourceId !== null) {
    return { ...shared, type, interacted_message_id: sourceId };
  }
  if (type === InteractionType.ModalSubmit && openedBy !== null) {
    const opening = metadataOf(openedBy) as APIModalSubmitInteractionMetadata['triggering_interaction_metadata'];
    return { ...shared, type, triggering_interaction_metadata: opening };
  }
  const target = targetId === null ? {} : { target_message_id: targetId };
  return { ...shared, type: InteractionType.ApplicationCommand, ...target };
}
