import type { ImageRequest } from '../../prisma/image-request.ts';
import type { JobAction } from '../../prisma/job.ts';
import { randomSeed } from '../../prisma/seed.ts';
import { recheck, rerolled, varied } from '../request.ts';
import { refuse } from '../response.ts';
import type { Settings } from '../settings.ts';
import { submit } from '../submission.ts';
import type { Action } from './action.ts';

/** Reroll: the same request with a new seed. */
export const reroll = repaint('reroll', (request) => rerolled(request, randomSeed()));

/** Rerun: the same request with the same seed, which paints the same pictures. */
export const rerun = repaint('rerun', (request) => request);

/** V1–V4: four neighbours of one picture. */
export const variation = repaint('variation', (request, slot, { variationStrength: strength }) =>
  varied(request, slot, { seed: randomSeed(), strength }),
);

/** A button that starts a new job from an old one: a new answer, for whoever clicked, linked to its parent. */
function repaint(
  action: JobAction,
  change: (request: ImageRequest, slot: number, settings: Settings) => ImageRequest,
): Action {
  return async ({ interaction, job, slot }, bot) => {
    const settings = bot.settings.of(interaction.guildId);
    const checked = recheck(change(job.request, slot, settings), { settings, models: await bot.catalogue.known() });
    if (!checked.ok) return refuse(interaction, checked.refusal);
    const order = { request: checked.value, asked: job.asked, isPrivate: job.isPrivate, isSpoiler: job.isSpoiler };
    await submit(bot, interaction, [order], { action, parentId: job.id, parentSlot: slot });
  };
}
