import {
  IncomingWebhookRequestPartialSchema,
  IncomingWebhookUpdateRequestPartialSchema,
  MessageResponseSchema,
} from 'discord-api-spec/zod';
import type { FastifyInstance } from 'fastify';
import { unknownMessage } from '../api-error.ts';
import { APPLICATION_ID } from '../guild.ts';
import type { Interaction } from '../interactions.ts';
import type { Message } from '../message.ts';
import type { MessageBody } from '../message-body.ts';
import { editMessage, followUp, originalOf } from '../replies.ts';
import { bodyOf } from '../request-body.ts';
import type { World } from '../world.ts';

interface Named {
  Params: { token: string; message: string };
}

/** Edits of an interaction's answer, and follow-ups. The token in the path is all that is needed. */
export function webhookRoutes(server: FastifyInstance, world: World): void {
  const webhook = `/webhooks/${APPLICATION_ID}/:token`;
  const { interactions, messages } = world;
  const gives = MessageResponseSchema;

  server.post<{ Params: { token: string }; Querystring: { wait?: string } }>(
    webhook,
    { config: { takes: IncomingWebhookRequestPartialSchema, gives } },
    async (request, reply) => {
      const { json, files } = bodyOf(request);
      const message = followUp(world, interactions.webhook(request.params.token), json as MessageBody, files);
      return request.query.wait === 'true' ? message : reply.code(204).send();
    },
  );
  server.get<Named>(`${webhook}/messages/:message`, { config: { gives } }, async ({ params }) => {
    const { message } = named(world, params);
    return messages.render(message);
  });
  server.patch<Named>(
    `${webhook}/messages/:message`,
    { config: { takes: IncomingWebhookUpdateRequestPartialSchema, gives } },
    async (request) => {
      const { json, files } = bodyOf(request);
      const { interaction, message } = named(world, request.params);
      return editMessage(world, message, json as MessageBody, files, interaction);
    },
  );
  server.delete<Named>(`${webhook}/messages/:message`, async ({ params }, reply) => {
    const { message } = named(world, params);
    messages.remove(message);
    return reply.code(204).send();
  });
}

/** `@original` or a message that this interaction's token may touch: its own. */
function named(world: World, { token, message }: Named['Params']): { interaction: Interaction; message: Message } {
  const interaction = world.interactions.webhook(token);
  if (message === '@original') return { interaction, message: originalOf(world, interaction) };
  const found = world.messages.find(message);
  const isOwn = found?.interactionId === interaction.id || found?.id === interaction.originalId;
  if (!found || !isOwn) throw unknownMessage();
  return { interaction, message: found };
}
