import { ApplicationIntegrationType, InteractionContextType } from 'discord.js';
import { answerPrivately } from '../response.ts';
import { textsFor } from '../texts/texts.ts';
import type { Command } from './command.ts';

/** `/help`: one screen with what most people need. */
export const help = {
  data: {
    name: 'help',
    description: 'How to paint here, on one screen',
    contexts: [InteractionContextType.Guild, InteractionContextType.BotDM, InteractionContextType.PrivateChannel],
    integration_types: [ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall],
  },

  async execute(interaction) {
    const { help: words } = textsFor(interaction.locale);
    await answerPrivately(interaction, [
      words.imagine,
      words.buttons,
      words.prompt,
      words.flags,
      words.yours,
      words.admins,
    ]);
  },
} satisfies Command;
