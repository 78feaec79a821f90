import { MessageFlags } from 'discord.js';
import { refuse } from '../response.ts';
import { isHidden } from '../safety.ts';
import type { Action } from './action.ts';

/** The stored PNGs with all their metadata, for the one who asked alone: Discord recompresses what it shows. */
export const originals: Action = async ({ interaction, job }, bot) => {
  const images = await bot.jobs.images(job.id);
  if (images.length === 0) return refuse(interaction, { code: 'image_unknown' });
  const shown = images.filter((image) => !isHidden(image, job.safety));
  if (shown.length === 0) return refuse(interaction, { code: 'image_hidden' });
  await interaction.reply({
    flags: MessageFlags.Ephemeral,
    files: shown.map(({ slot, seed, png }) => ({
      name: `${slot + 1}-seed-${seed}.png`,
      attachment: Buffer.from(png),
    })),
  });
};
