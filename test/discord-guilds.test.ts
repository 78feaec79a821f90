import { type Client, PermissionFlagsBits, RESTJSONErrorCodes } from 'discord.js';
import { expect, test } from 'vitest';
import { GUILD_ID, OTHER_GUILD_ID, PRINT_ROOM_ID } from './discord/guild.ts';
import { codeOf, connect, localDiscord } from './discord-client.ts';

const { ManageGuild, ManageMessages } = PermissionFlagsBits;

/** As a bot asks that believes no cache: this is how rights are checked. */
const memberOf = async (client: Client<true>, guildId: string, user: string) => {
  const guild = client.guilds.cache.get(guildId);
  if (!guild) throw new Error(`expected to be a member of ${guildId}`);
  return guild.members.fetch({ user, force: true, cache: false });
};

test('the bot is in two guilds, each with its own channels, roles and people', async () => {
  const discord = await localDiscord();
  const client = await connect(discord);
  const known = client.guilds.cache.map(({ name, channels, roles, memberCount }) => ({
    name,
    channels: channels.cache.map((channel) => channel.name),
    roles: roles.cache.map((role) => role.name),
    memberCount,
  }));
  expect(known).toEqual([
    {
      name: 'Easel Studio',
      channels: ['art', 'general', 'late', 'showcase'],
      roles: ['@everyone', 'patron', 'guest', 'moderator', 'manager'],
      memberCount: 6,
    },
    { name: 'Print Room', channels: ['press'], roles: ['@everyone', 'curator'], memberCount: 4 },
  ]);
  const printRoom = await client.guilds.fetch({ guild: PRINT_ROOM_ID, force: true });
  expect(printRoom.ownerId).toBe(discord.user('erin').id);
  expect((await printRoom.channels.fetch()).map((channel) => channel?.name)).toEqual(['press']);
  expect((await printRoom.roles.fetch()).map(({ name }) => name)).toEqual(['@everyone', 'curator']);
  expect(discord.problems).toEqual([]);
});

test('who manages one guild is a mere member of the other, or a stranger there', async () => {
  const discord = await localDiscord();
  const client = await connect(discord);
  const manages = async (guildId: string, name: string) =>
    (await memberOf(client, guildId, discord.user(name).id)).permissions.has(ManageGuild);
  expect([await manages(GUILD_ID, 'ada'), await manages(PRINT_ROOM_ID, 'ada')]).toEqual([false, true]);
  expect([await manages(GUILD_ID, 'bob'), await manages(PRINT_ROOM_ID, 'bob')]).toEqual([false, false]);
  expect([await manages(GUILD_ID, 'erin'), await manages(PRINT_ROOM_ID, 'erin')]).toEqual([true, true]);
  expect(await manages(GUILD_ID, 'dan')).toBe(true);
  for (const stranger of ['cleo', 'dan']) {
    expect(await codeOf(memberOf(client, PRINT_ROOM_ID, discord.user(stranger).id))).toBe(
      RESTJSONErrorCodes.UnknownMember,
    );
    expect((await client.users.fetch(discord.user(stranger).id, { force: true })).username).toBe(stranger);
  }
  expect(await codeOf(memberOf(client, GUILD_ID, '1300000000000000299'))).toBe(RESTJSONErrorCodes.UnknownUser);
  expect(discord.problems).toEqual([]);
});

test('of a guild that the bot is not in it is told nothing', async () => {
  const discord = await localDiscord();
  const { rest, guilds } = await connect(discord);
  expect(guilds.cache.has(OTHER_GUILD_ID)).toBe(false);
  for (const path of ['', '/channels', '/roles', `/members/${discord.user('ada').id}`] as const) {
    expect(await codeOf(rest.get(`/guilds/${OTHER_GUILD_ID}${path}`)), path).toBe(RESTJSONErrorCodes.UnknownGuild);
  }
  expect(discord.problems).toEqual([]);
});

