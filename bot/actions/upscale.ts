import { singleReply } from '../reply.ts';
import { missingPermissions, refuse, respond } from '../response.ts';
import { isHidden } from '../safety.ts';
import { textsFor } from '../texts/texts.ts';
import type { Action } from './action.ts';

/** U1–U4: the stored original of one picture, at once and unchanged. */
export const upscale: Action = async ({ interaction, job, slot }, bot) => {
  const obstacle = missingPermissions(interaction);
  if (obstacle) return refuse(interaction, obstacle);
  const image = await bot.jobs.image(job.id, slot);
  if (!image) return refuse(interaction, { code: 'image_unknown' });
  if (isHidden(image, job.safety)) return refuse(interaction, { code: 'image_hidden' });
  const isSpoiler = job.isSpoiler || (job.safety === 'spoiler' && image.isFlagged === true);
  const reply = singleReply(
    { ...image, jobId: job.id, isSpoiler, request: job.request },
    textsFor(interaction.locale),
    bot.settings.of(interaction.guildId).renderer,
  );
  await respond(interaction, reply, job.isPrivate);
};
