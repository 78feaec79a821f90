import { type APIMessage, InteractionContextType, PermissionFlagsBits } from 'discord-api-types/v10';
import { APPLICATION_ID, type Guild } from './guild.ts';
import { type Interaction, ownersOf } from './interactions.ts';
import { renderChannel, renderMember } from './payloads.ts';

/** INTERACTION_CREATE as the gateway sends it. */
export function renderInteraction(
  { id, token, type, channel, account }: Interaction,
  { guild, data, message, locale }: { guild: Guild; data: unknown; message: APIMessage | null; locale: string },
): object {
  const { user } = account;
  const { guildId } = channel;
  const owners = { authorizing_integration_owners: ownersOf(channel, account) };
  const permissions = String(
    guildId !== null ? guild.permissionsOf(account, guildId) : PermissionFlagsBits.SendMessages,
  );
  const place =
    guildId !== null
      ? {
          guild_id: guildId,
          guild: { id: guildId, locale: 'en-US', features: [] },
          guild_locale: 'en-US',
          member: { ...renderMember(user, account.memberships.get(guildId)?.roleIds), permissions },
          context: InteractionContextType.Guild,
          ...owners,
        }
      : { user, context: InteractionContextType.BotDM, ...owners };
  return {
    id,
    token,
    type,
    data,
    version: 1,
    application_id: APPLICATION_ID,
    channel_id: channel.id,
    channel: { ...renderChannel(channel, guild), permissions },
    app_permissions: String(channel.botPermissions),
    locale,
    entitlements: [],
    attachment_size_limit: account.fileBytesMax,
    ...place,
    ...(message ? { message } : {}),
  };
}
