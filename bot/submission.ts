import { strict as assert } from 'node:assert';
import { setTimeout as delay } from 'node:timers/promises';
import { DiscordAPIError, HTTPError, MessageFlags, type RepliableInteraction } from 'discord.js';
import type { Bot } from './bot.ts';
import { refusalOfPainting } from './gate.ts';
import type { Lineage, Order } from './intake.ts';
import { ACKNOWLEDGE_WITHIN_MS } from './limits.ts';
import { refuse } from './response.ts';
import { safetyPolicyFor } from './safety.ts';
import { surroundingsOf } from './surroundings.ts';
import { textsFor } from './texts/texts.ts';

const ALREADY_ACKNOWLEDGED = 40_060;
const UNKNOWN_INTERACTION = 10_062;
const RETRY_MS = 150;

/**
 * From complete requests to a promise: stored first, then acknowledged, so that "thinking…" is never shown for a
 * request that a crash could lose. The reply becomes the first one's answer; further ones get a message each.
 */
export async function submit(
  bot: Bot,
  interaction: RepliableInteraction,
  orders: readonly Order[],
  lineage: Lineage,
): Promise<void> {
  const receivedAt = Date.now();
  const obstacle = refusalOfPainting(interaction, orders, bot.settings.of(interaction.guildId));
  if (obstacle) return refuse(interaction, obstacle);
  const { channelId } = interaction;
  assert(channelId !== null, 'every interaction that paints happens in a channel');
  const surroundings = surroundingsOf(interaction);
  // In direct messages every answer is one already.
  const isDirect = interaction.guildId !== null && (await bot.preferences.of(interaction.user.id)).isDirect;
  const asker = {
    interactionId: interaction.id,
    applicationId: interaction.applicationId,
    interactionToken: interaction.token,
    guildId: interaction.guildId,
    channelId,
    userId: interaction.user.id,
    roleIds: surroundings.roleIds,
    isDirect,
    safety: safetyPolicyFor(bot.settings.of(interaction.guildId), surroundings),
    locale: interaction.locale,
  };
  const accepted = await bot.intake.accept(asker, orders, lineage);
  if (accepted.ok === 'repeated') return;
  if (!accepted.ok) return refuse(interaction, accepted.refusal);

  const isPrivate = isDirect || orders.some((order) => order.isPrivate);
  const acknowledged = await acknowledge(interaction, isPrivate, receivedAt);
  for (const [part, jobId] of accepted.jobIds.entries()) {
    bot.log.info({ job: jobId, action: lineage.action, acknowledged, ms: Date.now() - receivedAt }, 'job accepted');
    if (acknowledged === 'lost') await bot.jobs.abandon(jobId);
    if (typeof acknowledged === 'string') continue; // unknown: bot/rescuer.ts asks Discord in some seconds
    // Watched before it is recorded, because the answer may follow the record at once and must end the watch.
    if (part === 0) {
      const { renderer, previews: showsPreviews } = bot.settings.of(interaction.guildId);
      bot.progress.watch({ ...asker, id: jobId, texts: textsFor(interaction.locale), renderer, showsPreviews });
    }
    await bot.jobs.acknowledged(jobId, part === 0 ? acknowledged.messageId : null);
    bot.delivery.nudge(jobId);
  }
}

type Acknowledgement = { messageId: string | null } | 'lost' | 'unknown';

/**
 * Defers the reply. Repeating is safe here: an acknowledgement that was applied but not confirmed answers
 * the repeat with 40060, which means success.
 */
async function acknowledge(
  interaction: RepliableInteraction,
  isPrivate: boolean,
  receivedAt: number,
): Promise<Acknowledgement> {
  for (;;) {
    try {
      const response = await interaction.deferReply({
        withResponse: true,
        ...(isPrivate ? { flags: MessageFlags.Ephemeral } : {}),
      });
      return { messageId: response.resource?.message?.id ?? null };
    } catch (error) {
      if (error instanceof DiscordAPIError && error.code === ALREADY_ACKNOWLEDGED) return { messageId: null };
      if (error instanceof DiscordAPIError && error.code === UNKNOWN_INTERACTION) return 'lost';
      const isPassing =
        error instanceof HTTPError || (error instanceof Error && error.name === 'AbortError') || isNetwork(error);
      if (!isPassing) throw error;
      if (Date.now() - receivedAt > ACKNOWLEDGE_WITHIN_MS) return 'unknown';
      await delay(RETRY_MS);
    }
  }
}

const isNetwork = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string';
