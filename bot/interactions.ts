import type { ButtonInteraction, Interaction, RepliableInteraction } from 'discord.js';
import type { Action } from './actions/action.ts';
import { reroll, rerun, variation } from './actions/repaint.ts';
import { upscale } from './actions/upscale.ts';
import type { Bot } from './bot.ts';
import type { Command } from './commands/command.ts';
import { imagine } from './commands/imagine.ts';
import { type ButtonAction, decodeButtonId } from './custom-id.ts';
import { loggable } from './log.ts';
import { refuse } from './response.ts';

/** Every slash command, as it is registered and called. */
export const COMMANDS: readonly Command[] = [imagine];

const ACTIONS: Record<ButtonAction, Action> = { upscale, variation, reroll, rerun };

/** One interaction → the command or button that it means. A fault ends here, as a reference for the person and a line in the log. */
export async function handleInteraction(interaction: Interaction, bot: Bot): Promise<void> {
  if (interaction.isAutocomplete()) {
    await findCommand(interaction.commandName)?.autocomplete?.(interaction, bot);
    return;
  }
  if (!interaction.isChatInputCommand() && !interaction.isButton()) return;
  try {
    if (interaction.isButton()) await click(interaction, bot);
    else await findCommand(interaction.commandName)?.execute(interaction, bot);
  } catch (error) {
    await admitFault(interaction, error, bot);
  }
}

const findCommand = (name: string): Command | undefined => COMMANDS.find(({ data }) => data.name === name);

async function click(interaction: ButtonInteraction, bot: Bot): Promise<void> {
  const button = decodeButtonId(interaction.customId);
  if (!button) return refuse(interaction, { code: 'button_outdated' });
  const job = await bot.jobs.find(button.jobId);
  if (!job) return refuse(interaction, { code: 'job_unknown' });
  if (button.slot >= job.request.count) return refuse(interaction, { code: 'image_unknown' });
  await ACTIONS[button.action]({ interaction, job, slot: button.slot }, bot);
}

async function admitFault(interaction: RepliableInteraction, error: unknown, bot: Bot): Promise<void> {
  const reference = interaction.id.slice(-6);
  bot.log.error({ reference, interaction: interaction.id, ...loggable(error) }, 'an interaction failed');
  if (interaction.deferred || interaction.replied) return; // a stored job answers by itself
  await refuse(interaction, { code: 'fault', values: { reference } });
}
