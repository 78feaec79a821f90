import {
  GuildChannelResponseSchema,
  GuildMemberResponseSchema,
  GuildResponseSchema,
  GuildRoleResponseSchema,
  UserResponseSchema,
} from 'discord-api-spec/zod';
import type { APIUser } from 'discord-api-types/v10';
import type { FastifyInstance } from 'fastify';
import { array } from 'zod/mini';
import { ApiError } from '../api-error.ts';
import { botUser, type Guild } from '../guild.ts';
import type { Home } from '../home.ts';
import { renderChannel, renderGuild, renderMember, renderRoles } from '../payloads.ts';
import type { World } from '../world.ts';

interface OfGuild {
  Params: { guild: string };
}

interface OfMember {
  Params: { guild: string; user: string };
}

interface OfUser {
  Params: { user: string };
}

/** The bot's guilds, their channels and roles, and people. */
export function guildRoutes(server: FastifyInstance, { guild }: World): void {
  const home = (id: string) => homeOf(guild, id);
  server.get<OfGuild>('/guilds/:guild', { config: { gives: GuildResponseSchema } }, async ({ params }) =>
    renderGuild(home(params.guild), guild),
  );
  server.get<OfGuild>(
    '/guilds/:guild/channels',
    { config: { gives: array(GuildChannelResponseSchema) } },
    async ({ params }) =>
      guild.placesOf(home(params.guild).id).channels.map((channel) => renderChannel(channel, guild)),
  );
  server.get<OfGuild>(
    '/guilds/:guild/roles',
    { config: { gives: array(GuildRoleResponseSchema) } },
    async ({ params }) => renderRoles(home(params.guild)),
  );
  server.get<OfMember>(
    '/guilds/:guild/members/:user',
    { config: { gives: GuildMemberResponseSchema } },
    async ({ params }) => memberOf(guild, home(params.guild), params.user),
  );
  server.get<OfUser>('/users/:user', { config: { gives: UserResponseSchema } }, async ({ params }) =>
    userOf(guild, params.user),
  );
}

/** One of the bot's guilds; of others it is told nothing. */
function homeOf(guild: Guild, id: string): Home {
  const home = guild.findHome(id);
  if (!home) throw new ApiError(404, 10_004, 'Unknown Guild');
  return home;
}

function userOf(guild: Guild, id: string): APIUser {
  const user = id === botUser.id ? botUser : guild.findAccount(id)?.user;
  if (!user) throw new ApiError(404, 10_013, 'Unknown User');
  return user;
}

function memberOf(guild: Guild, home: Home, userId: string) {
  const user = userOf(guild, userId);
  if (user === botUser) return renderMember(botUser);
  const membership = guild.findAccount(userId)?.memberships.get(home.id);
  if (!membership) throw new ApiError(404, 10_007, 'Unknown Member');
  return renderMember(user, membership.roleIds);
}
