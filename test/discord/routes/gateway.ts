import {
  GatewayBotResponseSchema,
  PrivateApplicationResponseSchema,
  UserPIIResponseSchema,
} from 'discord-api-spec/zod';
import type { FastifyInstance } from 'fastify';
import { APPLICATION_ID, botUser } from '../guild.ts';
import { renderApplication } from '../payloads.ts';
import type { World } from '../world.ts';

/** Where the gateway is, and who the bot is, or the person whose token it has. */
export function gatewayRoutes(server: FastifyInstance, world: World): void {
  server.get('/gateway', async () => ({ url: world.addresses.gateway }));
  server.get('/gateway/bot', { config: { gives: GatewayBotResponseSchema } }, async () => ({
    url: world.addresses.gateway,
    shards: 1,
    session_start_limit: { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 1 },
  }));
  server.get('/users/@me', { config: { gives: UserPIIResponseSchema } }, async ({ headers }) => ({
    ...(world.oauth.userOf(headers.authorization) ?? botUser),
    verified: true,
    mfa_enabled: false,
    locale: 'en-US',
    email: null,
  }));
  server.get('/applications/@me', { config: { gives: PrivateApplicationResponseSchema } }, async () =>
    renderApplication(world.guild),
  );
  server.get(`/applications/${APPLICATION_ID}`, async () => renderApplication(world.guild));
  server.get('/oauth2/applications/@me', async () => renderApplication(world.guild));
}
