import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { ApiError, entityTooLarge, unauthorized } from './api-error.ts';
import { injectFaults } from './faults.ts';
import { limitRates } from './rate-limits.ts';
import { parseBodies, REQUEST_BYTES_MAX } from './request-body.ts';
import { keepToSpecification } from './route-schemas.ts';
import { channelRoutes } from './routes/channels.ts';
import { commandRoutes } from './routes/commands.ts';
import { fileRoutes } from './routes/files.ts';
import { gatewayRoutes } from './routes/gateway.ts';
import { guildRoutes } from './routes/guilds.ts';
import { interactionRoutes } from './routes/interactions.ts';
import { authorizePage, oauthRoutes } from './routes/oauth.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import type { World } from './world.ts';

const API = '/api/v10';
/** Routes whose path carries a token of its own. */
const OWN_TOKEN = /^\/api\/v10\/(interactions|webhooks|oauth2\/token)\b/;
/** Routes for somebody who let an application know who they are. */
const OF_PERSON = /^\/api\/v10\/(users|oauth2)\/@me$/;

/** An HTTP server with no routes yet; `addRest` fills it once its address is known. */
export const newServer = (): FastifyInstance =>
  fastify({ bodyLimit: REQUEST_BYTES_MAX, forceCloseConnections: true, routerOptions: { maxParamLength: 500 } });

/** Discord's REST interface and CDN, as far as bots like ours use them. */
export function addRest(server: FastifyInstance, world: World): void {
  parseBodies(server);
  world.calls.watch(server, API);
  injectFaults(server, world.faults);
  limitRates(server, world.clock, world.rateLimit);
  keepToSpecification(server, world.problems);
  server.addHook('onRequest', async (request) => {
    const isOpen = !request.url.startsWith(API) || OWN_TOKEN.test(request.url);
    if (OF_PERSON.test(request.url) && world.oauth.userOf(request.headers.authorization)) return;
    if (!isOpen && request.headers.authorization !== `Bot ${world.token}`) throw unauthorized();
  });
  server.setErrorHandler((error, request, reply) => sendError(error, request, reply, world));
  server.setNotFoundHandler((request, reply) => {
    world.problems.push(`${request.method} ${request.url} is not built here`);
    return reply.code(404).send({ message: '404: Not Found', code: 0 });
  });
  server.register(
    async (api) => {
      gatewayRoutes(api, world);
      commandRoutes(api, world);
      interactionRoutes(api, world);
      webhookRoutes(api, world);
      channelRoutes(api, world);
      guildRoutes(api, world);
      oauthRoutes(api, world);
    },
    { prefix: API },
  );
  fileRoutes(server, world);
  authorizePage(server, world);
}

function sendError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  { problems, refusedBodies }: World,
): FastifyReply {
  const known = error instanceof ApiError ? error : isTooLarge(error) ? entityTooLarge() : null;
  if (known && known.errors.length > 0) {
    refusedBodies.push(`${request.method} ${request.routeOptions.url}: ${JSON.stringify(known)}`);
  }
  if (known) return reply.code(known.status).type('application/json').send(JSON.stringify(known));
  problems.push(`${request.method} ${request.url}: ${error instanceof Error ? error.stack : String(error)}`);
  return reply.code(500).send({ message: '500: Internal Server Error', code: 0 });
}

const isTooLarge = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'FST_ERR_CTP_BODY_TOO_LARGE';
