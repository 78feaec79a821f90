import type { RESTPostAPIApplicationCommandsJSONBody } from 'discord-api-types/v10';
import type { FastifyInstance } from 'fastify';
import { APPLICATION_ID } from '../guild.ts';
import { bodyOf } from '../request-body.ts';
import type { World } from '../world.ts';

type Body = RESTPostAPIApplicationCommandsJSONBody;

/** The bot's global commands. */
export function commandRoutes(server: FastifyInstance, { commands }: World): void {
  const all = `/applications/${APPLICATION_ID}/commands`;
  const one = `${all}/:command`;
  server.get(all, async () => commands.all);
  server.post(all, async (request, reply) => {
    const { command, isNew } = commands.upsert(bodyOf(request).json as Body);
    return reply.code(isNew ? 201 : 200).send(command);
  });
  server.put(all, async (request) => commands.replace(bodyOf(request).json as Body[]));
  server.get<{ Params: { command: string } }>(one, async ({ params }) => commands.find(params.command));
  server.patch<{ Params: { command: string } }>(one, async (request) =>
    commands.edit(request.params.command, bodyOf(request).json as Partial<Body>),
  );
  server.delete<{ Params: { command: string } }>(one, async ({ params }, reply) => {
    commands.remove(params.command);
    return reply.code(204).send();
  });
}
