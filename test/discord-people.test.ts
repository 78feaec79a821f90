import { expect, test } from 'vitest';
import { PersonRefused } from './discord/command-options.ts';
import { connect, localDiscord } from './discord-client.ts';

test.each<[string, Record<string, string | number>, RegExp]>([
  ['a missing prompt', {}, /prompt: This option is required/],
  ['too long a prompt', { prompt: 'a'.repeat(21) }, /20 or fewer in length/],
  ['too many steps', { prompt: 'a', steps: 51 }, /less than or equal to 50/],
  ['half a step', { prompt: 'a', steps: 1.5 }, /valid integer/],
  ['a scheduler that is no choice', { prompt: 'a', scheduler: 'other' }, /valid choice/],
  ['an option that the command has not', { prompt: 'a', colour: 'red' }, /no option colour/],
])('the app does not send %s', async (_name, values, sentence) => {
  const discord = await localDiscord();
  await connect(discord);
  const refusal: unknown = await discord
    .user('ada')
    .slash('paint', values)
    .catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(PersonRefused);
  expect(String(refusal)).toMatch(sentence);
});

test('an unchecked command reaches the bot with the values as they are, in the channel and language asked for', async () => {
  const discord = await localDiscord();
  await connect(discord, async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    const { options, locale, inGuild } = interaction;
    await interaction.reply(`${options.getInteger('steps')} ${locale} ${inGuild.call(interaction)}`);
  });
  const ada = discord.user('ada');
  const answer = await ada.slash('paint', { steps: 9_999 }, { unchecked: true, channel: 'dm', locale: 'de' });
  expect((await answer.settled()).text).toBe('9999 de false');
  expect(ada.messages('dm')).toHaveLength(1);
  expect(ada.messages('art')).toEqual([]);
  expect(discord.problems).toEqual([]);
});

test('a person is suggested what the bot suggests', async () => {
  const discord = await localDiscord();
  await connect(discord, async (interaction) => {
    if (!interaction.isAutocomplete()) return;
    const typed = interaction.options.getFocused();
    await interaction.respond([{ name: `${typed}ji`, value: 'emoji' }]);
  });
  expect(await discord.user('bob').suggestions('paint', 'model', 'emo')).toEqual([{ name: 'emoji', value: 'emoji' }]);
  expect(discord.problems).toEqual([]);
});

const form = {
  custom_id: 'remix',
  title: 'Remix',
  components: [
    {
      type: 18,
      label: 'Prompt',
      component: { type: 4, custom_id: 'prompt', style: 2, value: 'a fox', max_length: 10 },
    },
    {
      type: 18,
      label: 'Count',
      component: { type: 3, custom_id: 'count', options: ['1', '4'].map((value) => ({ label: value, value })) },
    },
  ],
};

test('a button opens a form, whose values reach the bot and change the message', async () => {
  const discord = await localDiscord();
  await connect(discord, async (interaction) => {
    if (interaction.isChatInputCommand()) {
      const button = { type: 2 as const, style: 1 as const, custom_id: 'remix', label: 'Remix' };
      await interaction.reply({ content: 'a fox', components: [{ type: 1, components: [button] }] });
    } else if (interaction.isButton()) await interaction.showModal(form);
    else if (interaction.isModalSubmit() && interaction.isFromMessage()) {
      const { fields } = interaction;
      await interaction.update(
        `${fields.getTextInputValue('prompt')} × ${fields.getStringSelectValues('count').join()}`,
      );
    }
  });
  const ada = discord.user('ada');
  const message = await (await ada.slash('paint', { prompt: 'a fox' })).settled();
  const opened = await message.click('Remix');
  expect((await opened.modal()).title).toBe('Remix');
  await expect(opened.submit({ prompt: 'far too long a prompt', count: '4' })).rejects.toBeInstanceOf(PersonRefused);
  await expect(opened.submit({ prompt: 'an owl', count: '9' })).rejects.toThrow(/only 1, 4/);
  const submitted = await opened.submit({ prompt: 'an owl', count: '4' });
  expect((await submitted.until(({ text }) => text !== 'a fox')).text).toBe('an owl × 4');
  expect(ada.messages()).toHaveLength(1);
  expect(discord.problems).toEqual([]);
});

test('a form must answer something that a form can answer, with distinct fields', async () => {
  const discord = await localDiscord();
  const codes: number[] = [];
  await connect(discord, async (interaction) => {
    const note = (error: { code: number }) => codes.push(error.code);
    if (interaction.isChatInputCommand()) {
      const [first] = form.components;
      await interaction.showModal({ ...form, components: [first, first] as never }).catch(note);
      await interaction.showModal(form);
    } else if (interaction.isModalSubmit()) {
      const { rest } = interaction.client;
      await rest
        .post(`/interactions/${interaction.id}/${interaction.token}/callback`, { body: { type: 9, data: form } })
        .catch(note);
      await interaction.reply('done');
    }
  });
  const opened = await discord.user('ada').slash('paint', { prompt: 'a fox' });
  await (await opened.submit({ count: '1' })).settled();
  expect(codes).toEqual([50_035, 50_035]);
});

test('a select menu takes what it offers, and a disabled button nothing', async () => {
  const discord = await localDiscord();
  await connect(discord, async (interaction) => {
    if (interaction.isChatInputCommand()) {
      const options = ['euler', 'heun'].map((value) => ({ label: value, value }));
      await interaction.reply({
        components: [
          { type: 1, components: [{ type: 3, custom_id: 'scheduler', placeholder: 'Scheduler', options }] },
          { type: 1, components: [{ type: 2, style: 1, custom_id: 'off', label: 'Off', disabled: true }] },
        ],
      });
    } else if (interaction.isStringSelectMenu()) {
      await interaction.deferUpdate();
      await interaction.editReply({ content: interaction.values.join() });
    }
  });
  const message = await (await discord.user('ada').slash('paint', { prompt: 'a fox' })).settled();
  expect((await (await message.select('Scheduler', 'heun')).settled()).text).toBe('heun');
  await expect(message.select('scheduler', 'ddim')).rejects.toBeInstanceOf(PersonRefused);
  await expect(message.click('Off')).rejects.toThrow('disabled');
  expect(discord.problems).toEqual([]);
});

test('what nobody answers did not respond', async () => {
  const discord = await localDiscord();
  await connect(discord);
  const answer = await discord.user('ada').slash('paint', { prompt: 'a fox' });
  await expect(answer.acked(50)).rejects.toThrow('no acknowledgement by the application');
});

test('nobody else can use the buttons of a private message', async () => {
  const discord = await localDiscord();
  await connect(discord, async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    const button = { type: 2 as const, style: 1 as const, custom_id: 'mine', label: 'Mine' };
    await interaction.reply({ components: [{ type: 1, components: [button] }], flags: 64 });
  });
  const message = await (await discord.user('ada').slash('paint', { prompt: 'a fox' })).settled();
  await expect(discord.user('bob').click(message.raw, 'mine')).rejects.toThrow('This message is gone.');
  expect(message.labels).toEqual(['Mine']);
});
