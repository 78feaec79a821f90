import {
  CreatePrivateChannelRequestSchema,
  MessageCreateRequestSchema,
  MessageEditRequestPartialSchema,
  MessageResponseSchema,
  PrivateChannelResponseSchema,
} from 'discord-api-spec/zod';
import { MessageType, PermissionFlagsBits } from 'discord-api-types/v10';
import type { FastifyInstance } from 'fastify';
import { ApiError, unknownChannel, unknownMessage } from '../api-error.ts';
import { botUser, type Channel } from '../guild.ts';
import type { Message } from '../message.ts';
import { blank, type MessageBody, written } from '../message-body.ts';
import { renderChannel } from '../payloads.ts';
import { editMessage } from '../replies.ts';
import { bodyOf } from '../request-body.ts';
import { checkAutoModeration } from '../rules/auto-moderation.ts';
import { checkMessage } from '../rules/messages.ts';
import type { World } from '../world.ts';

/** A second message with an enforced nonce is the first one for this long. Discord says "the past few minutes". */
const NONCE_LIVES_MS = 5 * 60_000;
const MESSAGES_LISTED = 50;

interface CreateBody extends MessageBody {
  nonce?: string | number | null;
  enforce_nonce?: boolean | null;
}

interface InChannel {
  Params: { channel: string };
}

interface OfMessage {
  Params: { channel: string; message: string };
}

/** Channels and the messages that the bot posts with its own token. */
export function channelRoutes(server: FastifyInstance, world: World): void {
  const { guild, messages } = world;
  const gives = MessageResponseSchema;

  server.get<InChannel>('/channels/:channel', async ({ params }) =>
    renderChannel(channelOf(world, params.channel), guild),
  );
  server.post<InChannel>('/channels/:channel/typing', async ({ params }, reply) => {
    writableChannel(world, params.channel);
    return reply.code(204).send();
  });
  server.post<InChannel>(
    '/channels/:channel/messages',
    { config: { takes: MessageCreateRequestSchema, gives } },
    async (request) => {
      const { json, files } = bodyOf(request);
      const channel = writableChannel(world, request.params.channel, files.size > 0);
      const body = json as CreateBody;
      const twin = body.enforce_nonce ? findTwin(world, channel, body) : undefined;
      return messages.render(twin ?? post(world, channel, body, files));
    },
  );
  server.get<InChannel & { Querystring: { limit?: string } }>(
    '/channels/:channel/messages',
    async ({ params, query }) =>
      messages
        .inChannel(channelOf(world, params.channel).id)
        .filter(isPublic)
        .slice(-Number(query.limit ?? MESSAGES_LISTED))
        .reverse()
        .map(messages.render),
  );
  server.get<OfMessage>('/channels/:channel/messages/:message', { config: { gives } }, async ({ params }) =>
    messages.render(publicMessage(world, params)),
  );
  server.patch<OfMessage>(
    '/channels/:channel/messages/:message',
    { config: { takes: MessageEditRequestPartialSchema, gives } },
    async (request) => {
      const { json, files } = bodyOf(request);
      return editMessage(world, publicMessage(world, request.params), json as MessageBody, files);
    },
  );
  server.delete<OfMessage>('/channels/:channel/messages/:message', async ({ params }, reply) => {
    messages.remove(publicMessage(world, params));
    return reply.code(204).send();
  });
  server.post(
    '/users/@me/channels',
    { config: { takes: CreatePrivateChannelRequestSchema, gives: PrivateChannelResponseSchema } },
    async (request) => {
      const { recipient_id } = bodyOf(request).json as { recipient_id: string };
      if (!guild.findAccount(recipient_id)) throw new ApiError(404, 10_013, 'Unknown User');
      return renderChannel(guild.directMessages(recipient_id), guild);
    },
  );
}

/** A channel that the bot can see. */
function channelOf({ guild }: World, id: string): Channel {
  const channel = guild.findChannel(id);
  if (!channel) throw unknownChannel();
  if ((channel.botPermissions & PermissionFlagsBits.ViewChannel) === 0n)
    throw new ApiError(403, 50_001, 'Missing Access');
  return channel;
}

function writableChannel(world: World, id: string, hasFiles = false): Channel {
  const channel = channelOf(world, id);
  if (channel.isForum) throw new ApiError(400, 50_008, 'Cannot send messages in a non-text channel');
  const { SendMessages, SendMessagesInThreads } = PermissionFlagsBits;
  const needed =
    (channel.parentId === null ? SendMessages : SendMessagesInThreads) |
    (hasFiles ? PermissionFlagsBits.AttachFiles : 0n);
  if ((channel.botPermissions & needed) !== needed) throw new ApiError(403, 50_013, 'Missing Permissions');
  if (channel.isLocked) throw new ApiError(400, 160_005, 'Thread is locked');
  const recipient = world.guild.findAccount(channel.recipientId ?? '');
  if (recipient?.acceptsDirectMessages === false) throw new ApiError(403, 50_007, 'Cannot send messages to this user');
  return channel;
}

function findTwin({ messages, clock }: World, { id }: Channel, { nonce }: CreateBody): Message | undefined {
  const isTwin = (message: Message) =>
    nonce != null && String(message.nonce) === String(nonce) && clock.now() - message.createdAtMs < NONCE_LIVES_MS;
  return messages.inChannel(id).find(isTwin);
}

function post(world: World, channel: Channel, body: CreateBody, files: ReturnType<typeof bodyOf>['files']): Message {
  const { snowflakes, clock, messages } = world;
  const parts = written(blank, { body, files, channelId: channel.id, snowflakes });
  checkMessage(body, parts);
  checkAutoModeration(world.guild, channel, parts);
  channel.isArchived = false;
  const message: Message = {
    ...parts,
    id: snowflakes.next(),
    type: MessageType.Default,
    channelId: channel.id,
    guildId: channel.guildId,
    author: botUser,
    createdAtMs: clock.now(),
    editedAtMs: null,
    onlyFor: null,
    interactionId: null,
    interactionMetadata: null,
    commandName: null,
    repliesTo: null,
    nonce: body.nonce ?? null,
  };
  messages.create(message);
  return message;
}

const isPublic = ({ onlyFor }: Message): boolean => onlyFor === null;

/** Ephemeral messages do not exist for this route. */
function publicMessage(world: World, { channel, message }: OfMessage['Params']): Message {
  const { id } = channelOf(world, channel);
  const found = world.messages.find(message);
  if (!found || found.channelId !== id || !isPublic(found)) throw unknownMessage();
  return found;
}
