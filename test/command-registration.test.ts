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

    const before = await list();
    await restart();
    expect(await list()).toEqual(before);

    const [first, ...others] = before;
    await rest.patch(Routes.applicationCommand(applicationId, first?.id ?? ''), {
      body: { description: 'An older text' },
    });
    await rest.post(route, { body: { name: 'retired', description: 'Of an older version' } });
    await restart();
    const after = await list();
    expect(after.map(({ name }) => name)).not.toContain('retired');
    expect(after.filter(({ id }) => id !== first?.id)).toEqual(others);
    const updated = after.find(({ id }) => id === first?.id);
    expect(updated).toMatchObject({ name: 'imagine', description: imagine.data.description });
    expect(discord.problems).toEqual([]);
  });
});
