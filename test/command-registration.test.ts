import { REST, Routes } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { imagine } from '../bot/commands/imagine.ts';
import { botStage } from './bot.ts';

describe('at its start the bot', () => {
  it('writes only the commands that changed, by name, so that servers keep what they decided about them', async () => {
    const { discord, restart } = await botStage();
    const rest = new REST({ api: discord.rest.api }).setToken(discord.token);
    const { id: applicationId } = (await rest.get(Routes.currentApplication())) as { id: string };
    const route = Routes.applicationCommands(applicationId);
    const list = async () =>
      (await rest.get(route)) as { id: string; version: string; name: string; description: string }[];

    const [first] = await list();
    await restart();
    expect(await list()).toEqual([first]);

    await rest.patch(Routes.applicationCommand(applicationId, first?.id ?? ''), {
      body: { description: 'An older text' },
    });
    await rest.post(route, { body: { name: 'retired', description: 'Of an older version' } });
    await restart();
    const [updated, ...others] = await list();
    expect(others).toEqual([]);
    expect(updated).toMatchObject({ id: first?.id, name: 'imagine', description: imagine.data.description });
    expect(discord.problems).toEqual([]);
  });
});
