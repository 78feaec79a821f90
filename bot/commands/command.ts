import type {
  AutocompleteInteraction,
  ChatInputCommandInteraction,
  MessageContextMenuCommandInteraction,
  RESTPostAPIChatInputApplicationCommandsJSONBody,
  RESTPostAPIContextMenuApplicationCommandsJSONBody,
} from 'discord.js';
import type { Bot } from '../bot.ts';

/** A slash command: what Discord shows of it, and what it does. */
export interface Command {
  data: RESTPostAPIChatInputApplicationCommandsJSONBody;
  execute(interaction: ChatInputCommandInteraction, bot: Bot): Promise<void>;
  /** Suggestions while a person types; from memory only, since Discord waits 3 s and people less. */
  autocomplete?(interaction: AutocompleteInteraction, bot: Bot): Promise<void>;
}

/** An entry of a message's menu. */
export interface Menu {
  data: RESTPostAPIContextMenuApplicationCommandsJSONBody;
  /** The button or command that it stands for, as access rules name it. */
  what: `button:${string}` | `/${string}`;
  execute(interaction: MessageContextMenuCommandInteraction, bot: Bot): Promise<void>;
}
