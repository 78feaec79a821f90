import {
  ApplicationCommandOptionType,
  ApplicationIntegrationType,
  type AutocompleteInteraction,
  type ChatInputCommandInteraction,
  InteractionContextType,
} from 'discord.js';
import { SCHEDULER_LABELS, SCHEDULER_NAMES } from '../../prisma/scheduler-name.ts';
import { randomSeed, SEED_MAX } from '../../prisma/seed.ts';
import type { Bot } from '../bot.ts';
import { optionsFor } from '../imagine-options.ts';
import { completeRequest } from '../request.ts';
import { refuse } from '../response.ts';
import { ASPECTS } from '../size.ts';
import { submit } from '../submission.ts';
import type { Command } from './command.ts';

/** The outermost limits, since commands are the same in every server; what a server allows is checked afterwards. */
const [TEXT_MAX, STEPS_MAX, GUIDANCE_MAX] = [6_000, 1_000, 100];
const CHOICES_MAX = 25;

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
        description: 'What you would like to see',
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
        type: ApplicationCommandOptionType.String,
        name: 'aspect',
        description: 'Width to height',
        choices: ASPECTS.map((aspect) => ({ name: aspect, value: aspect })),
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
    ],
  },

  async execute(interaction: ChatInputCommandInteraction, bot: Bot): Promise<void> {
    const { options } = interaction;
    const asked = optionsFor(options.getString('prompt', true), {
      negative: options.getString('negative'),
      count: options.getInteger('count'),
      seed: options.getInteger('seed'),
      steps: options.getInteger('steps'),
      guidance: options.getNumber('guidance'),
      aspect: options.getString('aspect'),
      size: options.getString('size'),
      scheduler: options.getString('scheduler'),
      model: options.getString('model'),
    });
    const request = completeRequest(asked, {
      settings: bot.settings.of(interaction.guildId),
      models: await bot.catalogue.known(),
      randomSeed: randomSeed(),
    });
    if (!request.ok) return refuse(interaction, request.refusal);
    await submit(
      bot,
      interaction,
      [{ request: request.value, asked, isPrivate: false, isSpoiler: false, initialImage: null }],
      {
        action: 'imagine',
        parentId: null,
        parentSlot: null,
      },
    );
  },

  async autocomplete(interaction: AutocompleteInteraction, bot: Bot): Promise<void> {
    const typed = interaction.options.getFocused().toLowerCase();
    const fits = bot.catalogue.models.filter(({ name, title }) => `${name} ${title}`.toLowerCase().includes(typed));
    const choices = fits
      .slice(0, CHOICES_MAX)
      .map(({ name, title }) => ({ name: `${name} · ${title}`.slice(0, 100), value: name }));
    await interaction.respond(choices);
  },
} satisfies Command;
