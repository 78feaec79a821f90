import {
  GuildChannelResponseSchema,
  GuildMemberResponseSchema,
  GuildResponseSchema,
  UserResponseSchema,
} from 'discord-api-spec/zod';
import type { FastifyInstance } from 'fastify';
import { array } from 'zod/mini';
import { ApiError } from '../api-error.ts';
import { botUser, GUILD_ID } from '../guild.ts';
import { renderChannel, renderGuild, renderMember } from '../payloads.ts';
import type { World } from '../world.ts';

interface OfUser {
  Params: { user: string };
}

/** The guild, its channels, and people. */
export function guildRoutes(server: FastifyInstance, { guild }: World): void {
  const userOf = (id: string) => {
    const user = id === botUser.id ? botUser : guild.findAccount(id)?.user;
    if (!user) throw new ApiError(404, 10_013, 'Unknown User');
    return user;
  };
  server.get(`/guilds/${GUILD_ID}`, { config: { gives: GuildResponseSchema } }, async () => renderGuild(guild));
  server.get(`/guilds/${GUILD_ID}/channels`, { config: { gives: array(GuildChannelResponseSchema) } }, async () =>
    guild.places.channels.map((channel) => renderChannel(channel, guild)),
  );
  server.get<OfUser>(
    `/guilds/${GUILD_ID}/members/:user`,
    { config: { gives: GuildMemberResponseSchema } },
    async ({ params }) => renderMember(userOf(params.user), guild.findAccount(params.user)?.roleIds),
  );
  server.get<OfUser>('/users/:user', { config: { gives: UserResponseSchema } }, async ({ params }) =>
    userOf(params.user),
  );
}
