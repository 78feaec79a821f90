import { type InteractionEditReplyOptions, MessageFlags } from 'discord.js';
import { expect, test } from 'vitest';
import { GUILD_ID } from './discord/guild.ts';
import { connect, localDiscord, PIXEL, pictureMessage } from './discord-client.ts';

test('a command is deferred, edited into a gallery with buttons, and clicked', async () => {
  const discord = await localDiscord();
  await connect(discord, async (interaction) => {
    if (interaction.isChatInputCommand()) {
      await interaction.deferReply({ withResponse: true });
      await interaction.editReply(pictureMessage() as InteractionEditReplyOptions);
    } else if (interaction.isButton()) {
      await interaction.reply({ content: `clicked ${interaction.customId}`, flags: MessageFlags.Ephemeral });
    }
  });

  const answer = await discord.user('ada').slash('paint', { prompt: 'a red fox' });
  expect(await answer.acked()).toBeLessThan(3_000);
  expect(answer.ephemeral).toBe(false);
  const message = await answer.settled();
  expect(message.text).toBe('**a red fox**');
  expect(message.labels).toEqual(['U1', 'Again']);
  const [picture] = message.media;
  expect(picture?.name).toBe('grid.png');
  expect(picture?.description).toBe('a fox');
  expect(await picture?.bytes()).toEqual(PIXEL);

  const clicked = await message.click('🔄');
  const reply = await clicked.settled();
  expect(clicked.ephemeral).toBe(true);
  expect(reply.text).toBe('clicked again');
  expect(
    discord
      .user('bob')
      .messages()
      .map(({ text }) => text),
  ).toEqual(['**a red fox**']);
  expect(discord.problems).toEqual([]);
});

test('guild, channels and people keep to the specification', async () => {
  const discord = await localDiscord();
  const client = await connect(discord);
  const guild = client.guilds.cache.get(GUILD_ID);
  expect((await guild?.fetch())?.name).toBe('Easel Studio');
  expect((await guild?.channels.fetch())?.size).toBe(4);
  expect((await guild?.members.fetch({ user: discord.user('cleo').id, force: true }))?.id).toBe(
    discord.user('cleo').id,
  );
  expect((await client.users.fetch(discord.user('bob').id, { force: true })).globalName).toBe('Bob');
  expect((await client.users.createDM(discord.user('bob').id)).recipientId).toBe(discord.user('bob').id);
  expect((await client.application.commands.fetch()).map(({ name }) => name)).toEqual(['paint']);
  expect((await client.application.fetch()).name).toBe('Easel');
  expect(discord.problems).toEqual([]);
});

test('a port that is taken is a fault that names it and says what to do', async () => {
  const first = await localDiscord();
  const port = Number(new URL(first.page).port);
  await expect(localDiscord({ port })).rejects.toMatchObject({
    code: 'port_taken',
    message: expect.stringMatching(new RegExp(`^Port ${port} is taken.*choose another port`)),
  });
});
