import {
  type APIChannel,
  type APIGuildMember,
  type APIRole,
  type APIUser,
  type ChannelFlags,
  ChannelType,
  type GatewayGuildCreateDispatchData,
  type GuildMemberFlags,
  type RoleFlags,
} from 'discord-api-types/v10';
import { APPLICATION_ID, botUser, type Channel, FOUNDED, GUILD_ID, type Guild } from './guild.ts';
import { EVERYONE, type Home, type Role } from './home.ts';

/** Discord sends 0, for which discord-api-types has no name. */
const NO_FLAGS = 0 as ChannelFlags;

/** Guild, channels and members in the shapes that REST and gateway share. */
export function renderChannel(channel: Channel, guild: Guild): APIChannel {
  const { id, name, guildId, recipientId, parentId, isAgeRestricted } = channel;
  if (recipientId !== null) {
    const recipient = guild.findAccount(recipientId);
    const recipients = recipient ? [recipient.user] : [];
    return { id, type: ChannelType.DM, name: null, last_message_id: null, flags: NO_FLAGS, recipients };
  }
  const shared = {
    id,
    guild_id: guildId ?? GUILD_ID,
    name,
    last_message_id: null,
    rate_limit_per_user: 0,
    flags: NO_FLAGS,
  };
  if (parentId !== null) return { ...shared, ...thread(channel, parentId, guild) };
  if (channel.isForum) return { ...shared, ...forum, nsfw: isAgeRestricted, position: guild.channels.indexOf(channel) };
  return {
    ...shared,
    type: ChannelType.GuildText,
    nsfw: isAgeRestricted,
    position: guild.channels.indexOf(channel),
    permission_overwrites: [],
    parent_id: null,
    topic: null,
  };
}

const forum = {
  type: ChannelType.GuildForum as const,
  permission_overwrites: [],
  parent_id: null,
  topic: null,
  available_tags: [],
  default_reaction_emoji: null,
  default_sort_order: null,
  default_forum_layout: 0,
};

const thread = ({ isArchived, isLocked }: Channel, parentId: string, guild: Guild) => ({
  type: ChannelType.PublicThread as const,
  parent_id: parentId,
  owner_id: guild.owner.user.id,
  message_count: 0,
  member_count: 1,
  total_message_sent: 0,
  applied_tags: [],
  thread_metadata: {
    archived: isArchived,
    locked: isLocked,
    auto_archive_duration: 1440 as const,
    archive_timestamp: FOUNDED,
    create_timestamp: FOUNDED,
  },
});

export const renderMember = (user: APIUser, roleIds: readonly string[] = []): APIGuildMember => ({
  user,
  nick: null,
  avatar: null,
  banner: null,
  roles: [...roleIds],
  joined_at: FOUNDED,
  premium_since: null,
  communication_disabled_until: null,
  deaf: false,
  mute: false,
  pending: false,
  flags: 0 as GuildMemberFlags,
});

export const renderRole = ({ id, name, permissions }: Role, position: number): APIRole => ({
  id,
  name,
  color: 0,
  colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
  hoist: false,
  icon: null,
  unicode_emoji: null,
  position,
  permissions: String(permissions),
  managed: false,
  mentionable: false,
  flags: 0 as RoleFlags,
});

/** A guild's roles, the lowest first: everyone's, which carries the guild's id. */
export const renderRoles = ({ id, roles }: Home): APIRole[] =>
  [{ id, name: '@everyone', permissions: EVERYONE }, ...roles].map(renderRole);

/** As REST describes a guild. */
export const renderGuild = (home: Home, guild: Guild) => ({
  id: home.id,
  name: home.name,
  icon: null,
  icon_hash: null,
  splash: null,
  discovery_splash: null,
  home_header: null,
  owner_id: guild.owner.user.id,
  afk_channel_id: null,
  afk_timeout: 300,
  widget_enabled: false,
  widget_channel_id: null,
  verification_level: 0,
  default_message_notifications: 1,
  explicit_content_filter: 0,
  roles: renderRoles(home),
  emojis: [],
  stickers: [],
  features: [],
  mfa_level: 0,
  application_id: null,
  system_channel_id: null,
  system_channel_flags: 0,
  rules_channel_id: null,
  max_presences: null,
  max_members: 500_000,
  max_stage_video_channel_users: 50,
  max_video_channel_users: 25,
  vanity_url_code: null,
  description: null,
  banner: null,
  premium_tier: 0,
  premium_subscription_count: 0,
  preferred_locale: 'en-US',
  public_updates_channel_id: null,
  safety_alerts_channel_id: null,
  nsfw: false,
  nsfw_level: 0,
  premium_progress_bar_enabled: false,
  region: 'deprecated',
  hub_type: null,
  incidents_data: null,
});

/** As the gateway tells of it after READY; without it discord.js waits 15 s. */
export const renderGuildCreate = (home: Home, guild: Guild): GatewayGuildCreateDispatchData =>
  ({
    ...renderGuild(home, guild),
    joined_at: FOUNDED,
    large: false,
    unavailable: false,
    member_count: guild.membersOf(home.id).length + 1,
    members: [
      renderMember(botUser),
      ...guild.membersOf(home.id).map(({ user, memberships }) => renderMember(user, memberships.get(home.id)?.roleIds)),
    ],
    channels: guild.placesOf(home.id).channels.map((known) => renderChannel(known, guild)),
    threads: guild.placesOf(home.id).threads.map((known) => renderChannel(known, guild)),
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  }) as unknown as GatewayGuildCreateDispatchData;

/** The bot's own application. */
export const renderApplication = (guild: Guild) => ({
  id: APPLICATION_ID,
  name: botUser.username,
  icon: null,
  description: '',
  type: null,
  flags: 0,
  flags_new: '0',
  bot: botUser,
  bot_public: true,
  bot_require_code_grant: false,
  verify_key: '0'.repeat(64),
  redirect_uris: [],
  interactions_endpoint_url: null,
  role_connections_verification_url: null,
  owner: guild.owner.user,
  approximate_guild_count: guild.homes.length,
  approximate_user_install_count: 0,
  approximate_user_authorization_count: 0,
  explicit_content_filter: 0,
  team: null,
  eligible_oauth2_scopes: [],
});
