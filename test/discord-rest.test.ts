import { type InteractionEditReplyOptions, MessageFlags } from 'discord.js';
import { expect, test } from 'vitest';
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
  await answer.acked();
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
