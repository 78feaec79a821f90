import { type APIMessage, DiscordAPIError, type InteractionEditReplyOptions, MessageFlags, Routes } from 'discord.js';
import { expect, test } from 'vitest';
import { codeOf, conversing, PIXEL, pictureMessage } from './discord-client.ts';

const V2 = MessageFlags.IsComponentsV2;
const gallery = (url: string) => ({ type: 12, items: [{ media: { url } }] });
const file = (name: string) => ({ name, contentType: 'image/png', data: PIXEL });

/** A deferred reply whose edits carry exactly the body that the test writes. */
async function deferred() {
  const { client, discord, ask } = await conversing();
  const { interaction } = await ask();
  await interaction.deferReply();
  const route = Routes.webhookMessage(client.application.id, interaction.token, '@original');
  const edit = async (body: object, ...names: string[]) =>
    (await client.rest.patch(route, { body, files: names.map(file), auth: false })) as APIMessage;
  return { discord, interaction, edit };
}

test('a gallery shows an upload by address and attachment id, and the message lists no attachments', async () => {
  const { interaction, discord } = await deferred();
  const message = await interaction.editReply(pictureMessage() as InteractionEditReplyOptions);
  expect(message.attachments.size).toBe(0);
  const [shown] = discord.visible(interaction.id).messages;
  expect(await shown?.media[0]?.bytes()).toEqual(PIXEL);
  const container = shown?.raw.components?.[0] as { components: { type: number; items?: object[] }[] };
  const [item] = container.components.find(({ type }) => type === 12)?.items ?? [];
  expect(item).toMatchObject({
    description: 'a fox',
    media: { width: 1, height: 1, content_type: 'image/png', attachment_id: expect.stringMatching(/^\d+$/) },
  });
  expect(discord.problems).toEqual([]);
});

test('an upload that no component shows is refused, and the error says which', async () => {
  const { edit } = await deferred();
  const components = [gallery('attachment://a.png')];
  const error: unknown = await edit({ flags: V2, components }, 'a.png', 'b.png').catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DiscordAPIError);
  const { errors } = (error as DiscordAPIError).rawError as unknown as { errors: { attachments: object } };
  expect(errors.attachments).toHaveProperty(['1', '_errors']);
});

test('an edit of buttons keeps the picture that it names by its file or by its address', async () => {
  const { edit, discord, interaction } = await deferred();
  const first = await edit({ flags: V2, components: [gallery('attachment://a.png')] }, 'a.png');
  const [{ items }] = first.components as unknown as [{ items: [{ media: { url: string } }] }];
  await edit({ components: [gallery(items[0].media.url), { type: 10, content: 'by address' }] });
  await edit({ components: [gallery('attachment://a.png'), { type: 10, content: 'by name' }] });
  const { versions } = discord.visible(interaction.id);
  const ids = versions.slice(1).map(({ raw }) => (raw.components as unknown as typeof first.components)?.[0]);
  expect(new Set(ids.map((shown) => JSON.stringify(shown))).size).toBe(1);
});

test('a picture that components no longer name is neither shown nor listed', async () => {
  const { edit } = await deferred();
  await edit({ flags: V2, components: [gallery('attachment://a.png')] }, 'a.png');
  const hidden = await edit({ components: [{ type: 10, content: 'text alone' }] });
  expect(hidden.attachments).toEqual([]);
  const shown = await edit({ components: [gallery('attachment://a.png')] });
  expect(shown.components).toMatchObject([{ items: [{ media: { content_type: 'image/png' } }] }]);
  await edit({ components: [{ type: 10, content: 'let go' }], attachments: [] });
  expect(await codeOf(edit({ components: [gallery('attachment://a.png')] }))).toBe(50_035);
});

test('components V2 without any component are an empty message', async () => {
  const { edit } = await deferred();
  expect(await codeOf(edit({ flags: V2, components: [] }))).toBe(50_006);
});

test('forty components and four thousand characters are not too many', async () => {
  const { edit } = await deferred();
  const texts = Array.from({ length: 39 }, (_, n) => ({ type: 10, content: 'x'.repeat(n === 0 ? 3962 : 1) }));
  const message = await edit({ flags: V2, components: [{ type: 17, components: texts }] });
  expect(message.flags).toBe(V2);
});
