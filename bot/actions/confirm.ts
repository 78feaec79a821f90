import type { RepliableInteraction } from 'discord.js';
import type { Bot } from '../bot.ts';
import { readImage } from '../initial-image.ts';
import { ordersFor } from '../order.ts';
import { refuse } from '../response.ts';
import { submit } from '../submission.ts';

/** Makes the jobs of a draft. A draft can be taken once, so a second press is told so. */
export async function confirm(interaction: RepliableInteraction, draftId: string, bot: Bot): Promise<void> {
  const draft = await bot.drafts.take(draftId, interaction.user.id);
  if (draft === null) return refuse(interaction, { code: 'draft_gone' });
  const image = draft.image === null ? null : await readImage('', Buffer.from(draft.image));
  if (image !== null && !image.ok) return refuse(interaction, image.refusal);
  const member = { guildId: interaction.guildId, userId: interaction.user.id };
  const orders = await ordersFor(draft.readings, image?.value ?? null, member, bot);
  if (!orders.ok) return refuse(interaction, orders.refusal);
  await submit(bot, interaction, orders.value, { action: 'imagine', parentId: null, parentSlot: null });
}
