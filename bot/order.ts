import {
  type APIButtonComponentWithCustomId,
  ButtonStyle,
  ComponentType,
  MessageFlags,
  type RepliableInteraction,
} from 'discord.js';
import { costOf, type ImageRequest } from '../prisma/image-request.ts';
import { randomSeed } from '../prisma/seed.ts';
import type { Bot } from './bot.ts';
import { encodeButtonId } from './custom-id.ts';
import type { Draft, DraftReading } from './drafts.ts';
import type { PromptNotice } from './imagine-options.ts';
import { type AttachedImage, fitImage } from './initial-image.ts';
import type { Order } from './intake.ts';
import { settingsFor, withPreferences } from './preferences.ts';
import { type Checked, completeRequest } from './request.ts';
import { textsFor } from './texts/texts.ts';
import type { Member } from './usage.ts';

/** Every reading of a prompt → an order each, or the first refusal: all of them are painted or none. */
export async function ordersFor(
  readings: readonly DraftReading[],
  image: AttachedImage | null,
  { guildId, userId }: Member,
  bot: Bot,
): Promise<Checked<Order[]>> {
  const own = await bot.preferences.of(userId);
  const settings = settingsFor(bot.settings.of(guildId), own);
  if (readings.length > settings.permutationsMax) {
    const values = { count: readings.length, max: settings.permutationsMax };
    return { ok: false, refusal: { code: 'too_many_prompts', values } };
  }
  const models = await bot.catalogue.known();
  const orders: Order[] = [];
  for (const { options: given, stylize, notices } of readings) {
    const options = withPreferences(given, own, image !== null);
    const request = completeRequest(options, { settings, models, randomSeed: randomSeed(), stylize, image });
    if (!request.ok) return request;
    const initialImage = image === null ? null : await fitImage(image, request.value);
    if (image !== null && initialImage === null) {
      return { ok: false, refusal: { code: 'image_unreadable', values: { name: image.name } } };
    }
    const { private: isPrivate, spoiler: isSpoiler } = options;
    orders.push({
      request: request.value,
      asked: { ...options, notices: [...notices, ...stylizeNotice(stylize, request.value)] },
      isPrivate: isPrivate ?? false,
      isSpoiler: isSpoiler ?? false,
      initialImage,
    });
  }
  return { ok: true, value: orders };
}

/** --stylize is not something that Stable Diffusion has, so what became of it is told. */
const stylizeNotice = (stylize: number | null, { guidanceScale }: ImageRequest): PromptNotice[] =>
  stylize === null ? [] : [{ code: 'stylize_as_guidance', values: { stylize, guidanceScale } }];

/** Before several jobs are made of one command: how many, what they cost, and a button. Nothing is stored but the draft. */
export async function confirmDraft(
  interaction: RepliableInteraction,
  draft: Draft,
  orders: readonly Order[],
  bot: Bot,
): Promise<void> {
  const texts = textsFor(interaction.locale);
  const { guildId } = interaction;
  const userId = interaction.user.id;
  const { imagesToday } = await bot.jobs.usage({ guildId, userId });
  const draftId = await bot.drafts.keep(userId, draft);
  const confirm: APIButtonComponentWithCustomId = {
    type: ComponentType.Button,
    style: ButtonStyle.Primary,
    label: texts.buttons.confirm,
    custom_id: encodeButtonId({ action: 'confirm', slot: 0, jobId: draftId }),
  };
  await interaction.reply({
    flags: MessageFlags.Ephemeral,
    content: texts.words.confirm({
      jobs: orders.length,
      images: orders.reduce((sum, { request }) => sum + request.count, 0),
      cost: orders.reduce((sum, { request }) => sum + costOf(request), 0),
      imagesToday,
    }),
    components: [{ type: ComponentType.ActionRow, components: [confirm] }],
    allowedMentions: { parse: [] },
  });
}
