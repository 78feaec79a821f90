import type { Action } from './action.ts';

/** Takes the message away and deletes the stored pictures; the job's row and a line in the audit log stay. */
export const deleteResult: Action = async ({ interaction, job }, bot) => {
  await interaction.deferUpdate();
  const images = await bot.jobs.deleteImages(job.id);
  const { guildId, id, userId } = job;
  const isOwn = userId === interaction.user.id;
  const after = { images, isOwn };
  await bot.audit.record({ guildId, actorId: interaction.user.id, action: 'result_deleted', subject: id, after });
  await interaction.deleteReply();
};
