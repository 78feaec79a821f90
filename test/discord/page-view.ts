import { type APIApplicationCommand, PermissionFlagsBits } from 'discord-api-types/v10';
import { refusalOfPlace } from './command-options.ts';
import { type Account, type Channel, GUILD_ID, GUILD_NAME, type Guild, OTHER_GUILD_ID } from './guild.ts';
import { Person } from './person.ts';
import type { World } from './world.ts';

/** Every command that the bot has, the guild's own first. */
export const commandsOf = ({ commands, guildCommands }: World): readonly APIApplicationCommand[] => [
  ...guildCommands.all,
  ...commands.all,
];

/** What the page shows to a person in a channel; where the page asks for none, the first of each. */
export function pageView(world: World, asked: { person: string; channel: string }): object {
  const { guild } = world;
  const account = guild.findAccount(asked.person) ?? guild.accounts[0];
  if (!account) throw new RangeError('expected a guild with people in it');
  const direct = guild.directMessages(account.user.id);
  const channels = [...listed(guild, account), direct];
  const channel = channels.find(({ id }) => id === asked.channel) ?? channels[0] ?? direct;
  const person = new Person(account, world);
  return {
    guild: GUILD_NAME,
    person: account.user.id,
    channel: channel.id,
    people: guild.accounts.map((known) => pagePerson(known, guild)),
    channels: channels.map(pageChannel),
    roles: (guild.findHome(channel.guildId ?? '')?.roles ?? []).map(({ id, name }) => ({ id, name })),
    commands: commandsOf(world).filter((command) => refusalOfPlace(command, account, channel, guild) === null),
    messages: person.messages(channel.id).map(({ raw }) => raw),
  };
}

/** The channels of a person's guilds, each with its threads below it. Of a forum there are only the posts. */
const listed = ({ channels }: Guild, { memberships }: Account): Channel[] =>
  channels
    .filter(({ guildId, parentId }) => guildId !== null && memberships.has(guildId) && parentId === null)
    .flatMap((parent) => [
      ...(parent.isForum ? [] : [parent]),
      ...channels.filter(({ parentId }) => parentId === parent.id),
    ]);

const pagePerson = (account: Account, guild: Guild) => ({
  id: account.user.id,
  name: account.user.global_name ?? account.user.username,
  duty: dutyOf(guild.permissionsOf(account, GUILD_ID)),
  locale: account.locale,
});

function dutyOf(permissions: bigint): 'manager' | 'moderator' | null {
  if ((permissions & PermissionFlagsBits.ManageGuild) !== 0n) return 'manager';
  return (permissions & PermissionFlagsBits.ManageMessages) === 0n ? null : 'moderator';
}

const pageChannel = ({ id, name, guildId, parentId, isAgeRestricted }: Channel) => ({
  id,
  name: guildId === null ? 'Easel' : name,
  kind: kindOf(guildId, parentId),
  isAgeRestricted,
});

function kindOf(
  guildId: string | null,
  parentId: string | null,
): 'channel' | 'thread' | 'neighbour' | 'abroad' | 'direct' {
  if (guildId === null) return 'direct';
  if (guildId === OTHER_GUILD_ID) return 'abroad';
  if (guildId !== GUILD_ID) return 'neighbour';
  return parentId === null ? 'channel' : 'thread';
}
