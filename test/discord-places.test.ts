import {
  ApplicationIntegrationType,
  type ChatInputCommandInteraction,
  MessageFlags,
  PermissionFlagsBits,
  Routes,
} from 'discord.js';
import { expect, test } from 'vitest';
import { OTHER_GUILD_ID } from './discord/guild.ts';
import { codeOf, connect, localDiscord } from './discord-client.ts';

/** A Discord whose bot answers `/paint` as the test says; the command is for servers and for people. */
async function painting(answer: (interaction: ChatInputCommandInteraction) => Promise<unknown>) {
  const discord = await localDiscord({ rateLimit: { requests: 50, windowMs: 1_000 } });
  const client = await connect(discord, async (interaction) => {
    if (interaction.isChatInputCommand()) await answer(interaction);
  });
  await client.application.commands.set([
    {
      name: 'paint',
      description: 'Paint a picture',
      integrationTypes: [ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall],
    },
    { name: 'serve', description: 'For servers alone' },
    { name: 'late', description: 'For late hours', nsfw: true },
  ]);
  const post = (id: string, content = 'a fox') =>
    codeOf(client.rest.post(Routes.channelMessages(id), { body: { content } }));
  return { discord, client, post };
}

test('a command in a thread tells the bot its channel, and what holds for that channel holds in the thread', async () => {
  const { discord } = await painting(async (interaction) => {
    const { channel } = interaction;
    const parent = channel?.isThread() ? channel.parent : null;
    await interaction.reply(`${channel?.isThread()} ${parent?.name} ${parent?.nsfw}`);
  });
  const ada = discord.user('ada');
  ada.openThread('after dark', 'late');
  ada.openThread('foxes');
  const answer = await ada.slash('paint', {}, { channel: 'after dark' });
  expect((await answer.settled()).text).toBe('true late true');
  await expect(ada.slash('late', {}, { channel: 'foxes' })).rejects.toThrow('age-restricted');
  await (await ada.slash('late', {}, { channel: 'after dark' })).acked();
  expect(discord.problems).toEqual([]);
});

test('a post of a forum is a thread, and the forum itself has no messages', async () => {
  const { discord, post } = await painting(async (interaction) => {
    const { channel } = interaction;
    const parent = channel?.isThread() ? channel.parent : null;
    await interaction.reply(`${parent?.name} ${parent?.type}`);
  });
  const ada = discord.user('ada');
  ada.openThread('my foxes', 'showcase');
  expect((await (await ada.slash('paint', {}, { channel: 'my foxes' })).settled()).text).toBe('showcase 15');
  await expect(ada.slash('paint', {}, { channel: 'showcase' })).rejects.toThrow('A forum has posts');
  expect(await post(discord.channel('showcase').id)).toBe(50_008);
  expect(discord.problems).toEqual([]);
});

test('writing opens an archived thread again, a locked one not, and neither is edited', async () => {
  const { discord, client, post } = await painting(async (interaction) => interaction.reply('a fox'));
  const thread = discord.user('ada').openThread('foxes');
  const message = await (await discord.user('ada').slash('paint', {}, { channel: 'foxes' })).settled();
  thread.isArchived = true;
  const route = Routes.channelMessage(thread.id, message.id);
  expect(await codeOf(client.rest.patch(route, { body: { content: 'an owl' } }))).toBe(50_083);
  expect(await post(thread.id)).toBe('nothing went wrong');
  expect(thread.isArchived).toBe(false);
  thread.isLocked = true;
  expect(await post(thread.id)).toBe(160_005);
  thread.isLocked = false;
  thread.botPermissions &= ~PermissionFlagsBits.SendMessagesInThreads;
  expect(await post(thread.id)).toBe(50_013);
  expect(discord.problems).toEqual([]);
});

test('where the bot is no member it may answer and follow up five times, and nothing else', async () => {
  const codes: unknown[] = [];
  const { discord, post } = await painting(async (interaction) => {
    const { authorizingIntegrationOwners: owners, appPermissions } = interaction;
    await interaction.reply(
      `${owners[ApplicationIntegrationType.UserInstall]} ${appPermissions.has(PermissionFlagsBits.AttachFiles)}`,
    );
    for (let nth = 1; nth <= 6; nth += 1) codes.push(await codeOf(interaction.followUp(`fox ${nth}`)));
  });
  const ada = discord.user('ada');
  const answer = await ada.slash('paint', {}, { channel: 'elsewhere' });
  expect((await answer.settled()).text).toBe(`${ada.id} true`);
  await expect.poll(() => codes.length).toBe(6);
  expect(codes).toEqual([...Array.from({ length: 5 }, () => 'nothing went wrong'), 40_094]);
  expect(answer.followups()).toHaveLength(5);
  expect(await post(discord.channel('elsewhere').id)).toBe(50_001);
  await expect(ada.slash('serve', {}, { channel: 'elsewhere' })).rejects.toThrow('no member');
  expect(discord.problems).toEqual([]);
});

test('a guild that lets nobody use outside apps makes their answers private', async () => {
  const { discord } = await painting(async (interaction) => {
    await interaction.deferReply();
    await interaction.editReply('a fox\n-# done');
  });
  const ada = discord.user('ada');
  const membership = ada.account.memberships.get(OTHER_GUILD_ID);
  if (!membership) throw new Error('expected ada there');
  membership.withheld = PermissionFlagsBits.UseExternalApps;
  const answer = await ada.slash('paint', {}, { channel: 'elsewhere' });
  expect([(await answer.settled()).isEphemeral, answer.ephemeral]).toEqual([true, true]);
  expect(discord.user('bob').messages('elsewhere')).toEqual([]);
});

test('AutoMod blocks a word that everyone would see, and none that one person sees', async () => {
  const codes: unknown[] = [];
  const { discord, post } = await painting(async (interaction) => {
    await interaction.deferReply();
    codes.push(await codeOf(interaction.editReply('a FOX in a hat')));
    await interaction.editReply('a picture');
    codes.push(await codeOf(interaction.followUp({ content: 'a fox', flags: MessageFlags.Ephemeral })));
  });
  discord.guild.blockedWords.push('fox');
  const answer = await discord.user('ada').slash('paint');
  await expect.poll(() => codes.length).toBe(2);
  expect(codes).toEqual([200_000, 'nothing went wrong']);
  expect(discord.visible(answer.interactionId).messages.map(({ text }) => text)).toEqual(['a picture', 'a fox']);
  expect([await post(discord.channel('art').id), await post(discord.channel('art').id, 'an owl')]).toEqual([
    200_000,
    'nothing went wrong',
  ]);
  expect(discord.problems).toEqual([]);
});
