import { ApplicationIntegrationType, InteractionContextType } from 'discord.js';
import { shortId } from '../reply.ts';
import { answerPrivately } from '../response.ts';
import { textsFor } from '../texts/texts.ts';
import { showUserText } from '../user-text.ts';
import type { Command } from './command.ts';

/** Lines for one's own jobs; more would not fit into a message with long prompts. */
const SHOWN_MAX = 10;
const PROMPT_MAX = 60;

/** `/queue`: one's own jobs in line, and how long the line is. */
export const queue = {
  data: {
    name: 'queue',
    description: 'Your jobs in line, and how long the line is',
    contexts: [InteractionContextType.Guild, InteractionContextType.BotDM, InteractionContextType.PrivateChannel],
    integration_types: [ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall],
  },

  async execute(interaction, bot) {
    const { queue: words, words: common } = textsFor(interaction.locale);
    const { jobs, history, catalogue } = bot;
    const { guildId } = interaction;
    const { waitingOfEverybody } = await jobs.usage({ guildId, userId: interaction.user.id });
    const own = await history.inLine(interaction.user.id, SHOWN_MAX);
    const lines = own.map(({ id, position, prompt }) => {
      const where = position > 0 ? common.queued({ position }) : words.painting;
      return `${shortId(id)} · ${where} · ${showUserText(prompt, PROMPT_MAX)}`;
    });
    await answerPrivately(interaction, [
      words.everybody({ waiting: waitingOfEverybody, workers: catalogue.workers }),
      ...(lines.length === 0 ? [words.none] : lines),
    ]);
  },
} satisfies Command;
