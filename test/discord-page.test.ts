import type { Interaction } from 'discord.js';
import { expect, onTestFinished, test } from 'vitest';
import type { LocalDiscord } from './discord/discord.ts';
import { connect, localDiscord, PIXEL } from './discord-client.ts';

interface View {
  person: string;
  channel: string;
  channels: { id: string; name: string; kind: string }[];
  commands: { name: string }[];
  messages: { id: string; content: string }[];
}

/** The page as the browser's script uses it. */
async function visit(onInteraction: (interaction: Interaction) => Promise<unknown> = async () => undefined) {
  const discord = await localDiscord();
  const client = await connect(discord, onInteraction);
  const post = async (path: string, body: object) => {
    const [ada, art] = [discord.user('ada').id, discord.channel('art').id];
    const response = await fetch(`${discord.page}page/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ person: ada, channel: art, ...body }),
    });
    return response.json() as Promise<{ refused?: string; channel?: string; modal?: { interactionId: string } }>;
  };
  return { discord, client, post };
}

const viewOf = async ({ page }: LocalDiscord, person: string, channel = ''): Promise<View> =>
  (await fetch(`${page}page/view?${new URLSearchParams({ person, channel })}`)).json() as Promise<View>;

/** What is pushed to somebody's browser, as it comes. */
async function eventsOf({ page }: LocalDiscord, person: string): Promise<{ kind: string; channelId?: string }[]> {
  const over = new AbortController();
  onTestFinished(() => over.abort());
  const { body } = await fetch(`${page}page/events?person=${person}`, { signal: over.signal });
  if (!body) throw new Error('the events have no body');
  const events: { kind: string }[] = [];
  const read = async () => {
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      for (const [, data = ''] of chunk.matchAll(/^data: (.*)$/gm)) events.push(JSON.parse(data));
    }
  };
  read().catch((error: unknown) => {
    if (!over.signal.aborted) throw error;
  });
  return events;
}

test('is served whole: markup, styles, and a script made of its parts', async () => {
  const { page } = await localDiscord();
  for (const [path, type] of [
    ['', 'text/html'],
    ['page/style.css', 'text/css'],
    ['page/message.css', 'text/css'],
    ['page/icon.svg', 'image/svg+xml'],
    ['page/app.js', 'text/javascript'],
  ]) {
    const response = await fetch(page + path);
    expect([path, response.status, response.headers.get('content-type')]).toEqual([
      path,
      200,
      expect.stringContaining(type ?? ''),
    ]);
    expect((await response.text()).length).toBeGreaterThan(200);
  }
});

test('shows each person the channels, their own direct messages, and what they may see', async () => {
  const { discord } = await visit(async (interaction) => {
    if (interaction.isChatInputCommand()) await interaction.reply({ content: 'for you', flags: 64 });
  });
  const [ada, bob] = [discord.user('ada'), discord.user('bob')];
  await (await ada.slash('paint', { prompt: 'a fox' })).settled();
  const [hers, his] = [await viewOf(discord, ada.id), await viewOf(discord, bob.id)];
  expect(hers.channels.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
    ...['channel art', 'channel general', 'channel late', 'abroad elsewhere', 'neighbour press', 'direct Easel'],
  ]);
  expect(hers.channels.at(-1)?.id).not.toBe(his.channels.at(-1)?.id);
  expect([hers.messages.length, his.messages.length, hers.commands[0]?.name]).toEqual([1, 0, 'paint']);
});

test('opens threads, also two of one name', async () => {
  const { discord, post } = await visit(async (interaction) => {
    if (interaction.isChatInputCommand()) await interaction.reply(`in ${interaction.channelId}`);
  });
  const opened = [await post('thread', { name: 'foxes' }), await post('thread', { name: 'foxes' })];
  const [first = '', second = ''] = opened.map(({ channel }) => channel);
  expect(await post('slash', { channel: second, name: 'paint', options: { prompt: 'a fox' } })).toEqual({});
  const ada = discord.user('ada').id;
  const contents = async (channel: string) =>
    (await viewOf(discord, ada, channel)).messages.map(({ content }) => content);
  expect([await contents(first), await contents(second)]).toEqual([[], [`in ${second}`]]);
  const { channels } = await viewOf(discord, ada, second);
  expect(channels.slice(0, 4).map(({ name }) => name)).toEqual(['art', 'foxes', 'foxes', 'general']);
});

test('offers a command only to those who may use it, where they may', async () => {
  const { discord, client } = await visit();
  await client.application.commands.set([
    { name: 'admin', description: 'Rules', defaultMemberPermissions: 'ManageGuild' },
    { name: 'late', description: 'For late hours', nsfw: true },
  ]);
  const offered = async (person: string, channel: string) =>
    (await viewOf(discord, discord.user(person).id, discord.channel(channel).id)).commands.map(({ name }) => name);
  expect(await offered('ada', 'art')).toEqual([]);
  expect(await offered('ada', 'late')).toEqual(['late']);
  expect(await offered('dan', 'art')).toEqual(['admin']);
});

test('sends files, forms and menus as the app does, and says what the app refuses', async () => {
  const form = {
    custom_id: 'form',
    title: 'Form',
    components: [{ type: 18, label: 'Name', component: { type: 4, custom_id: 'name', style: 1 } }],
  };
  const { client, post, discord } = await visit(async (interaction) => {
    if (interaction.isMessageContextMenuCommand()) await interaction.showModal(form as never);
    else if (interaction.isModalSubmit()) await interaction.reply(interaction.fields.getTextInputValue('name'));
    else if (interaction.isChatInputCommand()) {
      await interaction.reply(interaction.options.getAttachment('image', true).name);
    }
  });
  await client.application.commands.set([
    { name: 'start', description: 'Start', options: [{ type: 11, name: 'image', description: 'Which' }] },
    { type: 3, name: 'Rename' },
  ]);
  const file = (bytes: Buffer) => ({
    name: 'start',
    options: { image: { name: 'a.png', base64: bytes.toString('base64') } },
  });
  expect(await post('slash', file(PIXEL))).toEqual({});
  const tooLarge = Buffer.alloc(10 * 1024 * 1024 + 1);
  expect(await post('slash', file(tooLarge))).toEqual({ refused: 'Your files are too powerful: the limit is 10 MB.' });
  const [message] = discord.user('ada').messages();
  const { modal } = await post('menu', { messageId: message?.id, name: 'Rename' });
  expect(modal).toMatchObject({ title: 'Form', interactionId: expect.any(String) });
  expect(await post('modal', { interactionId: modal?.interactionId, values: { name: 'owl' } })).toEqual({});
  expect(
    discord
      .user('bob')
      .messages()
      .map(({ text }) => text),
  ).toEqual(['a.png', 'owl']);
  expect(discord.problems).toEqual([]);
});

test('tells a browser what its person may know, and when commands change', async () => {
  const { discord, client } = await visit(async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    await interaction.reply({
      content: 'here',
      ...(interaction.options.getInteger('steps') === 1 ? { flags: 64 } : {}),
    });
  });
  const [ada, bob] = [discord.user('ada'), discord.user('bob')];
  const [hers, his] = [await eventsOf(discord, ada.id), await eventsOf(discord, bob.id)];
  await (await ada.slash('paint', { prompt: 'a fox', steps: 1 })).settled();
  await (await ada.slash('paint', { prompt: 'a fox' }, { channel: 'dm' })).settled();
  await (await ada.slash('paint', { prompt: 'a fox' })).settled();
  await client.application.commands.set([]);
  await expect.poll(() => hers.map(({ kind }) => kind)).toEqual(['message', 'message', 'message', 'commands']);
  await expect.poll(() => his.map(({ kind }) => kind)).toEqual(['message', 'commands']);
});