test('a command carries the guild where it is used, with what the person is and may there', async () => {
  const discord = await localDiscord();
  await connect(discord, async (interaction) => {
    if (!interaction.isChatInputCommand() || !interaction.inCachedGuild()) return;
    const { guild, member, memberPermissions } = interaction;
    const roles = member.roles.cache.filter(({ id }) => id !== guild.id).map(({ name }) => name);
    await interaction.reply(`${guild.name}: ${roles.join() || 'nobody'}, ${memberPermissions.has(ManageGuild)}`);
  });
  const said = async (name: string, channel: string) => {
    const answer = await discord.user(name).slash('paint', { prompt: 'a fox' }, { channel });
    return (await answer.settled()).text;
  };
  expect(await said('ada', 'art')).toBe('Easel Studio: nobody, false');
  expect(await said('ada', 'press')).toBe('Print Room: curator, true');
  expect(await said('bob', 'press')).toBe('Print Room: nobody, false');
  expect(await said('erin', 'press')).toBe('Print Room: nobody, true');
  await expect(said('dan', 'press')).rejects.toThrow('You are no member of this server.');
  expect(discord.problems).toEqual([]);
});

test('people gain and lose roles, and leave; whoever asks is told at once', async () => {
  const discord = await localDiscord();
  const client = await connect(discord);
  const dan = discord.user('dan');
  const rolesOf = async () => (await memberOf(client, GUILD_ID, dan.id)).roles.cache.map(({ name }) => name);
  dan.gainRole('patron');
  expect(await rolesOf()).toEqual(['@everyone', 'manager', 'patron']);
  dan.loseRole('manager');
  expect(await rolesOf()).toEqual(['@everyone', 'patron']);
  expect((await memberOf(client, GUILD_ID, dan.id)).permissions.has(ManageGuild)).toBe(false);
  expect(() => dan.loseRole('manager')).toThrow('expected a role of dan');
  expect(() => dan.gainRole('curator')).toThrow('expected a role of a guild of dan');
  dan.leave(GUILD_ID);
  expect(await codeOf(memberOf(client, GUILD_ID, dan.id))).toBe(RESTJSONErrorCodes.UnknownMember);
  await expect(dan.slash('paint', { prompt: 'a fox' })).rejects.toThrow('You are no member of this server.');
});

test('the bot hears when a role may more or less, which holds for everybody who has it', async () => {
  const discord = await localDiscord();
  const client = await connect(discord);
  const heard: string[] = [];
  client.on('roleUpdate', (_, { guild, name }) => heard.push(`${guild.name}: ${name}`));
  const { id } = discord.user('dan');
  expect(() => discord.user('dan').changeRole('manager', 0n)).toThrow('You do not have permission');
  discord.user('erin').changeRole('manager', ManageMessages);
  await expect.poll(() => heard).toEqual(['Easel Studio: manager']);
  const { permissions } = await memberOf(client, GUILD_ID, id);
  expect([permissions.has(ManageGuild), permissions.has(ManageMessages)]).toEqual([false, true]);
  discord.user('erin').changeRole('curator', 0n);
  await expect.poll(() => heard.at(-1)).toBe('Print Room: curator');
  const ada = await memberOf(client, PRINT_ROOM_ID, discord.user('ada').id);
  expect(ada.permissions.has(ManageGuild)).toBe(false);
  const another = await localDiscord();
  expect(another.guild.roleNamed('curator').permissions).toBe(ManageGuild);
});

test('calls are counted by their route, also those that went wrong', async () => {
  const discord = await localDiscord();
  const client = await connect(discord);
  const route = 'GET /guilds/:guild/members/:user';
  expect(discord.calls.of(route)).toBe(0);
  await memberOf(client, GUILD_ID, discord.user('ada').id);
  await codeOf(memberOf(client, PRINT_ROOM_ID, discord.user('dan').id));
  expect([discord.calls.of(route), discord.calls.of('GET /guilds/:guild')]).toEqual([2, 0]);
  expect(() => discord.calls.of('GET /guilds')).toThrow('expected a route of this Discord');
});
