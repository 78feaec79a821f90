import type { RepliableInteraction } from 'discord.js';
import type { ImageRequest } from '../../prisma/image-request.ts';
import type { JobAction } from '../../prisma/job.ts';
import { randomSeed } from '../../prisma/seed.ts';
import type { Bot } from '../bot.ts';
import { settingsFor } from '../preferences.ts';
import { recheck, rerolled, varied } from '../request.ts';
import { refuse } from '../response.ts';
import type { Settings } from '../settings.ts';
import { submit } from '../submission.ts';
import type { Action, Pressed } from './action.ts';

/** The whole request again with other seeds. */
export const reroll = repaint('reroll', (request) => rerolled(request, randomSeed()));

/** The whole request again, exactly. */
export const rerun = repaint('rerun', (request) => request);

/** V1–V4: four neighbours of one picture; Vary (Subtle) and Vary (Strong) choose how near they are. */
export const variation = vary('variationStrength');
export const subtle = vary('variationSubtle');
export const strong = vary('variationStrong');

function vary(key: 'variationStrength' | 'variationSubtle' | 'variationStrong'): Action {
  return repaint('variation', (request, slot, settings) =>
    varied(request, slot, { seed: randomSeed(), strength: settings[key] }),
  );
}

type Change = (request: ImageRequest, slot: number, settings: Settings) => ImageRequest;

function repaint(action: JobAction, change: Change): Action {
  return (pressed, bot) => paintAgain(pressed, bot, action, change);
}

/** A new job from an old one: a new answer, on the account of whoever asked for it, linked to its parent. */
export async function paintAgain(
  { interaction, job, slot }: Pressed<RepliableInteraction>,
  bot: Bot,
  action: JobAction,
  change: Change,
): Promise<void> {
  const own = await bot.preferences.of(interaction.user.id);
  const settings = settingsFor(bot.settings.of(interaction.guildId), own);
  const checked = recheck(change(job.request, slot, settings), { settings, models: await bot.catalogue.known() });
  if (!checked.ok) return refuse(interaction, checked.refusal);
  const initialImage = checked.value.imageToImage === null ? null : await bot.jobs.initialImage(job.id);
  if (checked.value.imageToImage !== null && initialImage === null) {
    return refuse(interaction, { code: 'initial_image_unknown' });
  }
  const { asked, isPrivate, isSpoiler } = job;
  const order = { request: checked.value, asked, isPrivate, isSpoiler, initialImage };
  await submit(bot, interaction, [order], { action, parentId: job.id, parentSlot: slot });
}
