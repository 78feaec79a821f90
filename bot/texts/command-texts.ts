import type { APIApplicationCommandOption, LocalizationMap, RESTPostAPIApplicationCommandsJSONBody } from 'discord.js';
import { commandTexts as de } from './de-shown.ts';
import { commandTexts as es } from './es-shown.ts';
import { commandTexts as fr } from './fr-shown.ts';
import { commandTexts as ja } from './ja-shown.ts';
import { commandTexts as ptBr } from './pt-br-shown.ts';
import { commandTexts as zhCn } from './zh-cn-shown.ts';

/** What Discord itself shows of the commands in one language; the English is in the commands. */
export interface CommandTexts {
  /** Of commands, subcommands and options, by their English name; those that stay as they are have none. */
  names: Readonly<Record<string, string>>;
  /** By path: `imagine`, `imagine.prompt`, `admin.block.user`. */
  descriptions: Readonly<Record<string, string>>;
  /** Entries of a message's menu, by their English name. */
  menus: Readonly<Record<string, string>>;
}

/** By Discord's locale. */
export const COMMAND_TEXTS: Readonly<Record<string, CommandTexts>> = {
  de,
  'es-ES': es,
  'es-419': es,
  fr,
  ja,
  'pt-BR': ptBr,
  'zh-CN': zhCn,
};

type Described = { name: string; description?: string | undefined; options?: readonly APIApplicationCommandOption[] };

/**
 * A command as it is registered, in every language. /imagine is called so everywhere, and so is what every painter
 * calls by its English word (a prompt, a seed in many languages); the sentences of a language name commands and options
 * as its people see them (test/command-texts.test.ts).
 */
export function inEveryLanguage(
  command: RESTPostAPIApplicationCommandsJSONBody,
): RESTPostAPIApplicationCommandsJSONBody {
  if (!('description' in command)) {
    return { ...command, name_localizations: each(({ menus }) => menus[command.name]) };
  }
  return described(command as Described, command.name) as RESTPostAPIApplicationCommandsJSONBody; // the same with localizations
}

/** What the app of somebody calls an option or a command. */
export const nameIn = (locale: string, name: string): string => COMMAND_TEXTS[locale]?.names[name] ?? name;

function described(of: Described, path: string): Described {
  const { name, options } = of;
  return {
    ...of,
    ...{
      name_localizations: each(({ names }) => names[name] ?? name),
      description_localizations: each(({ descriptions }) => descriptions[path]),
    },
    ...(options && {
      options: options.map(
        (option) => described(option as Described, `${path}.${option.name}`) as APIApplicationCommandOption,
      ),
    }),
  };
}

const each = (pick: (texts: CommandTexts) => string | undefined): LocalizationMap =>
  Object.fromEntries(Object.entries(COMMAND_TEXTS).map(([locale, texts]) => [locale, pick(texts)]));
