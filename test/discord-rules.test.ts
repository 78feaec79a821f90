import { MessageFlags, Routes } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { codeOf, connect, conversing, localDiscord, PIXEL } from './discord-client.ts';

const SECOND = 1_000;
const MINUTE = 60_000;

describe('time', () => {
  test('an acknowledgement after three seconds is for an unknown interaction', async () => {
    const { discord, ask } = await conversing();
    const { interaction } = await ask();
    discord.clock.advance(3.1 * SECOND);
    expect(await codeOf(interaction.deferReply())).toBe(10_062);
  });

  test('a second acknowledgement is refused', async () => {
    const { ask } = await conversing();
    const { interaction } = await ask();
    const route = Routes.interactionCallback(interaction.id, interaction.token);
    await interaction.deferReply();
    expect(await codeOf(interaction.client.rest.post(route, { body: { type: 5 }, auth: false }))).toBe(40_060);
  });

  test('edits work for fifteen minutes', async () => {
    const { discord, ask } = await conversing();
    const { interaction } = await ask();
    await interaction.deferReply();
    discord.clock.advance(14 * MINUTE);
    await interaction.editReply('still here');
    discord.clock.advance(2 * MINUTE);
    expect(await codeOf(interaction.editReply('too late'))).toBe(50_027);
  });

  test('before the acknowledgement there is no webhook, and after deletion no message', async () => {
    const { client, ask } = await conversing();
    const { interaction } = await ask();
    const route = Routes.webhookMessage(client.application.id, interaction.token, '@original');
    expect(await codeOf(client.rest.patch(route, { body: { content: 'early' }, auth: false }))).toBe(10_015);
    await interaction.deferReply();
    await interaction.deleteReply();
    expect(await codeOf(interaction.editReply('gone'))).toBe(10_008);
  });
});

describe('files', () => {
  const embed = { title: 'a fox', image: { url: 'attachment://grid.png' } };
  const files = [{ name: 'grid.png', attachment: PIXEL }];

  test('a file that an embed shows is no attachment until the embed is edited away', async () => {
    const { ask } = await conversing();
    const { interaction } = await ask();
    const reply = await interaction.reply({ embeds: [embed], files, withResponse: true });
    expect(reply.resource?.message?.attachments.size).toBe(0);
    const edited = await interaction.editReply({ content: 'plain', embeds: [] });
    expect([...edited.attachments.values()].map(({ name }) => name)).toEqual(['grid.png']);
  });

  test('new files take the place of old ones only where the list says so', async () => {
    const { client, ask } = await conversing();
    const { interaction } = await ask();
    await interaction.reply({ content: 'a', files });
    const kept = await interaction.editReply({ content: 'b' });
    expect(kept.attachments.size).toBe(1);
    const replaced = await interaction.editReply({ files: [{ name: 'other.png', attachment: PIXEL }] });
    expect([...replaced.attachments.values()].map(({ name }) => name)).toEqual(['other.png']);
    const route = Routes.webhookMessage(client.application.id, interaction.token, '@original');
    const none = (await client.rest.patch(route, { body: { content: 'c', attachments: [] }, auth: false })) as {
      attachments: unknown[];
    };
    expect(none.attachments).toEqual([]);
  });

  test('updating a message by its button loses its pictures', async () => {
    const discord = await localDiscord();
    await connect(discord, async (interaction) => {
      if (interaction.isChatInputCommand()) {
        const row = {
          type: 1 as const,
          components: [{ type: 2 as const, style: 1 as const, custom_id: 'x', label: 'X' }],
        };
        await interaction.reply({ content: 'one', files, components: [row] });
      } else if (interaction.isButton()) await interaction.update({ content: 'two' });
    });
    const message = await (await discord.user('ada').slash('paint', { prompt: 'a fox' })).settled();
    expect(message.media).toHaveLength(1);
    const updated = await (await message.click('X')).until(({ text }) => text === 'two');
    expect(updated.id).toBe(message.id);
    expect(updated.media).toEqual([]);
  });

  test('a file over 10 MiB and a request over 25 MiB are refused', async () => {
    const { ask } = await conversing();
    const { interaction } = await ask();
    await interaction.deferReply();
    const mebibytes = (count: number, name: string) => ({ name, attachment: Buffer.alloc(count * 1024 * 1024) });
    expect(await codeOf(interaction.editReply({ files: [mebibytes(11, 'a.png')] }))).toBe(40_005);
    const three = ['a.png', 'b.png', 'c.png'].map((name) => mebibytes(9, name));
    expect(await codeOf(interaction.editReply({ files: three }))).toBe(40_005);
    await interaction.editReply({ files: [mebibytes(9, 'a.png')] });
  });
});

