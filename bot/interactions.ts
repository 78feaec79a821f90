import type { ButtonInteraction, Interaction, ModalSubmitInteraction, RepliableInteraction } from 'discord.js';
import type { Action, Panel, Submission } from './actions/action.ts';
import { cancel } from './actions/cancel.ts';
import { confirm } from './actions/confirm.ts';
import { deleteResult } from './actions/delete.ts';
import { details } from './actions/details.ts';
import { enlarge } from './actions/enlarge.ts';
import { forget } from './actions/forget.ts';
import { originals } from './actions/originals.ts';
import { remix, submitRemix } from './actions/remix.ts';
import { reroll, rerun, strong, subtle, variation } from './actions/repaint.ts';
import { upscale } from './actions/upscale.ts';
import type { Bot } from './bot.ts';
import { admin } from './commands/admin.ts';
import { cancel as cancelCommand } from './commands/cancel.ts';
import type { Command, Menu } from './commands/command.ts';
import { help } from './commands/help.ts';
import { history, turnHistory } from './commands/history.ts';
import { imagine } from './commands/imagine.ts';
import { imageInfo, info } from './commands/info.ts';
import { models } from './commands/models.ts';
import { privacy } from './commands/privacy.ts';
import { queue } from './commands/queue.ts';
import { quota } from './commands/quota.ts';
import { remixThis } from './commands/remix-this.ts';
import { rerun as rerunCommand } from './commands/rerun.ts';
import { changeSettings, personalSettings } from './commands/settings.ts';
import { show } from './commands/show.ts';
import { styles } from './commands/styles.ts';
import { upscaleThis } from './commands/upscale-this.ts';
import { decodeButtonId, decodePanelId, type JobButton, type PanelName } from './custom-id.ts';
import { jobAsHere, refusalOfAccess, refusalOfPress } from './gate.ts';
import type { KnownJob } from './known-job.ts';
import { loggable } from './log.ts';
import { refuse } from './response.ts';
import { surroundingsOf } from './surroundings.ts';

/** Every slash command, as it is registered and called. */
export const COMMANDS: readonly Command[] = [
  imagine,
  show,
  rerunCommand,
  cancelCommand,
  history,
  info,
  styles,
  personalSettings,
  queue,
  quota,
  models,
  help,
  privacy,
  admin,
];

/** Every entry of a message's own menu. */
export const MENUS: readonly Menu[] = [imageInfo, remixThis, upscaleThis];

const ACTIONS: Record<JobButton, Action> = {
  upscale,
  variation,
  subtle,
  strong,
  enlarge,
  reroll,
  remix,
  rerun,
  details,
  originals,
  delete: deleteResult,
  cancel,
};

/** Modals have the id of the button that opened them. */
const SUBMISSIONS: Partial<Record<JobButton, Submission>> = { remix: submitRemix };

/** Private messages that their own parts change. */
const PANELS: Record<PanelName, Panel> = { history: turnHistory, settings: changeSettings };

/** One interaction → the command, button, menu or modal that it means. A fault ends here, as a reference for the person and a line in the log. */
export async function handleInteraction(interaction: Interaction, bot: Bot): Promise<void> {
  if (interaction.isAutocomplete()) {
    await COMMANDS.find(({ data }) => data.name === interaction.commandName)?.autocomplete?.(interaction, bot);
    return;
  }
  if (!interaction.isRepliable()) return;
  try {
    if (await isOfPanel(interaction, bot)) return;
    if (interaction.isButton()) await press(interaction, bot, (pressed) => ACTIONS[pressed.action](pressed, bot));
    else if (interaction.isModalSubmit()) {
      await press(
        interaction,
        bot,
        (pressed) => SUBMISSIONS[pressed.action]?.(pressed, bot) ?? refuse(interaction, { code: 'button_outdated' }),
      );
    } else if (interaction.isChatInputCommand()) {
      const command = COMMANDS.find(({ data }) => data.name === interaction.commandName);
      if (command && (await isAllowed(interaction, `/${interaction.commandName}`, bot))) {
        await command.execute(interaction, bot);
      }
    } else if (interaction.isMessageContextMenuCommand()) {
      const menu = MENUS.find(({ data }) => data.name === interaction.commandName);
      if (menu && (await isAllowed(interaction, menu.what, bot))) await menu.execute(interaction, bot);
    }
  } catch (error) {
    await admitFault(interaction, error, bot);
  }
}

/** Whether it was a panel's part that was used; then it has been answered. */
async function isOfPanel(interaction: RepliableInteraction, bot: Bot): Promise<boolean> {
  if (!interaction.isMessageComponent() && !interaction.isModalSubmit()) return false;
  const id = decodePanelId(interaction.customId);
  if (id === null) return false;
  await PANELS[id.panel](interaction, id.part, bot);
  return true;
}

/** Looks up what a custom_id names and asks every rule, then acts. */
async function press<Pressable extends ButtonInteraction | ModalSubmitInteraction>(
  interaction: Pressable,
  bot: Bot,
  act: (pressed: { interaction: Pressable; job: KnownJob; slot: number; action: JobButton }) => Promise<void>,
): Promise<void> {
  const id = decodeButtonId(interaction.customId);
  if (!id) return refuse(interaction, { code: 'button_outdated' });
  const { action, slot } = id;
  if (action === 'confirm') return confirm(interaction, id.jobId, bot);
  if (action === 'forget') return forget(interaction, bot);
  const job = await bot.jobs.find(id.jobId);
  if (!job) return refuse(interaction, { code: 'job_unknown' });
  const refusal = refusalOfPress(interaction, { action, slot }, job, bot);
  if (refusal) return refuse(interaction, refusal);
  await act({ interaction, job: jobAsHere(job, interaction, bot), slot, action });
}

async function isAllowed(interaction: RepliableInteraction, what: string, { settings }: Bot): Promise<boolean> {
  const refusal = refusalOfAccess(what, settings.of(interaction.guildId), surroundingsOf(interaction));
  if (refusal) await refuse(interaction, refusal);
  return refusal === null;
}

async function admitFault(interaction: RepliableInteraction, error: unknown, bot: Bot): Promise<void> {
  const reference = interaction.id.slice(-6);
  bot.log.error({ reference, interaction: interaction.id, ...loggable(error) }, 'an interaction failed');
  if (interaction.deferred || interaction.replied) return; // a stored job answers by itself
  await refuse(interaction, { code: 'fault', values: { reference } });
}
