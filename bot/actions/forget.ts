import type { RepliableInteraction } from 'discord.js';
import type { Bot } from '../bot.ts';
import { answerPrivately } from '../response.ts';
import { textsFor } from '../texts/texts.ts';

/** Deletes what is kept about whoever presses; that it happened is written down, and nothing of what it was. */
export async function forget(interaction: RepliableInteraction, { personalData, audit }: Bot): Promise<void> {
  const userId = interaction.user.id;
  const jobs = await personalData.forget(userId);
  await audit.record({
    guildId: interaction.guildId,
    actorId: userId,
    action: 'data_forgotten',
    subject: userId,
    after: { jobs },
  });
  await answerPrivately(interaction, [textsFor(interaction.locale).privacy.forgotten({ jobs })]);
}
