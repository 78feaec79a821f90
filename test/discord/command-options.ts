import {
  type APIApplicationCommand,
  type APIApplicationCommandOption,
  ApplicationCommandOptionType,
  ApplicationIntegrationType,
  InteractionContextType,
} from 'discord-api-types/v10';
import { type Account, type Channel, type Guild, OTHER_GUILD_ID } from './guild.ts';
import type { LocalFile } from './resolved.ts';

export type OptionValue = string | number | boolean;
/** What a person enters: people, roles and channels by name, files as they are. */
export type Entered = OptionValue | LocalFile;
export type OptionValues = Record<string, Entered>;

/** The app does not let a person do this; the message is what the app shows. */
export class PersonRefused extends Error {}

/** An option of a command with everything that some option may have. */
interface Option {
  type: ApplicationCommandOptionType;
  name: string;
  required?: boolean;
  options?: APIApplicationCommandOption[];
  choices?: { name: string; value: OptionValue }[];
  min_value?: number;
  max_value?: number;
  min_length?: number;
  max_length?: number;
}

/** An option as an interaction carries it. */
export interface SentOption {
  type: ApplicationCommandOptionType;
  name: string;
  value?: OptionValue;
  focused?: boolean;
  options?: SentOption[];
}

const NUMERIC: readonly number[] = [ApplicationCommandOptionType.Integer, ApplicationCommandOptionType.Number];
/** Turns what was entered for an option into the value that is sent; resolved.ts does it. */
type Enter = (type: ApplicationCommandOptionType, entered: Entered) => OptionValue;

/** Values as entered → options as sent. `path` names the sub-command, if the command has them. */
export function sentOptions(
  command: APIApplicationCommand,
  path: readonly string[],
  values: OptionValues,
  enter: Enter,
  focused: string | null = null,
): SentOption[] {
  const [group, ...below] = path;
  if (group !== undefined) {
    const known = optionsOf(command).find(({ name }) => name === group);
    if (!known) throw new PersonRefused(`The command /${command.name} has no sub-command ${group}.`);
    const inner = { ...command, options: known.options ?? [] } as APIApplicationCommand;
    return [{ type: known.type, name: group, options: sentOptions(inner, below, values, enter, focused) }];
  }
  return Object.entries(values).map(([name, entered]) => {
    const type = optionsOf(command).find((one) => one.name === name)?.type ?? typeOf(entered);
    const value = enter(type, entered);
    return name === focused ? { type, name, value, focused: true } : { type, name, value };
  });
}

/** Refuses what the app does not let a person send; the bot never hears of it. */
export function checkCommand(command: APIApplicationCommand, path: readonly string[], values: OptionValues): void {
  const options = path.reduce<Option[]>(
    (list, name) => (list.find((option) => option.name === name)?.options ?? []) as Option[],
    optionsOf(command),
  );
  for (const name of Object.keys(values)) {
    if (!options.some((option) => option.name === name)) {
      throw new PersonRefused(`The command /${command.name} has no option ${name}.`);
    }
  }
  for (const option of options) checkValue(option, values[option.name]);
}

/** Refuses a command where the app does not offer it. */
export function checkPlace(command: APIApplicationCommand, account: Account, channel: Channel, guild: Guild): void {
  const refusal = refusalOfPlace(command, account, channel, guild);
  if (refusal !== null) throw new PersonRefused(refusal);
}

/** Why the app does not offer a command to somebody in a channel; null where it does. */
export function refusalOfPlace(
  command: APIApplicationCommand,
  account: Account,
  channel: Channel,
  guild: Guild,
): string | null {
  const isInGuild = channel.guildId !== null;
  const context = isInGuild ? InteractionContextType.Guild : InteractionContextType.BotDM;
  if (command.contexts && !command.contexts.includes(context)) return 'This command is not offered here.';
  if (channel.isForum) return 'A forum has posts; open one and use the command there.';
  const installs = command.integration_types ?? [ApplicationIntegrationType.GuildInstall];
  if (channel.guildId === OTHER_GUILD_ID && !installs.includes(ApplicationIntegrationType.UserInstall)) {
    return 'This command is not offered where the app is no member.';
  }
  const needed = BigInt(command.default_member_permissions ?? 0);
  if (channel.guildId !== null && (guild.permissionsOf(account, channel.guildId) & needed) !== needed) {
    return 'You do not have permission to use this command.';
  }
  if (command.nsfw && isInGuild && !channel.isAgeRestricted) {
    return 'This command can only be used in age-restricted channels.';
  }
  return null;
}

function checkValue({ type, name, required, choices, ...limits }: Option, value: Entered | undefined): void {
  if (value === undefined) {
    if (required) throw new PersonRefused(`${name}: This option is required. Specify a value.`);
    return;
  }
  if ((type === ApplicationCommandOptionType.Attachment) !== (typeof value === 'object')) {
    throw new PersonRefused(`${name}: Only an attachment takes a file.`);
  }
  if (NUMERIC.includes(type)) {
    if (typeof value !== 'number') throw new PersonRefused(`${name}: Input a valid number.`);
    if (type === ApplicationCommandOptionType.Integer && !Number.isSafeInteger(value)) {
      throw new PersonRefused(`${name}: Input a valid integer.`);
    }
    const { min_value: min = Number.NEGATIVE_INFINITY, max_value: max = Number.POSITIVE_INFINITY } = limits;
    if (value < min) throw new PersonRefused(`${name}: This value must be greater than or equal to ${min}.`);
    if (value > max) throw new PersonRefused(`${name}: This value must be less than or equal to ${max}.`);
  }
  if (type === ApplicationCommandOptionType.String) {
    const { min_length: min = 0, max_length: max = 6000 } = limits;
    const { length } = String(value);
    if (length < min) throw new PersonRefused(`${name}: Must be ${min} or more in length.`);
    if (length > max) throw new PersonRefused(`${name}: Must be ${max} or fewer in length.`);
  }
  if (choices?.length && !choices.some((choice) => choice.value === value)) {
    throw new PersonRefused(`${name}: Input a valid choice.`);
  }
}

const optionsOf = (command: APIApplicationCommand): Option[] => (command.options ?? []) as Option[];

function typeOf(value: Entered): ApplicationCommandOptionType {
  if (typeof value === 'object') return ApplicationCommandOptionType.Attachment;
  if (typeof value === 'boolean') return ApplicationCommandOptionType.Boolean;
  if (typeof value === 'string') return ApplicationCommandOptionType.String;
  return Number.isInteger(value) ? ApplicationCommandOptionType.Integer : ApplicationCommandOptionType.Number;
}
