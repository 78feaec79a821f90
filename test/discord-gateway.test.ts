import { once } from 'node:events';
import { Client, GatewayIntentBits, type Interaction } from 'discord.js';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { connect, localDiscord } from './discord-client.ts';

/** A client that remembers which interactions reached it. */
async function listening(options?: Parameters<typeof localDiscord>[0]) {
  const discord = await localDiscord(options);
  const heard: string[] = [];
  const client = await connect(discord, async (interaction: Interaction) => {
    heard.push(interaction.id);
    if (interaction.isChatInputCommand())
      await interaction.reply('here').catch((error: { code: number }) => error.code);
  });
  return { discord, client, heard };
}

test('a bad token is refused', async () => {
  const discord = await localDiscord();
  const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { ...discord.rest, retries: 0 } });
  onTestFinished(() => client.destroy());
  await expect(client.login('another.token')).rejects.toThrow(/token/i);
});

test('identifying with a bad token closes the socket with 4004', async () => {
  const discord = await localDiscord();
  const socket = new WebSocket(discord.rest.api.replace(/^http/, 'ws'));
  onTestFinished(() => socket.terminate());
  await once(socket, 'message'); // HELLO
  socket.send(JSON.stringify({ op: 2, d: { token: 'another.token', intents: 0, properties: {} } }));
  const [code] = await once(socket, 'close');
  expect(code).toBe(4004);
});

test('a socket that breaks the order of things is closed with the code for it', async () => {
  const discord = await localDiscord();
  const closedAfter = async (...sent: object[]): Promise<number> => {
    const socket = new WebSocket(discord.rest.api.replace(/^http/, 'ws'));
    onTestFinished(() => socket.terminate());
    await once(socket, 'message'); // HELLO
    const closed = once(socket, 'close');
    for (const payload of sent) socket.send(JSON.stringify(payload));
    const [code] = await closed;
    return Number(code);
  };
  const identify = { op: 2, d: { token: discord.token, intents: 1, properties: {} } };
  expect(await closedAfter({ op: 3, d: {} })).toBe(4003);
  expect(await closedAfter({ op: 99, d: {} })).toBe(4001);
  expect(await closedAfter(identify, identify)).toBe(4005);
  const socket = new WebSocket(discord.rest.api.replace(/^http/, 'ws'));
  onTestFinished(() => socket.terminate());
  await once(socket, 'message');
  socket.send(JSON.stringify(identify));
  const [ready] = await once(socket, 'message');
  const { session_id } = (JSON.parse(String(ready)) as { d: { session_id: string } }).d;
  expect(await closedAfter({ op: 6, d: { token: discord.token, session_id, seq: 99 } })).toBe(4007);
  expect(discord.problems).toEqual(['gateway: opcode 99 is not built here']);
});

test('an intent that was not granted ends the connection', async () => {
  const discord = await localDiscord();
  const client = new Client({ intents: [GatewayIntentBits.GuildMembers], rest: discord.rest });
  onTestFinished(() => client.destroy());
  await expect(client.login(discord.token)).rejects.toThrow(/disallowed intents/i);
});

test('the client knows guild, channels and people once it is ready', async () => {
  const { client, discord } = await listening();
  const [guild] = client.guilds.cache.values();
  expect(guild?.name).toBe('Easel Studio');
  expect(guild?.channels.cache.map(({ name }) => name)).toEqual(['art', 'general', 'late', 'showcase']);
  expect(guild?.channels.cache.find(({ name }) => name === 'late')).toMatchObject({ nsfw: true });
  const dan = await guild?.members.fetch(discord.user('dan').id);
  expect(dan?.displayName).toBe('Dan');
  expect(discord.problems).toEqual([]);
});

test.each([
  ['a lost connection', 1006],
  ['a restart of the gateway', 4000],
])('after %s the client resumes and hears what it missed once', async (_name, code) => {
  const { discord, heard } = await listening();
  discord.gateway.close(code);
  await discord.until(() => (discord.gateway.isConnected ? null : true));
  const answer = await discord.user('ada').slash('paint', { prompt: 'a fox' });
  expect((await answer.settled()).text).toBe('here');
  expect(discord.gateway.counts).toEqual({ identified: 1, resumed: 1 });
  expect(heard).toEqual([answer.interactionId]);
});

test('asked to reconnect, the client resumes', async () => {
  const { discord } = await listening();
  discord.gateway.askReconnect();
  await discord.until(() => (discord.gateway.counts.resumed === 1 ? true : null));
  expect((await (await discord.user('ada').slash('paint', { prompt: 'a fox' })).settled()).text).toBe('here');
});

test('a client whose heartbeats nobody answers resumes on a new connection', async () => {
  const { discord } = await listening({ heartbeatMs: 200 });
  discord.gateway.fallSilent();
  const answer = await discord.user('ada').slash('paint', { prompt: 'a fox' });
  expect((await answer.settled()).text).toBe('here');
  expect(discord.gateway.counts.resumed).toBe(1);
});

test('a resume can hand over the same interaction twice', async () => {
  const { discord, heard } = await listening();
  const answer = await discord.user('ada').slash('paint', { prompt: 'a fox' });
  await answer.settled();
  discord.gateway.replayLast();
  await expect.poll(() => heard).toEqual([answer.interactionId, answer.interactionId]);
  expect(discord.visible(answer.interactionId).messages).toHaveLength(1);
});

test('a forgotten session makes the client identify again', async () => {
  const { discord } = await listening();
  discord.gateway.invalidateSession({ resumable: false });
  await discord.until(() => (discord.gateway.counts.identified === 2 ? true : null), 12_000);
  expect((await (await discord.user('ada').slash('paint', { prompt: 'a fox' })).settled()).text).toBe('here');
});
