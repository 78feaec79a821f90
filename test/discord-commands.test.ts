import { Routes } from 'discord.js';
import { expect, test } from 'vitest';
import { PersonRefused } from './discord/command-options.ts';
import { GUILD_ID } from './discord/guild.ts';
import { codeOf, conversing } from './discord-client.ts';

test('a command of the guild is there at once, beside the global ones and not in direct messages', async () => {
  const { client, discord } = await conversing();
  const guild = await client.guilds.fetch(GUILD_ID);
  const created = await guild.commands.create({ name: 'local', description: 'Only here' });
  expect(created.guildId).toBe(GUILD_ID);
  expect((await client.application.commands.fetch()).map(({ name }) => name)).toEqual(['paint']);
  const ada = discord.user('ada');
  await ada.slash('local');
  await expect(ada.slash('local', {}, { channel: 'dm' })).rejects.toThrow(PersonRefused);
  await ada.slash('paint', { prompt: 'a fox' }, { channel: 'dm' });
  await guild.commands.delete(created.id);
  await expect(ada.slash('local')).rejects.toThrow('There is no command /local.');
  expect(discord.problems).toEqual([]);
});

test('writing all commands keeps the ids of those that stay and removes the others', async () => {
  const { client } = await conversing();
  const { commands } = client.application;
  const before = await commands.create({ name: 'info', description: 'What is it' });
  const set = await commands.set([
    { name: 'info', description: 'What it is' },
    { name: 'help', description: 'Help' },
  ]);
  expect([...set.values()].map(({ name }) => name)).toEqual(['info', 'help']);
  expect(set.find(({ name }) => name === 'info')?.id).toBe(before.id);
});

test('a changed command keeps its id, and may not take the name of another', async () => {
  const { client } = await conversing();
  const { commands } = client.application;
  const info = await commands.create({ name: 'info', description: 'What is it' });
  const renamed = await commands.edit(info.id, { name: 'about' });
  expect([renamed.id, renamed.name, renamed.description]).toEqual([info.id, 'about', 'What is it']);
  expect(await codeOf(commands.edit(info.id, { name: 'paint' }))).toBe(50_035);
});

test('a command that is gone is unknown', async () => {
  const { client } = await conversing();
  const { commands } = client.application;
  const { id } = await commands.create({ name: 'info', description: 'What is it' });
  await commands.delete(id);
  expect(await codeOf(client.rest.get(Routes.applicationCommand(client.application.id, id)))).toBe(10_063);
});
