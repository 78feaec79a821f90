import type { MessageContextMenuCommandInteraction } from 'discord.js';
import type { Bot } from '../bot.ts';
import type { JobButton } from '../custom-id.ts';
import { jobAsHere, refusalOfPress } from '../gate.ts';
import type { KnownJob } from '../known-job.ts';
import { sourceOf } from '../message-source.ts';
import type { Refusal } from '../texts/texts.ts';

/** The job that a message shows, and which of its pictures, for somebody who may press its button; or why not. */
export async function menuSource(
  interaction: MessageContextMenuCommandInteraction,
  action: JobButton,
  bot: Bot,
): Promise<{ job: KnownJob; slot: number | null } | Refusal> {
  const source = await sourceOf(interaction.targetMessage, bot);
  const job = source && (await bot.jobs.find(source.jobId));
  if (!source || !job) return { code: 'message_without_job' };
  const { slot } = source;
  return (
    refusalOfPress(interaction, { action, slot: slot ?? 0 }, job, bot) ?? {
      job: jobAsHere(job, interaction, bot),
      slot,
    }
  );
}
