import {
  ApplicationCommandCreateRequestSchema,
  ApplicationCommandPatchRequestPartialSchema,
  ApplicationCommandResponseSchema,
  ApplicationCommandUpdateRequestSchema,
} from 'discord-api-spec/zod';
import type { RESTPostAPIApplicationCommandsJSONBody } from 'discord-api-types/v10';
import type { FastifyInstance } from 'fastify';
import { array } from 'zod/mini';
import { type BodyError, invalidBody } from '../api-error.ts';
import type { Commands } from '../commands.ts';
import { APPLICATION_ID, GUILD_ID } from '../guild.ts';
import { bodyOf } from '../request-body.ts';
import { commandErrors, commandSetErrors } from '../rules/commands.ts';
import type { World } from '../world.ts';

type Body = RESTPostAPIApplicationCommandsJSONBody;
interface One {
  Params: { command: string };
}

/** The bot's commands, global and of the guild. */
export function commandRoutes(server: FastifyInstance, { commands, guildCommands }: World): void {
  const application = `/applications/${APPLICATION_ID}`;
  routesOf(server, `${application}/commands`, commands);
  routesOf(server, `${application}/guilds/${GUILD_ID}/commands`, guildCommands);
}

function routesOf(server: FastifyInstance, all: string, commands: Commands): void {
  const one = `${all}/:command`;
  const gives = ApplicationCommandResponseSchema;
  const givesAll = array(ApplicationCommandResponseSchema);

  server.get(all, { config: { gives: givesAll } }, async () => commands.all);
  server.post(all, { config: { takes: ApplicationCommandCreateRequestSchema, gives } }, async (request, reply) => {
    const body = bodyOf(request).json as Body;
    const others = commands.all.filter(({ name, type }) => name !== body.name || type !== (body.type ?? 1));
    check([...commandErrors(body), ...commandSetErrors([...(others as Body[]), body])]);
    const { command, isNew } = commands.upsert(body);
    return reply.code(isNew ? 201 : 200).send(command);
  });
  server.put(
    all,
    { config: { takes: array(ApplicationCommandUpdateRequestSchema), gives: givesAll } },
    async (request) => {
      const bodies = bodyOf(request).json as Body[];
      const each = bodies.flatMap((body, index) =>
        commandErrors(body).map((error) => ({ ...error, path: [index, ...error.path] })),
      );
      check([...each, ...commandSetErrors(bodies)]);
      return commands.replace(bodies);
    },
  );
  server.get<One>(one, { config: { gives } }, async ({ params }) => commands.find(params.command));
  server.patch<One>(one, { config: { takes: ApplicationCommandPatchRequestPartialSchema, gives } }, async (request) => {
    const body = bodyOf(request).json as Partial<Body>;
    const known = commands.find(request.params.command);
    const others = commands.all.filter((command) => command !== known) as Body[];
    const edited = { ...known, ...body } as Body;
    check([...commandErrors(edited), ...commandSetErrors([...others, edited])]);
    return commands.edit(known.id, body);
  });
  server.delete<One>(one, async ({ params }, reply) => {
    commands.remove(params.command);
    return reply.code(204).send();
  });
}

function check(errors: readonly BodyError[]): void {
  if (errors.length > 0) throw invalidBody(errors);
}
