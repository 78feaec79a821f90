import { ApplicationIntegrationType, InteractionContextType } from 'discord.js';
import { limitsOf, startOfNextDay, unixSeconds } from '../person-limits.ts';
import { answerPrivately } from '../response.ts';
import { surroundingsOf } from '../surroundings.ts';
import { textsFor } from '../texts/texts.ts';
import type { Command } from './command.ts';

/** `/quota`: what a person has used today and what is left. */
export const quota = {
  data: {
    name: 'quota',
    description: 'What you have used today, and what is left',
    contexts: [InteractionContextType.Guild, InteractionContextType.BotDM, InteractionContextType.PrivateChannel],
    integration_types: [ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall],
  },

  async execute(interaction, bot) {
    const { quota: words } = textsFor(interaction.locale);
    const { guildId } = interaction;
    const limits = limitsOf(bot.settings.of(guildId), surroundingsOf(interaction).roleIds);
    const usage = await bot.jobs.usage({ guildId, userId: interaction.user.id });
    const gpuSeconds = Math.round(usage.gpuMsToday / 1000);
    await answerPrivately(interaction, [
      words.images({ used: usage.imagesToday, max: limits.imagesPerDayMax }),
      words.gpuSeconds({ used: gpuSeconds, max: limits.gpuSecondsPerDayMax }),
      words.waiting({ waiting: usage.waitingOfPerson, max: limits.waitingMax }),
      words.resets({ at: unixSeconds(startOfNextDay(usage.now)) }),
    ]);
  },
} satisfies Command;
