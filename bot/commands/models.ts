import { ApplicationIntegrationType, InteractionContextType } from 'discord.js';
import { SCHEDULER_LABELS } from '../../prisma/scheduler-name.ts';
import { modelsOffered } from '../request.ts';
import { answerPrivately } from '../response.ts';
import { sizeText } from '../size.ts';
import { textsFor } from '../texts/texts.ts';
import { showUserText } from '../user-text.ts';
import type { Command } from './command.ts';

const SHOWN_MAX = 10;
const LICENCE_MAX = 100;

/** `/models`: what can be painted with here. */
export const models = {
  data: {
    name: 'models',
    description: 'The models that paint here, with their sizes and licences',
    contexts: [InteractionContextType.Guild, InteractionContextType.BotDM, InteractionContextType.PrivateChannel],
    integration_types: [ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall],
  },

  async execute(interaction, bot) {
    const { models: words, refusals } = textsFor(interaction.locale);
    const offered = modelsOffered(await bot.catalogue.known(), bot.settings.of(interaction.guildId));
    const lines = offered.slice(0, SHOWN_MAX).map(({ name, title, licence, sizes, defaults, startsFromImages }) => {
      const parts = [
        sizes.map(([width, height]) => sizeText({ width, height })).join(', '),
        words.steps({ steps: defaults.steps }),
        SCHEDULER_LABELS[defaults.scheduler],
        ...(startsFromImages ? [words.fromImages] : []),
        ...(bot.catalogue.openOn(name).length === 0
          ? []
          : [words.loaded({ devices: bot.catalogue.openOn(name).join(', ') })]),
        licence === null ? words.noLicence : showUserText(licence, LICENCE_MAX),
      ];
      return `**${showUserText(name, 100)}** · ${showUserText(title, 100)}\n-# ${parts.join(' · ')}`;
    });
    const more = offered.length > SHOWN_MAX ? [words.more({ count: offered.length - SHOWN_MAX })] : [];
    await answerPrivately(interaction, lines.length === 0 ? [refusals.no_model()] : [...lines, ...more]);
  },
} satisfies Command;
