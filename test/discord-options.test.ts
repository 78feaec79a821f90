import type { Interaction, RESTPostAPIApplicationCommandsJSONBody } from 'discord.js';
import { expect, test } from 'vitest';
import { PersonRefused } from './discord/command-options.ts';
import { connect, localDiscord, PIXEL } from './discord-client.ts';

const COMMANDS: RESTPostAPIApplicationCommandsJSONBody[] = [
  {
    name: 'start',
    description: 'Start from a picture',
    options: [{ type: 11, name: 'image', description: 'Which', required: true }],
  },
  {
    name: 'admin',
    description: 'Rules',
    options: [
      {
        type: 2,
        name: 'rules',
        description: 'Who may paint where',
        options: [
          {
            type: 1,
            name: 'add',
            description: 'One more',
            options: [
              { type: 6, name: 'person', description: 'Who' },
              { type: 8, name: 'role', description: 'Which' },
              { type: 7, name: 'channel', description: 'Where' },
            ],
          },
        ],
      },
    ],
  },
  { type: 3, name: 'Image info' },
];

/** A Discord whose bot has the commands above. */
async function conversation(onInteraction: (interaction: Interaction) => Promise<unknown>) {
  const discord = await localDiscord();
  const client = await connect(discord, onInteraction);
  await client.application.commands.set(COMMANDS);
  return discord;
}

test('a file reaches the bot with its name, type, size and pixels, and lies on the CDN', async () => {
  const discord = await conversation(async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    const { name, url, size, contentType, width, height, ephemeral } = interaction.options.getAttachment('image', true);
    const bytes = Buffer.from(await (await fetch(url)).arrayBuffer());
    await interaction.reply(JSON.stringify([name, size, contentType, width, height, ephemeral, bytes.equals(PIXEL)]));
  });
  const ada = discord.user('ada');
  const answer = await ada.slash('start', { image: { name: 'my fox.png', data: PIXEL } });
  const told = JSON.parse((await answer.settled()).text);
  expect(told).toEqual(['my_fox.png', PIXEL.length, 'image/png', 1, 1, true, true]);
  expect(discord.problems).toEqual([]);
});

test('the app sends no file over the limit, unless the person paid for more', async () => {
  const discord = await conversation(async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    await interaction.reply(
      `${interaction.options.getAttachment('image')?.size} of ${interaction.attachmentSizeLimit}`,
    );
  });
  const ada = discord.user('ada');
  const file = { name: 'large.bin', data: Buffer.alloc(10 * 1024 * 1024 + 1) };
  await expect(ada.slash('start', { image: file })).rejects.toThrow('the limit is 10 MB');
  ada.account.fileBytesMax = 50 * 1024 * 1024;
  expect((await (await ada.slash('start', { image: file })).settled()).text).toBe('10485761 of 52428800');
  await expect(ada.slash('start', { image: 'large.bin' })).rejects.toBeInstanceOf(PersonRefused);
});

test('people, roles and channels that an option names reach the bot in full', async () => {
  const discord = await conversation(async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    const { options, member } = interaction;
    const person = options.getUser('person');
    const roles = member && 'cache' in member.roles ? [...member.roles.cache.values()].map(({ name }) => name) : [];
    const named = [person?.displayName, options.getRole('role')?.name, options.getChannel('channel')?.name];
    await interaction.reply(
      JSON.stringify([options.getSubcommandGroup(), options.getSubcommand(), ...named, roles.toSorted()]),
    );
  });
  const dan = discord.user('dan');
  dan.gainRole('patron');
  const answer = await dan.slash('admin rules add', { person: 'bob', role: 'patron', channel: 'late' });
  const told = JSON.parse((await answer.settled()).text);
  expect(told).toEqual(['rules', 'add', 'Bob', 'patron', 'late', ['@everyone', 'manager', 'patron']]);
  await expect(dan.slash('admin rules add', { person: 'nobody' })).rejects.toThrow('There is nobody called nobody.');
  expect(discord.problems).toEqual([]);
});

test('a message’s own menu hands the message to the bot', async () => {
  const discord = await conversation(async (interaction) => {
    if (interaction.isChatInputCommand()) await interaction.reply('a fox');
    if (!interaction.isMessageContextMenuCommand()) return;
    const { commandName, targetMessage } = interaction;
    await interaction.reply(`${commandName}: ${targetMessage.content} of ${targetMessage.id}`);
  });
  const image = { name: 'fox.png', data: PIXEL };
  const message = await (await discord.user('ada').slash('start', { image })).settled();
  const answer = await discord.user('bob').menu(message.raw, 'Image info');
  expect((await answer.settled()).text).toBe(`Image info: a fox of ${message.id}`);
  await expect(message.menu('Image')).rejects.toThrow('The menu has no entry Image.');
  expect(discord.problems).toEqual([]);
});

test('a form takes ticks, several of a group, and files', async () => {
  const flavours = ['sweet', 'sour'].map((value) => ({ label: value, value }));
  const fields = [
    { type: 22, custom_id: 'flavours', options: flavours },
    { type: 23, custom_id: 'private' },
    { type: 19, custom_id: 'pictures', max_values: 2 },
  ];
  const components = fields.map((component) => ({ type: 18, label: component.custom_id, component }));
  const discord = await conversation(async (interaction) => {
    if (interaction.isChatInputCommand()) {
      await interaction.showModal({ custom_id: 'form', title: 'Form', components: components as never });
    }
    if (!interaction.isModalSubmit()) return;
    const { fields: filled } = interaction;
    const files = filled.getUploadedFiles('pictures', true).map(({ name }) => name);
    const told = [filled.getCheckboxGroup('flavours'), filled.getCheckbox('private'), files];
    await interaction.reply(JSON.stringify(told));
  });
  const picture = { name: 'a.png', data: PIXEL };
  const opened = await discord.user('ada').slash('start', { image: picture });
  const values = { flavours: ['sweet', 'sour'], private: true, pictures: [picture, { ...picture, name: 'b.png' }] };
  const submitted = await opened.submit(values);
  expect(JSON.parse((await submitted.settled()).text)).toEqual([['sweet', 'sour'], true, ['a.png', 'b.png']]);
  await expect(opened.submit({ ...values, pictures: [picture, picture, picture] })).rejects.toThrow('Choose 1 to 2');
  await expect(opened.submit({ ...values, flavours: 'salt' })).rejects.toThrow('does not offer salt');
  expect(discord.problems).toEqual([]);
});
