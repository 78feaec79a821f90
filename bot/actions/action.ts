import type { ButtonInteraction, MessageComponentInteraction, ModalSubmitInteraction } from 'discord.js';
import type { Bot } from '../bot.ts';
import type { KnownJob } from '../known-job.ts';

/** What a button of a result, or the modal that it opened, is about. */
export interface Pressed<Interaction> {
  interaction: Interaction;
  job: KnownJob;
  /** 0-based picture. */
  slot: number;
}

/** What happens when a button is pressed; who may press it was decided before. */
export type Action = (pressed: Pressed<ButtonInteraction>, bot: Bot) => Promise<void>;

/** What happens when a modal is sent that a button of the same name opened. */
export type Submission = (pressed: Pressed<ModalSubmitInteraction>, bot: Bot) => Promise<void>;

/** What happens when a part of a private panel is used (custom-id.ts): the panel changes in place. */
export type Panel = (
  interaction: MessageComponentInteraction | ModalSubmitInteraction,
  part: string,
  bot: Bot,
) => Promise<void>;
