import {
  type APIApplicationCommand,
  type APIApplicationCommandOption,
  type APIMessage,
  type APIUser,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ComponentType,
  InteractionContextType,
  InteractionType,
  PermissionFlagsBits,
} from 'discord-api-types/v10';
import { Answer } from './answer.ts';
import { type Account, APPLICATION_ID, type Channel, GUILD_ID } from './guild.ts';
import type { Interaction } from './interactions.ts';
import type { Message } from './message.ts';
import { type Hands, MessageView, partsOf } from './message-view.ts';
import { renderChannel, renderMember } from './payloads.ts';
import { FILE_BYTES_MAX } from './request-body.ts';
import type { World } from './world.ts';

export type OptionValue = string | number | boolean;

export interface SlashOptions {
  /** Name of a channel, or `dm` for the direct messages with the bot. */
  channel?: string;
  /** Sends the values as they are, so that the bot's own checks can be tested. */
  unchecked?: boolean;
  locale?: string;
}

/** The app does not let a person do this; the message is what the app shows. */
export class PersonRefused extends Error {}

/** Somebody in front of the Discord app. */
export class Person implements Hands {
  readonly account: Account;
  readonly #world: World;

  constructor(account: Account, world: World) {
    this.account = account;
    this.#world = world;
  }

  get id(): string {
    return this.account.user.id;
  }

  get user(): APIUser {
    return this.account.user;
  }

  /** Types a command. The locale is the app's language. */
  async slash(name: string, values: Record<string, OptionValue> = {}, options: SlashOptions = {}): Promise<Answer> {
    const command = this.#world.commands.named(name);
    if (!command) throw new PersonRefused(`There is no command /${name}.`);
    const channel = this.#channel(options.channel ?? 'art');
    const data = { ...commandData(command), options: optionData(command, values) };
    return this.#act({
      type: InteractionType.ApplicationCommand,
      channel,
      data,
      command: name,
      locale: options.locale,
    });
  }

  async click(message: APIMessage, customId: string): Promise<Answer> {
    return this.#use(message, customId, { component_type: ComponentType.Button });
  }

  async select(message: APIMessage, customId: string, values: readonly string[]): Promise<Answer> {
    return this.#use(message, customId, { component_type: ComponentType.StringSelect, values });
  }

  /** The messages of a channel that this person sees, oldest first. */
  messages(channel = 'art'): MessageView[] {
    const { messages } = this.#world;
    return messages.inChannel(this.#channel(channel).id).filter(this.#sees).map(this.#view);
  }

  #sees = ({ onlyFor }: Message): boolean => onlyFor === null || onlyFor === this.id;

  #view = (message: Message): MessageView => new MessageView(this.#world.messages.render(message), this);

  #channel(name: string): Channel {
    return name === 'dm' ? this.#world.guild.directMessages(this.id) : this.#world.guild.channelNamed(name);
  }

  async #use(
    raw: APIMessage,
    customId: string,
    more: { component_type: ComponentType; values?: readonly string[] },
  ): Promise<Answer> {
    const message = this.#world.messages.find(raw.id);
    const channel = this.#world.guild.findChannel(raw.channel_id);
    if (!message || !channel || !this.#sees(message)) throw new PersonRefused('This message is gone.');
    const current = this.#world.messages.render(message);
    const part = partsOf(current.components).find(({ custom_id }) => custom_id === customId);
    if (!part) throw new PersonRefused('This message has changed.');
    if (part.disabled === true) throw new PersonRefused('This component is disabled.');
    const data = { custom_id: customId, id: part.id, ...more };
    return this.#act({ type: InteractionType.MessageComponent, channel, data, source: current });
  }

  async #act(act: {
    type: InteractionType;
    channel: Channel;
    data: unknown;
    command?: string;
    source?: APIMessage;
    locale?: string | undefined;
  }): Promise<Answer> {
    const { interactions, gateway } = this.#world;
    const { type, channel, data, source, locale } = act;
    const interaction = interactions.begin({
      type,
      account: this.account,
      channel,
      sourceId: source?.id ?? null,
      command: act.command ?? null,
    });
    const about = source ? { data, message: source } : { data };
    gateway.dispatch('INTERACTION_CREATE', { ...this.#envelope(interaction, locale ?? 'en-US'), ...about }, null);
    return this.#answerTo(interaction);
  }

  /** What every interaction carries. */
  #envelope({ id, token, type, channel }: Interaction, locale: string): object {
    const rendered = renderChannel(channel, this.#world.guild);
    const isInGuild = channel.recipientId === null;
    const { permissions, user } = this.account;
    const place = isInGuild
      ? {
          guild_id: GUILD_ID,
          guild: { id: GUILD_ID, locale: 'en-US', features: [] },
          guild_locale: 'en-US',
          member: { ...renderMember(user), permissions: String(permissions) },
          context: InteractionContextType.Guild,
          authorizing_integration_owners: { 0: GUILD_ID },
        }
      : { user, context: InteractionContextType.BotDM, authorizing_integration_owners: { 0: '0' } };
    return {
      id,
      token,
      type,
      version: 1,
      application_id: APPLICATION_ID,
      channel_id: channel.id,
      channel: { ...rendered, permissions: String(isInGuild ? permissions : PermissionFlagsBits.SendMessages) },
      app_permissions: String(channel.botPermissions),
      locale,
      entitlements: [],
      attachment_size_limit: FILE_BYTES_MAX,
      ...place,
    };
  }

  #answerTo(interaction: Interaction): Answer {
    const { messages, changes } = this.#world;
    return new Answer({
      interaction,
      changes,
      look: () => {
        const original = interaction.originalId === null ? undefined : messages.find(interaction.originalId);
        const own = messages.ofInteraction(interaction.id).filter(({ id }) => id !== interaction.originalId);
        return {
          original: original ? this.#view(original) : null,
          followups: own.map(this.#view),
          isEdited: !interaction.isAwaitingOriginal,
        };
      },
      submit: () => {
        throw new RangeError('modals are not built here yet');
      },
    });
  }
}

const commandData = ({ id, name }: APIApplicationCommand) => ({ id, name, type: ApplicationCommandType.ChatInput });

function optionData(command: APIApplicationCommand, values: Record<string, OptionValue>) {
  const known = (command.options ?? []) as readonly APIApplicationCommandOption[];
  return Object.entries(values).map(([name, value]) => {
    const option = known.find((one) => one.name === name);
    return { name, type: option?.type ?? typeOf(value), value };
  });
}

function typeOf(value: OptionValue): ApplicationCommandOptionType {
  if (typeof value === 'boolean') return ApplicationCommandOptionType.Boolean;
  if (typeof value === 'string') return ApplicationCommandOptionType.String;
  return Number.isInteger(value) ? ApplicationCommandOptionType.Integer : ApplicationCommandOptionType.Number;
}
