import {
  type APIMessageTopLevelComponent,
  DiscordAPIError,
  type InteractionEditReplyOptions,
  MessageFlags,
  type RESTPostAPIApplicationCommandsJSONBody,
  Routes,
} from 'discord.js';
import { describe, expect, test } from 'vitest';
import { COMMANDS, codeOf, conversing, pictureMessage } from './discord-client.ts';

describe('messages', () => {
  const row = (...components: object[]) => ({ type: 1, components });
  const button = (id: string, more: object = {}) => ({ type: 2, style: 1, label: id, custom_id: id, ...more });
  const V2 = MessageFlags.IsComponentsV2;
  const text = (content: string) => ({ type: 10, content });

  test.each<[string, object, string]>([
    ['six rows', { components: Array.from({ length: 6 }, (_, n) => row(button(`b${n}`))) }, 'components'],
    ['a container without the flag', { components: [{ type: 17, components: [text('a')] }] }, 'components.0.type'],
    ['content beside components V2', { flags: V2, content: 'a', components: [text('a')] }, 'content'],
    ['4001 characters of text', { flags: V2, components: [text('a'.repeat(4000)), text('b')] }, 'components'],
    [
      '41 components',
      { flags: V2, components: [{ type: 17, components: Array.from({ length: 40 }, () => text('a')) }] },
      'components',
    ],
    ['one custom_id twice', { components: [row(button('a'), button('a'))] }, 'components.0.components.1.custom_id'],
    [
      'a link button with a custom_id',
      { components: [row(button('a', { style: 5 }))] },
      'components.0.components.0.url',
    ],
    [
      'a select beside a button',
      { components: [row({ type: 3, custom_id: 's', options: [{ label: 'a', value: 'a' }] }, button('b'))] },
      'components.0.components',
    ],
    [
      'a select of more than it offers',
      { components: [row({ type: 3, custom_id: 's', max_values: 2, options: [{ label: 'a', value: 'a' }] })] },
      'components.0.components.0.max_values',
    ],
    ['an empty embed', { embeds: [{ color: 1 }] }, 'embeds.0.description'],
    [
      '6001 characters of embeds',
      { embeds: [{ description: 'a'.repeat(4000) }, { description: 'b'.repeat(2001) }] },
      'embeds',
    ],
    ['2001 characters of content', { content: 'a'.repeat(2001) }, 'content'],
    ['a file that did not come', { embeds: [{ image: { url: 'attachment://no.png' } }] }, 'embeds.0.image.url'],
    ['a flag that is Discord’s own', { content: 'a', flags: MessageFlags.Loading }, 'flags'],
    [
      'a label of 81 characters',
      { components: [row(button('a', { label: 'a'.repeat(81) }))] },
      'components.0.components.0.label',
    ],
  ])('%s is refused, and the error says where', async (_name, body, path) => {
    const { client, discord } = await conversing();
    const sent = client.rest.post(Routes.channelMessages(discord.channel('art').id), { body });
    const error: unknown = await sent.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DiscordAPIError);
    const { code, errors } = (error as DiscordAPIError).rawError as { code: number; errors: object };
    expect(code).toBe(50_035);
    const node = path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], errors);
    expect(node).toHaveProperty('_errors');
    expect(discord.user('ada').messages()).toEqual([]);
  });

  test('an empty message is refused', async () => {
    const { ask } = await conversing();
    const { interaction } = await ask();
    await interaction.deferReply();
    expect(await codeOf(interaction.editReply({ content: '' }))).toBe(50_006);
  });

  test('a deferral takes no flag but ephemeral', async () => {
    const { client, ask } = await conversing();
    const { interaction } = await ask();
    const body = { type: 5, data: { flags: V2 } };
    const route = Routes.interactionCallback(interaction.id, interaction.token);
    expect(await codeOf(client.rest.post(route, { body, auth: false }))).toBe(50_035);
  });

  test('components V2 cannot be taken back', async () => {
    const { ask } = await conversing();
    const { interaction } = await ask();
    await interaction.deferReply();
    await interaction.editReply(pictureMessage() as InteractionEditReplyOptions);
    expect(await codeOf(interaction.editReply({ content: 'plain' }))).toBe(50_035);
    const edited = await interaction.editReply({ components: [text('later') as APIMessageTopLevelComponent] });
    expect(edited.flags.has(V2)).toBe(true);
  });
});

describe('commands', () => {
  const [paint] = COMMANDS;
  const option = (name: string, more: object = {}) => ({ type: 3, name, description: 'x', ...more });
  const command = (more: object) =>
    ({ name: 'x', description: 'x', ...more }) as RESTPostAPIApplicationCommandsJSONBody;

  test.each<[string, RESTPostAPIApplicationCommandsJSONBody]>([
    ['a name in capitals', command({ name: 'Paint' })],
    ['a name with a space', command({ name: 'paint it' })],
    ['no description', command({ description: '' })],
    ['a required option after an optional one', command({ options: [option('a'), option('b', { required: true })] })],
    ['one option twice', command({ options: [option('a'), option('a')] })],
    [
      'choices and autocomplete',
      command({ options: [option('a', { autocomplete: true, choices: [{ name: 'a', value: 'a' }] })] }),
    ],
    [
      'a choice of 101 characters',
      command({ options: [option('a', { choices: [{ name: 'a', value: 'a'.repeat(101) }] })] }),
    ],
    ['a minimum above the maximum', command({ options: [option('a', { type: 4, min_value: 5, max_value: 1 })] })],
    ['sub-commands among options', command({ options: [option('a', { type: 1 }), option('b')] })],
    [
      '8001 characters',
      command({
        options: Array.from({ length: 4 }, (_, n) =>
          option(`o${n}`, {
            choices: Array.from({ length: 25 }, (_c, c) => ({
              name: `${c}`.padEnd(40, 'n'),
              value: `${c}`.padEnd(42, 'v'),
            })),
          }),
        ),
      }),
    ],
  ])('%s is refused', async (_name, body) => {
    const { client } = await conversing();
    const sent = client.rest.post(Routes.applicationCommands(client.application.id), { body });
    expect(await codeOf(sent)).toBe(50_035);
  });

  test('writing a command again keeps its id, and its version where nothing changed', async () => {
    const { client } = await conversing();
    const route = Routes.applicationCommands(client.application.id);
    const write = async (body: object) => (await client.rest.post(route, { body })) as { id: string; version: string };
    const first = await write(paint as object);
    const same = await write(paint as object);
    const other = await write({ ...paint, description: 'Paint another' });
    expect([same.id, other.id]).toEqual([first.id, first.id]);
    expect(same.version).toBe(first.version);
    expect(other.version).not.toBe(first.version);
  });

  test('a number may come as text', async () => {
    const { client, discord } = await conversing();
    const body = { name: 'moderate', description: 'x', default_member_permissions: '32' };
    expect(await client.rest.post(Routes.applicationCommands(client.application.id), { body })).toMatchObject(body);
    await expect(discord.user('ada').slash('moderate')).rejects.toThrow('You do not have permission');
    await discord.user('dan').slash('moderate');
  });

  test('a hundred commands are enough', async () => {
    const { client } = await conversing();
    const many = Array.from({ length: 101 }, (_, n) => ({ name: `c${n}`, description: 'x' }));
    const route = Routes.applicationCommands(client.application.id);
    expect(await codeOf(client.rest.put(route, { body: many }))).toBe(50_035);
    expect(await client.rest.put(route, { body: many.slice(1) })).toHaveLength(100);
  });
});
