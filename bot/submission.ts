import { setTimeout as delay } from 'node:timers/promises';
import { DiscordAPIError, HTTPError } from 'discord.js';
import type { ImageRequest } from '../prisma/image-request.ts';
import type { Bot } from './bot.ts';
import type { Lineage } from './intake.ts';
import { ACKNOWLEDGE_WITHIN_MS } from './limits.ts';
import { type Asking, missingPermissions, refuse } from './response.ts';
import { textsFor } from './texts/texts.ts';

const ALREADY_ACKNOWLEDGED = 40_060;
const UNKNOWN_INTERACTION = 10_062;
const RETRY_MS = 150;

/**
 * From a complete request to a promise: stored first, then acknowledged, so that "thinking…" is never shown for a
 * request that a crash could lose.
 */
export async function submit(bot: Bot, interaction: Asking, request: ImageRequest, lineage: Lineage): Promise<void> {
  const receivedAt = Date.now();
  const obstacle = missingPermissions(interaction);
  if (obstacle) return refuse(interaction, obstacle);
  const asker = {
    interactionId: interaction.id,
    applicationId: interaction.applicationId,
    interactionToken: interaction.token,
    guildId: interaction.guildId,
    channelId: interaction.channelId,
    userId: interaction.user.id,
    locale: interaction.locale,
  };
  const accepted = await bot.intake.accept(asker, request, lineage);
  if (accepted.ok === 'repeated') return;
  if (!accepted.ok) return refuse(interaction, accepted.refusal);

  const { jobId } = accepted;
  const acknowledged = await acknowledge(interaction, receivedAt);
  bot.log.info({ job: jobId, action: lineage.action, acknowledged, ms: Date.now() - receivedAt }, 'job accepted');
  if (acknowledged === 'lost') return bot.jobs.abandon(jobId);
  if (acknowledged === 'unknown') return; // bot/rescuer.ts asks Discord in some seconds
  // Watched before it is recorded, because the answer may follow the record at once and must end the watch.
  bot.progress.watch({ ...asker, id: jobId, texts: textsFor(interaction.locale) });
  await bot.jobs.acknowledged(jobId, acknowledged.messageId);
  bot.delivery.nudge(jobId);
}

type Acknowledgement = { messageId: string | null } | 'lost' | 'unknown';

/**
 * Defers the reply publicly. Repeating is safe here: an acknowledgement that was applied but not confirmed answers
 * the repeat with 40060, which means success.
 */
async function acknowledge(interaction: Asking, receivedAt: number): Promise<Acknowledgement> {
  for (;;) {
    try {
      const response = await interaction.deferReply({ withResponse: true });
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
