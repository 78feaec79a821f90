import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  type LocalizationMap,
  type RESTPostAPIApplicationCommandsJSONBody,
} from 'discord-api-types/v10';
import type { BodyError } from '../api-error.ts';
import { broken, repeated } from './rule.ts';

type Command = RESTPostAPIApplicationCommandsJSONBody;
type Path = readonly PropertyKey[];
interface Choice {
  name: string;
  name_localizations?: LocalizationMap | null;
  value: string | number;
}
/** An option with everything that some option may have. */
interface Option {
  type: ApplicationCommandOptionType;
  name: string;
  description: string;
  name_localizations?: LocalizationMap | null;
  description_localizations?: LocalizationMap | null;
  required?: boolean;
  options?: Option[];
  choices?: Choice[];
  autocomplete?: boolean;
  min_value?: number;
  max_value?: number;
  min_length?: number;
  max_length?: number;
}

/** Letters, digits, dash and underscore of any script, in lower case where there is one. */
const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const CHARACTERS_MAX = 8000;
const CHOICE_LENGTH_MAX = 100;
const COMMANDS_MAX: Record<number, number> = {
  [ApplicationCommandType.ChatInput]: 100,
  [ApplicationCommandType.User]: 15,
  [ApplicationCommandType.Message]: 15,
};

/** What is wrong with one command beyond the specification. */
export function commandErrors(command: Command): BodyError[] {
  const type = command.type ?? ApplicationCommandType.ChatInput;
  if (type !== ApplicationCommandType.ChatInput) {
    const { description } = command as { description?: string };
    return description
      ? [broken(['description'], 'APPLICATION_COMMAND_DESCRIPTION', 'Only slash commands have one.')]
      : [];
  }
  const chat = command as unknown as Option;
  const errors = [...namedErrors(chat, []), ...optionErrors(chat.options ?? [], ['options'])];
  const characters = charactersOf(chat);
  if (characters > CHARACTERS_MAX) {
    const message = `Command exceeds maximum size (${characters} of ${CHARACTERS_MAX} characters).`;
    errors.push(broken([], 'APPLICATION_COMMAND_TOO_LARGE', message));
  }
  return errors;
}

/** What is wrong with all commands together. */
export function commandSetErrors(commands: readonly Command[]): BodyError[] {
  const named = commands.map(({ type = ApplicationCommandType.ChatInput, name }, index) => ({
    value: `${type} ${name}`,
    path: [index, 'name'],
  }));
  const duplicates = repeated(named).map(({ path }) =>
    broken(path, 'APPLICATION_COMMANDS_DUPLICATE_NAME', 'Application command names must be unique'),
  );
  const tooMany = Object.entries(COMMANDS_MAX).flatMap(([type, max]) => {
    const count = commands.filter((command) => (command.type ?? 1) === Number(type)).length;
    const message = `Maximum number of application commands reached (${max}).`;
    return count > max ? [broken([], 'MAX_APPLICATION_COMMANDS', message)] : [];
  });
  return [...duplicates, ...tooMany];
}

function namedErrors({ name, description }: Option, path: Path): BodyError[] {
  const errors: BodyError[] = [];
  if (!NAME.test(name) || name !== name.toLowerCase()) {
    errors.push(broken([...path, 'name'], 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid'));
  }
  if (!description?.trim())
    errors.push(broken([...path, 'description'], 'BASE_TYPE_REQUIRED', 'This field is required'));
  return errors;
}

const isGroup = ({ type }: Option): boolean =>
  type === ApplicationCommandOptionType.Subcommand || type === ApplicationCommandOptionType.SubcommandGroup;

function optionErrors(options: readonly Option[], path: Path): BodyError[] {
  const errors = options.flatMap((option, index) => oneOptionErrors(option, [...path, index]));
  const duplicates = repeated(options.map(({ name }, index) => ({ value: name, path: [...path, index, 'name'] })));
  for (const { path: at } of duplicates) {
    errors.push(broken(at, 'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS', 'Option name already exists'));
  }
  if (options.some(isGroup) && !options.every(isGroup)) {
    const message = 'Sub-commands and other options cannot be in one list';
    errors.push(broken(path, 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID', message));
  }
  const firstOptional = options.findIndex(({ required }) => !required);
  options.forEach(({ required }, index) => {
    if (!required || firstOptional === -1 || index < firstOptional) return;
    const message = 'Required options must be placed before non-required options';
    errors.push(broken([...path, index], 'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID', message));
  });
  return errors;
}

function oneOptionErrors(option: Option, path: Path): BodyError[] {
  const { choices = [], autocomplete, min_value, max_value, min_length, max_length } = option;
  const errors = [...namedErrors(option, path), ...optionErrors(option.options ?? [], [...path, 'options'])];
  if (autocomplete && choices.length > 0) {
    const message = 'An option has either choices or autocomplete';
    errors.push(broken([...path, 'autocomplete'], 'APPLICATION_COMMAND_OPTIONS_CHOICES_AND_AUTOCOMPLETE', message));
  }
  choices.forEach(({ value }, index) => {
    if (typeof value !== 'string' || value.length <= CHOICE_LENGTH_MAX) return;
    errors.push(
      broken([...path, 'choices', index, 'value'], 'BASE_TYPE_MAX_LENGTH', 'Must be 100 or fewer in length.'),
    );
  });
  const doubled = repeated(
    choices.map(({ name }, index) => ({ value: name, path: [...path, 'choices', index, 'name'] })),
  );
  for (const { path: at } of doubled) {
    errors.push(
      broken(at, 'APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS', 'Option choice name already exists'),
    );
  }
  if ((min_value ?? Number.NEGATIVE_INFINITY) > (max_value ?? Number.POSITIVE_INFINITY)) {
    errors.push(broken([...path, 'min_value'], 'APPLICATION_COMMAND_OPTIONS_RANGE', 'min_value is above max_value'));
  }
  if ((min_length ?? 0) > (max_length ?? Number.POSITIVE_INFINITY)) {
    errors.push(broken([...path, 'min_length'], 'APPLICATION_COMMAND_OPTIONS_RANGE', 'min_length is above max_length'));
  }
  return errors;
}

/** The 8000 characters count names, descriptions and values, each in its longest language. */
function charactersOf(option: Option): number {
  const own =
    longest(option.name, option.name_localizations) +
    longest(option.description ?? '', option.description_localizations);
  const choices = (option.choices ?? []).map(
    ({ name, name_localizations, value }) => longest(name, name_localizations) + String(value).length,
  );
  return [own, ...choices, ...(option.options ?? []).map(charactersOf)].reduce((sum, count) => sum + count, 0);
}

const longest = (text: string, localizations: LocalizationMap | null | undefined): number =>
  Math.max(text.length, ...Object.values(localizations ?? {}).map((other) => other?.length ?? 0));
