import { type APIApplicationCommand, PermissionFlagsBits } from 'discord-api-types/v10';
import { refusalOfPlace } from './command-options.ts';
import { type Account, type Channel, GUILD_ID, GUILD_NAME, type Guild } from './guild.ts';
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
  const channels = [...listed(guild), direct];
  const channel = channels.find(({ id }) => id === asked.channel) ?? channels[0] ?? direct;
  const person = new Person(account, world);
  return {
    guild: GUILD_NAME,
    person: account.user.id,
    channel: channel.id,
    people: guild.accounts.map(pagePerson),
    channels: channels.map(pageChannel),
    roles: guild.roles.map(({ id, name }) => ({ id, name })),
    commands: commandsOf(world).filter((command) => refusalOfPlace(command, account, channel) === null),
    messages: person.messages(channel.id).map(({ raw }) => raw),
  };
}

/** The guilds' channels, each with its threads below it. Of a forum there are only the posts. */
const listed = ({ channels }: Guild): Channel[] =>
  channels
    .filter(({ guildId, parentId }) => guildId !== null && parentId === null)
    .flatMap((parent) => [
      ...(parent.isForum ? [] : [parent]),
      ...channels.filter(({ parentId }) => parentId === parent.id),
    ]);

const pagePerson = ({ user, permissions, locale }: Account) => ({
  id: user.id,
  name: user.global_name ?? user.username,
  duty: dutyOf(permissions),
  locale,
});

function dutyOf(permissions: bigint): 'manager' | 'moderator' | null {
  if ((permissions & PermissionFlagsBits.ManageGuild) !== 0n) return 'manager';
  return (permissions & PermissionFlagsBits.ManageMessages) === 0n ? null : 'moderator';
}

const pageChannel = ({ id, name, guildId, parentId, isAgeRestricted }: Channel) => ({
  id,
  name: guildId === null ? 'Easel' : name,
  kind: guildId === null ? 'direct' : guildId !== GUILD_ID ? 'abroad' : parentId === null ? 'channel' : 'thread',
  isAgeRestricted,
});
