import type { RepliableInteraction } from 'discord.js';
import sharp from 'sharp';
import type { ImageRequest } from '../../prisma/image-request.ts';
import type { Bot } from '../bot.ts';
import { recheck } from '../request.ts';
import { refuse } from '../response.ts';
import { isHidden } from '../safety.ts';
import { submit } from '../submission.ts';
import type { Pressed } from './action.ts';

const FACTOR = 2;

/**
 * Upscale 2×: a real second pass, not a resize. The stored picture, enlarged with Lanczos, becomes what image to image
 * starts from at twice the size, with the same prompt, seed and model: A1111's hires fix with a pixel upscaler.
 */
export async function enlarge({ interaction, job, slot }: Pressed<RepliableInteraction>, bot: Bot): Promise<void> {
  const image = await bot.jobs.image(job.id, slot);
  if (!image) return refuse(interaction, { code: 'image_unknown' });
  if (isHidden(image, job.safety)) return refuse(interaction, { code: 'image_hidden' });
  const settings = bot.settings.of(interaction.guildId);
  const models = await bot.catalogue.known();
  const card = models.find(({ name }) => name === job.request.model);
  if (card && !card.startsFromImages) {
    return refuse(interaction, { code: 'model_needs_encoder', values: { model: card.name } });
  }
  const { request } = job;
  const larger: ImageRequest = {
    ...request,
    prompt: request.prompts?.[slot] ?? request.prompt,
    prompts: null,
    count: 1,
    seed: image.seed,
    variation: null,
    width: image.width * FACTOR,
    height: image.height * FACTOR,
    imageToImage: { strength: settings.upscaleStrength },
  };
  const checked = recheck(larger, { settings, models });
  if (!checked.ok) return refuse(interaction, checked.refusal);
  const initialImage = await sharp(image.png)
    .resize({ width: larger.width, height: larger.height, kernel: 'lanczos3' })
    .removeAlpha()
    .png()
    .toBuffer();
  const { asked, isPrivate, isSpoiler } = job;
  const order = { request: checked.value, asked, isPrivate, isSpoiler, initialImage };
  await submit(bot, interaction, [order], { action: 'upscale', parentId: job.id, parentSlot: slot });
}
