import {
  ApplicationCommandOptionType,
  ApplicationIntegrationType,
  type AutocompleteInteraction,
  type ChatInputCommandInteraction,
  InteractionContextType,
} from 'discord.js';
import { SCHEDULER_LABELS, SCHEDULER_NAMES } from '../../prisma/scheduler-name.ts';
import { SEED_MAX } from '../../prisma/seed.ts';
import type { Bot } from '../bot.ts';
import { type ImagineOptions, optionsFor } from '../imagine-options.ts';
import { type AttachedImage, readAttachedImage } from '../initial-image.ts';
import { CHOICES_MAX, suggest } from '../job-choice.ts';
import { confirmDraft, ordersFor } from '../order.ts';
import { readImagine } from '../prompt-language.ts';
import { modelsOffered } from '../request.ts';
import { refuse } from '../response.ts';
import { ASPECTS } from '../size.ts';
import { submit } from '../submission.ts';
import type { Refusal } from '../texts/texts.ts';
import type { Command } from './command.ts';
import { styleChoices } from './styles.ts';

/** The outermost limits, since commands are the same in every server; what a server allows is checked afterwards. */
const [TEXT_MAX, STEPS_MAX, GUIDANCE_MAX, CHAOS_MAX] = [6_000, 1_000, 100, 100];

/** `/imagine`: a prompt and, if one likes, everything else that decides a picture. */
export const imagine = {
  data: {
    name: 'imagine',
    description: 'Paint pictures from words',
    contexts: [InteractionContextType.Guild, InteractionContextType.BotDM, InteractionContextType.PrivateChannel],
    integration_types: [ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall],
    options: [
      {
        type: ApplicationCommandOptionType.String,
        name: 'prompt',
        description: 'What you would like to see; flags such as --ar 16:9 work too',
        required: true,
        max_length: TEXT_MAX,
      },
      {
        type: ApplicationCommandOptionType.String,
        name: 'negative',
        description: 'What you would rather not see',
        max_length: TEXT_MAX,
      },
      {
        type: ApplicationCommandOptionType.String,
        name: 'aspect',
        description: 'Width to height',
        choices: ASPECTS.map((aspect) => ({ name: aspect, value: aspect })),
      },
      {
        type: ApplicationCommandOptionType.Integer,
        name: 'count',
        description: 'How many pictures (4 if left out)',
        min_value: 1,
        max_value: 4,
      },
      {
        type: ApplicationCommandOptionType.Integer,
        name: 'seed',
        description: 'The same seed paints the same picture; a new one each time if left out',
        min_value: 0,
        max_value: SEED_MAX,
      },
      {
        type: ApplicationCommandOptionType.String,
        name: 'style',
        description: 'A style of this server or of your own around your words',
        autocomplete: true,
        max_length: 40,
      },
      {
        type: ApplicationCommandOptionType.Attachment,
        name: 'image',
        description: 'A picture to start from (PNG, JPEG or WebP)',
      },
      {
        type: ApplicationCommandOptionType.Number,
        name: 'strength',
        description: 'How much of that picture is painted anew, up to 1',
        min_value: 0.01,
        max_value: 1,
      },
      {
        type: ApplicationCommandOptionType.Integer,
        name: 'steps',
        description: 'Denoising steps: more is slower, 20 is usually enough',
        min_value: 1,
        max_value: STEPS_MAX,
      },
      {
        type: ApplicationCommandOptionType.Number,
        name: 'guidance',
        description: 'How closely to follow the prompt; 1 means no guidance',
        min_value: 0,
        max_value: GUIDANCE_MAX,
      },
      {
        type: ApplicationCommandOptionType.Integer,
        name: 'chaos',
        description: 'How far the pictures lie apart: 1 is nearly one picture, 100 as without',
        min_value: 1,
        max_value: CHAOS_MAX,
      },
      {
        type: ApplicationCommandOptionType.Boolean,
        name: 'tile',
        description: 'Edges that continue on the other side',
      },
      {
        type: ApplicationCommandOptionType.String,
        name: 'size',
        description: 'Width x height in pixels, such as 96x96, in place of an aspect',
        max_length: 20,
      },
      {
        type: ApplicationCommandOptionType.String,
        name: 'scheduler',
        description: 'The algorithm that removes the noise',
        choices: SCHEDULER_NAMES.map((name) => ({ name: `${SCHEDULER_LABELS[name]} (${name})`, value: name })),
      },
      {
        type: ApplicationCommandOptionType.String,
        name: 'model',
        description: 'The model that paints',
        autocomplete: true,
        max_length: 100,
      },
      {
        type: ApplicationCommandOptionType.Boolean,
        name: 'spoiler',
        description: 'Hide the pictures behind a click',
      },
      {
        type: ApplicationCommandOptionType.Boolean,
        name: 'private',
        description: 'Only you see the answer',
      },
    ],
  },

  async execute(interaction: ChatInputCommandInteraction, bot: Bot): Promise<void> {
    const readings = readImagine(optionsOf(interaction));
    if (!readings.ok) return refuse(interaction, readings.refusal);
    const image = await attachedImage(interaction, bot);
    if (image !== null && 'code' in image) return refuse(interaction, image);
    const member = { guildId: interaction.guildId, userId: interaction.user.id };
    const orders = await ordersFor(readings.value, image, member, bot);
    if (!orders.ok) return refuse(interaction, orders.refusal);
    if (orders.value.length > 1) {
      const draft = { readings: readings.value, image: image?.bytes ?? null };
      return confirmDraft(interaction, draft, orders.value, bot);
    }
    await submit(bot, interaction, orders.value, { action: 'imagine', parentId: null, parentSlot: null });
  },

  async autocomplete(interaction: AutocompleteInteraction, bot: Bot): Promise<void> {
    const { name, value } = interaction.options.getFocused(true);
    if (name === 'style') return suggest(interaction, styleChoices(interaction, bot), bot);
    const typed = value.toLowerCase();
    const all = modelsOffered(bot.catalogue.models, bot.settings.of(interaction.guildId)).map((model) => ({
      name: `${model.name} · ${model.title}`.slice(0, 100),
      value: model.name,
    }));
    const fits = all.filter((choice) => choice.name.toLowerCase().includes(typed));
    await interaction.respond(fits.slice(0, CHOICES_MAX));
  },
} satisfies Command;

function optionsOf({ options }: ChatInputCommandInteraction): ImagineOptions {
  return optionsFor(options.getString('prompt', true), {
    negative: options.getString('negative'),
    count: options.getInteger('count'),
    seed: options.getInteger('seed'),
    steps: options.getInteger('steps'),
    guidance: options.getNumber('guidance'),
    aspect: options.getString('aspect'),
    size: options.getString('size'),
    scheduler: options.getString('scheduler'),
    model: options.getString('model'),
    style: options.getString('style'),
    chaos: options.getInteger('chaos'),
    tile: options.getBoolean('tile'),
    strength: options.getNumber('strength'),
    spoiler: options.getBoolean('spoiler'),
    private: options.getBoolean('private'),
  });
}

/** The attached picture, read and checked; null when there is none. */
async function attachedImage(
  { options }: ChatInputCommandInteraction,
  bot: Bot,
): Promise<AttachedImage | Refusal | null> {
  const file = options.getAttachment('image');
  if (file === null) return null;
  const read = await readAttachedImage(file, bot.cdn);
  return read.ok ? read.value : read.refusal;
}
