import type { ButtonInteraction } from 'discord.js';
import type { Bot } from '../bot.ts';
import type { KnownJob } from '../jobs.ts';

/** What a button of a result does, given the job that the button names and the picture that was meant. */
export type Action = (
  click: { interaction: ButtonInteraction; job: KnownJob; slot: number },
  bot: Bot,
) => Promise<void>;
