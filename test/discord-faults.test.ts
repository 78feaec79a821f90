import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { DiscordAPIError, HTTPError, type InteractionEditReplyOptions, Routes } from 'discord.js';
import { expect, test } from 'vitest';
import { connect, localDiscord, pictureMessage } from './discord-client.ts';

test('an acknowledgement that was applied but answered 502 is repeated and gets 40060', async () => {
  const discord = await localDiscord();
  const failed: unknown[] = [];
  await connect(discord, async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    await interaction.deferReply().catch((error: unknown) => failed.push(error));
    await interaction.deferReply().catch((error: unknown) => failed.push(error));
  });
  const fault = discord.fault({ route: '/callback', status: 502, afterApply: true });
  const answer = await discord.user('ada').slash('paint', { prompt: 'a fox' });
  await expect.poll(() => failed).toHaveLength(2);
  const [first, second] = failed;
  expect(first).toBeInstanceOf(HTTPError);
  expect(second).toBeInstanceOf(DiscordAPIError);
  expect((second as DiscordAPIError).code).toBe(40_060);
  expect(fault.happened).toBe(1);
  expect(discord.visible(answer.interactionId).messages).toHaveLength(1);
});

test('an acknowledgement refused with 503 leaves nothing visible', async () => {
  const discord = await localDiscord();
  const failed: unknown[] = [];
  await connect(discord, async (interaction) => {
    if (interaction.isChatInputCommand()) await interaction.deferReply().catch((error: unknown) => failed.push(error));
  });
  discord.fault({ route: '/callback', status: 503 });
  const answer = await discord.user('ada').slash('paint', { prompt: 'a fox' });
  await expect.poll(() => failed).toHaveLength(1);
  expect(failed[0]).toBeInstanceOf(HTTPError);
  expect(answer.acknowledgement).toBeNull();
  expect(discord.visible(answer.interactionId).messages).toEqual([]);
});

test('an edit cut off after it was applied is there, and a repeat changes nothing that one sees', async () => {
  const discord = await localDiscord();
  const failed: unknown[] = [];
  await connect(discord, async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    await interaction.deferReply();
    const edit = () => interaction.editReply(pictureMessage() as InteractionEditReplyOptions);
    await edit().catch((error: unknown) => failed.push(error));
    await edit();
  });
  const cut = discord.fault({ route: '/messages/@original', method: 'PATCH', drop: true, afterApply: true });
  const answer = await discord.user('ada').slash('paint', { prompt: 'a fox' });
  await discord.until(() => (discord.visible(answer.interactionId).versions.length === 3 ? true : null));
  expect(cut.happened).toBe(1);
  expect(failed).toHaveLength(1);
  const { messages, versions } = discord.visible(answer.interactionId);
  expect(messages).toHaveLength(1);
  expect(versions.map(({ isLoading }) => isLoading)).toEqual([true, false, false]);
  expect(versions[1]?.text).toBe(versions[2]?.text);
  expect(messages[0]?.media).toHaveLength(1);
});

test('a follow-up that is repeated because it was cut off appears twice', async () => {
  const discord = await localDiscord();
  await connect(discord, async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    await interaction.reply('first');
    await interaction.followUp('again').catch(() => interaction.followUp('again'));
  });
  discord.fault({ route: '?wait=true', drop: true, afterApply: true });
  const answer = await discord.user('ada').slash('paint', { prompt: 'a fox' });
  await discord.until(() => (answer.followups().length === 2 ? true : null));
  expect(answer.followups().map(({ text }) => text)).toEqual(['again', 'again']);
});

test('a 429 makes discord.js wait as long as it says', async () => {
  const discord = await localDiscord();
  await connect(discord, async (interaction) => {
    if (interaction.isChatInputCommand()) await interaction.reply('late');
  });
  const limit = discord.fault({ route: '/callback', status: 429, retryAfterMs: 300 });
  const began = performance.now();
  const answer = await discord.user('ada').slash('paint', { prompt: 'a fox' });
  await answer.settled();
  expect(limit.happened).toBe(1);
  expect(performance.now() - began).toBeGreaterThan(290);
});

test('a global 429 holds up every route, one of a single route only that', async () => {
  const discord = await localDiscord();
  const client = await connect(discord);
  const secondRequestMs = async (global: boolean): Promise<number> => {
    const limit = discord.fault({ route: '/users/', status: 429, retryAfterMs: 300, global });
    const refused = once(client.rest, 'response');
    const limited = client.users.fetch(discord.user('ada').id, { force: true });
    await refused;
    await setImmediate(); // the client notes the limit right after it announced the response
    expect(limit.happened).toBe(1);
    const began = performance.now();
    await client.rest.get(Routes.gatewayBot());
    const tookMs = performance.now() - began;
    await limited;
    return tookMs;
  };
  expect(await secondRequestMs(false)).toBeLessThan(150);
  expect(await secondRequestMs(true)).toBeGreaterThan(200);
});

test('discord.js keeps to the announced rate limit and is never refused', async () => {
  const discord = await localDiscord({ rateLimit: { requests: 3, windowMs: 400 } });
  const client = await connect(discord);
  let refusals = 0;
  client.rest.on('rateLimited', () => undefined);
  client.rest.on('response', (_request, response) => {
    if (response.status === 429) refusals += 1;
  });
  const channel = await client.channels.fetch(discord.channel('art').id);
  const began = performance.now();
  if (!channel?.isSendable()) throw new Error('the channel takes no messages');
  for (let count = 0; count < 7; count += 1) await channel.send(`message ${count}`);
  expect(performance.now() - began).toBeGreaterThan(700);
  expect(refusals).toBe(0);
  expect(discord.user('ada').messages()).toHaveLength(7);
});

test('a fault happens as often as asked and can be lifted', async () => {
  const discord = await localDiscord();
  const client = await connect(discord);
  const fault = discord.fault({ route: /users\/\d+$/, status: 500, times: 2 });
  const fetchAda = () => client.users.fetch(discord.user('ada').id, { force: true });
  await expect(fetchAda()).rejects.toBeInstanceOf(HTTPError);
  fault.lift();
  expect((await fetchAda()).username).toBe('ada');
  expect(fault.happened).toBe(1);
});
