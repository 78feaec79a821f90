import { DiscordAPIError } from 'discord.js';
import type { Action } from './action.ts';

const UNKNOWN_MESSAGE = 10_008;

/** Takes the message away and deletes the stored pictures; the job's row and a line in the audit log stay. */
export const deleteResult: Action = async ({ interaction, job }, bot) => {
  await interaction.deferUpdate();
  const images = await bot.jobs.deleteImages(job.id);
  const { guildId, id, userId } = job;
  const isOwn = userId === interaction.user.id;
  const after = { images, isOwn };
  await bot.audit.record({ guildId, actorId: interaction.user.id, action: 'result_deleted', subject: id, after });
  await interaction.deleteReply().catch((error: unknown) => {
    // Gone already: two clicks, or a moderator was faster.
    if (!(error instanceof DiscordAPIError && error.code === UNKNOWN_MESSAGE)) throw error;
  });
};
