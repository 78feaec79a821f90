import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
} from 'discord-api-types/v10';
import type { View } from './api.ts';

type Translations = { [locale: string]: string | null | undefined } | null | undefined;

/** Something that can be typed after a slash: a command, or a sub-command with its command before it. */
export interface Typeable {
  /** As the bot knows it, and as the person's app shows it. */
  name: string;
  shownName: string;
  description: string;
  options: readonly APIApplicationCommandBasicOption[];
}

/** A name or description in the person's own language, where the bot has it. */
export const inLanguage = (plain: string, translated: Translations, locale: string): string =>
  translated?.[locale] ?? plain;

/** The language of the person who looks. */
export const languageOf = ({ people, person }: View): string =>
  people.find(({ id }) => id === person)?.locale ?? 'en-US';

/** Everything that can be typed, in the language of the person who looks. */
export function typeables(view: View): Typeable[] {
  const locale = languageOf(view);
  const below = (options: readonly APIApplicationCommandOption[], before: Typeable): Typeable[] => {
    const inner = options.flatMap((option) => {
      if (
        option.type !== ApplicationCommandOptionType.Subcommand &&
        option.type !== ApplicationCommandOptionType.SubcommandGroup
      ) {
        return [];
      }
      return below(option.options ?? [], {
        name: `${before.name} ${option.name}`,
        shownName: `${before.shownName} ${inLanguage(option.name, option.name_localizations, locale)}`,
        description: inLanguage(option.description, option.description_localizations, locale),
        options: (option.options ?? []) as APIApplicationCommandBasicOption[],
      });
    });
    return inner.length > 0 ? inner : [before];
  };
  return view.commands.flatMap((command) => {
    if (command.type !== undefined && command.type !== ApplicationCommandType.ChatInput) return [];
    if (!('description' in command)) return [];
    const { name, name_localizations, description, description_localizations, options = [] } = command;
    return below(options, {
      name,
      shownName: inLanguage(name, name_localizations, locale),
      description: inLanguage(description, description_localizations, locale),
      options: options as APIApplicationCommandBasicOption[],
    });
  });
}