describe('visibility', () => {
  test('a follow-up straight after a private deferral becomes the answer and stays private', async () => {
    const { discord, ask } = await conversing();
    const { answer, interaction } = await ask();
    await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    await interaction.followUp({ content: 'for you' });
    const { messages } = discord.visible(answer.interactionId);
    expect(messages.map(({ text }) => text)).toEqual(['for you']);
    expect(messages[0]?.isEphemeral).toBe(true);
    expect(discord.user('bob').messages()).toEqual([]);
  });

  test('the channel does not know an ephemeral message', async () => {
    const { client, discord, ask } = await conversing();
    const { answer, interaction } = await ask();
    await interaction.reply({ content: 'psst', flags: MessageFlags.Ephemeral });
    const { id } = await answer.settled();
    expect(await codeOf(client.rest.get(Routes.channelMessage(discord.channel('art').id, id)))).toBe(10_008);
  });

  test('listeners hear of every message and of who may see it', async () => {
    const { discord, ask } = await conversing();
    const events: [string, string | null][] = [];
    discord.onEvent(({ kind, onlyFor }) => events.push([kind, onlyFor]));
    const { interaction } = await ask();
    await interaction.reply({ content: 'psst', flags: MessageFlags.Ephemeral });
    await interaction.followUp('all');
    await interaction.deleteReply();
    const ada = discord.user('ada').id;
    expect(events).toEqual([
      ['create', ada],
      ['create', null],
      ['delete', ada],
    ]);
  });
});

describe('channels', () => {
  test('a message with an enforced nonce is posted once', async () => {
    const { client, discord } = await conversing();
    const route = Routes.channelMessages(discord.channel('art').id);
    const body = { content: 'late answer', nonce: '42', enforce_nonce: true };
    const [first, second] = [await client.rest.post(route, { body }), await client.rest.post(route, { body })];
    expect((second as { id: string }).id).toBe((first as { id: string }).id);
    discord.clock.advance(6 * MINUTE);
    await client.rest.post(route, { body });
    expect(discord.user('bob').messages()).toHaveLength(2);
  });

  test('what the bot may not do, and where nobody is, has its code', async () => {
    const { client, discord } = await conversing();
    const post = (channel: string, more: object = {}) =>
      codeOf(client.rest.post(Routes.channelMessages(channel), { body: { content: 'hello' }, ...more }));
    const art = discord.channel('art');
    art.botPermissions &= ~(1n << 15n); // Attach Files
    expect(await post(art.id, { files: [{ name: 'a.png', data: PIXEL }] })).toBe(50_013);
    art.botPermissions = 0n;
    expect(await post(art.id)).toBe(50_001);
    discord.guild.removeChannel('art');
    expect(await post(art.id)).toBe(10_003);
    const cleo = discord.user('cleo');
    const dm = (await client.rest.post(Routes.userChannels(), { body: { recipient_id: cleo.id } })) as { id: string };
    expect(await post(dm.id)).toBe('nothing went wrong');
    expect(cleo.messages('dm').map(({ text }) => text)).toEqual(['hello']);
    cleo.account.acceptsDirectMessages = false;
    expect(await post(dm.id)).toBe(50_007);
  });

  test('a route that is not built answers 404 and is a problem', async () => {
    const { client, discord } = await conversing();
    expect(await codeOf(client.rest.get('/stage-instances/1'))).toBe(0);
    expect(discord.problems).toEqual(['GET /api/v10/stage-instances/1 is not built here']);
  });
});
