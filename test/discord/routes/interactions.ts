import {
  ApplicationCommandAutocompleteCallbackRequestSchema,
  CreateMessageInteractionCallbackRequestSchema,
  InteractionCallbackResponseSchema,
  ModalInteractionCallbackRequestSchema,
  UpdateMessageInteractionCallbackRequestSchema,
} from 'discord-api-spec/zod';
import {
  type APIApplicationCommandOptionChoice,
  type APIModalInteractionResponseCallbackData,
  InteractionResponseType,
  MessageFlags,
} from 'discord-api-types/v10';
import type { FastifyInstance } from 'fastify';
import type { ZodMiniType } from 'zod/mini';
import { unknownInteraction } from '../api-error.ts';
import type { Interaction } from '../interactions.ts';
import { hasFlag, type Message } from '../message.ts';
import type { MessageBody } from '../message-body.ts';
import { createReply, editMessage } from '../replies.ts';
import { bodyOf, type RequestBody } from '../request-body.ts';
import { checkCallbackType } from '../rules/callbacks.ts';
import { checkModal } from '../rules/modals.ts';
import type { World } from '../world.ts';

interface Callback {
  type: InteractionResponseType;
  data?: unknown;
}

/** The first answer to an interaction. */
export function interactionRoutes(server: FastifyInstance, world: World): void {
  server.post<{ Params: { id: string; token: string }; Querystring: { with_response?: string } }>(
    '/interactions/:id/:token/callback',
    { config: { takes: schemaOf, gives: InteractionCallbackResponseSchema } },
    async (request, reply) => {
      const { id, token } = request.params;
      const interaction = world.interactions.answerable(id, token);
      const { json, files } = bodyOf(request);
      const callback = json as Callback;
      checkCallbackType(interaction, callback.type);
      const message = answer(world, interaction, callback, files);
      world.interactions.acknowledge(interaction, callback.type);
      if (request.query.with_response !== 'true') return reply.code(204).send();
      return renderResponse(world, interaction, callback.type, message);
    },
  );
}

/** The specification of a callback depends on its type. */
function schemaOf(json: unknown): ZodMiniType {
  switch ((json as Partial<Callback> | undefined)?.type) {
    case InteractionResponseType.DeferredMessageUpdate:
    case InteractionResponseType.UpdateMessage:
      return UpdateMessageInteractionCallbackRequestSchema;
    case InteractionResponseType.ApplicationCommandAutocompleteResult:
      return ApplicationCommandAutocompleteCallbackRequestSchema;
    case InteractionResponseType.Modal:
      return ModalInteractionCallbackRequestSchema;
    default:
      return CreateMessageInteractionCallbackRequestSchema;
  }
}

/** Does what the callback asks for; returns the message that it made or changed. */
function answer(
  world: World,
  interaction: Interaction,
  { type, data }: Callback,
  files: RequestBody['files'],
): Message | null {
  const body = (data ?? {}) as MessageBody;
  switch (type) {
    case InteractionResponseType.ChannelMessageWithSource:
    case InteractionResponseType.DeferredChannelMessageWithSource: {
      const isLoading = type === InteractionResponseType.DeferredChannelMessageWithSource;
      const message = createReply(world, interaction, { body, files, kind: isLoading ? 'deferral' : 'reply' });
      interaction.originalId = message.id;
      interaction.isEphemeral = message.onlyFor !== null;
      interaction.isAwaitingOriginal = isLoading;
      return message;
    }
    case InteractionResponseType.DeferredMessageUpdate:
    case InteractionResponseType.UpdateMessage: {
      const source = world.messages.find(interaction.sourceId ?? '');
      if (!source) throw unknownInteraction();
      interaction.originalId = source.id;
      interaction.isEphemeral = source.onlyFor !== null;
      interaction.isAwaitingOriginal = type === InteractionResponseType.DeferredMessageUpdate;
      // An update without `attachments` loses the pictures: https://github.com/discord/discord-api-docs/issues/6277
      if (type === InteractionResponseType.UpdateMessage)
        editMessage(world, source, { attachments: [], ...body }, files);
      return source;
    }
    case InteractionResponseType.ApplicationCommandAutocompleteResult:
      interaction.choices = (data as { choices: APIApplicationCommandOptionChoice[] }).choices;
      return null;
    case InteractionResponseType.Modal:
      checkModal(data as APIModalInteractionResponseCallbackData);
      interaction.modal = data as APIModalInteractionResponseCallbackData;
      return null;
    default:
      throw new RangeError(`expected a callback type that is built here, got ${type}`);
  }
}

function renderResponse(
  world: World,
  interaction: Interaction,
  type: InteractionResponseType,
  message: Message | null,
) {
  const { id, channel } = interaction;
  const place =
    channel.guildId !== null ? { channel_id: channel.id, guild_id: channel.guildId } : { channel_id: channel.id };
  if (!message) return { interaction: { id, type: interaction.type, ...place } };
  return {
    interaction: {
      id,
      type: interaction.type,
      response_message_id: message.id,
      response_message_loading: hasFlag(message, MessageFlags.Loading),
      response_message_ephemeral: message.onlyFor !== null,
      ...place,
    },
    resource: { type: resourceType(type), message: world.messages.render(message) },
  };
}

/** A deferral is answered as what it promises: the specification knows only a created and an updated message. */
const resourceType = (type: InteractionResponseType): InteractionResponseType =>
  type === InteractionResponseType.ChannelMessageWithSource ||
  type === InteractionResponseType.DeferredChannelMessageWithSource
    ? InteractionResponseType.ChannelMessageWithSource
    : InteractionResponseType.UpdateMessage;
