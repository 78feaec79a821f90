import { MessageFlags, type RepliableInteraction } from 'discord.js';
import type { Bot } from '../bot.ts';
import { textsFor } from '../texts/texts.ts';

/** More than anybody may have waiting. */
const UNFINISHED_MAX = 1_000;

/**
 * Deletes what is kept about whoever presses; that it happened is written down, and nothing of what it was. What is
 * still to be painted is cancelled and answered first, since a message whose job is gone would say “painting” for ever.
 */
export async function forget(interaction: RepliableInteraction, bot: Bot): Promise<void> {
  const { personalData, audit, history, jobs: stored, delivery } = bot;
  const userId = interaction.user.id;
  await interaction.deferReply({ flags: MessageFlags.Ephemeral });
  for (const { id } of await history.unfinished(userId, UNFINISHED_MAX)) {
    if (await stored.cancel(id)) await delivery.deliver(id);
  }
  const jobs = await personalData.forget(userId);
  await audit.record({
    guildId: interaction.guildId,
    actorId: userId,
    action: 'data_forgotten',
    subject: userId,
    after: { jobs },
  });
  await interaction.editReply({ content: textsFor(interaction.locale).privacy.forgotten({ jobs }) });
}
