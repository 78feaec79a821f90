import { refuse } from '../response.ts';
import type { Action } from './action.ts';

/** Takes a job back, waiting or half painted; the waiting message itself becomes the answer. */
export const cancel: Action = async ({ interaction, job }, bot) => {
  if (!(await bot.jobs.cancel(job.id))) return refuse(interaction, { code: 'too_late_to_cancel' });
  if (job.userId !== interaction.user.id) {
    await bot.audit.record({
      guildId: job.guildId,
      actorId: interaction.user.id,
      action: 'job_cancelled',
      subject: job.id,
    });
  }
  await interaction.deferUpdate();
  bot.delivery.nudge(job.id);
};
