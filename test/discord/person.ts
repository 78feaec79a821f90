import {
  type APIApplicationCommand,
  type APIApplicationCommandOptionChoice,
  type APIMessage,
  type APIModalInteractionResponseCallbackData,
  type APIUser,
  ApplicationCommandType,
  ComponentType,
  GatewayIntentBits,
  InteractionType,
  PermissionFlagsBits,
} from 'discord-api-types/v10';
import { Answer } from './answer.ts';
import { checkCommand, checkPlace, type OptionValues, PersonRefused, sentOptions } from './command-options.ts';
import { type Account, type Channel, GUILD_ID } from './guild.ts';
import type { Membership } from './home.ts';
import { renderInteraction } from './interaction-payload.ts';
import type { Interaction } from './interactions.ts';
import type { Message } from './message.ts';
import { type Hands, MessageView, type Part, partsOf } from './message-view.ts';
import { checkSelection, type FormValues, filledIn } from './modal-form.ts';
import { renderChannel, renderRoles } from './payloads.ts';
import { Resolved } from './resolved.ts';
import type { World } from './world.ts';

export interface Where {
  /** Name or id of a channel, or `dm` for the direct messages with the bot. */
  channel?: string;
  /** Language of this person's app, in place of the account's. */
  locale?: string | undefined;
}

export interface SlashOptions extends Where {
  /** Sends the values as they are, so that the bot's own checks can be tested. */
  unchecked?: boolean;
}

/** What a person does, on its way to the gateway. */
interface Act {
  type: InteractionType;
  channel: Channel;
  data: unknown;
  source?: APIMessage | null;
  commandName?: string;
  targetId?: string;
  openedBy?: Interaction;
  locale?: string | undefined;
}

const SUGGESTIONS_WITHIN_MS = 3_000;

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

  /** Somebody gives this person a role of a guild, and with it what the role may. */
  gainRole(name: string): void {
    const { id } = this.#world.guild.roleNamed(name);
    this.#membershipOfRole(id).roleIds.push(id);
  }

  /** Somebody takes a role away. The bot hears nothing of it without the members intent. */
  loseRole(name: string): void {
    const { id } = this.#world.guild.roleNamed(name);
    const { roleIds } = this.#membershipOfRole(id);
    const index = roleIds.indexOf(id);
    if (index < 0) throw new RangeError(`expected a role of ${this.account.user.username}, got ${name}`);
    roleIds.splice(index, 1);
  }

  /** Changes what a role may, for everybody who has it; of this the bot hears. */
  changeRole(name: string, permissions: bigint): void {
    const { guild, gateway } = this.#world;
    const role = guild.roleNamed(name);
    const home = guild.homeOfRole(role.id);
    if ((guild.permissionsOf(this.account, home.id) & PermissionFlagsBits.Administrator) === 0n) {
      throw new PersonRefused('You do not have permission to change roles.');
    }
    role.permissions = permissions;
    const changed = renderRoles(home).find(({ id }) => id === role.id);
    gateway.dispatch('GUILD_ROLE_UPDATE', { guild_id: home.id, role: changed }, GatewayIntentBits.Guilds);
  }

  /** This person leaves a guild, or is made to. The bot hears nothing of it either. */
  leave(guildId: string): void {
    if (!this.account.memberships.delete(guildId)) throw new RangeError(`expected a guild of theirs, got ${guildId}`);
  }

  /** Opens a thread in a channel of the guild, which the bot hears of. */
  openThread(name: string, channel = 'art'): Channel {
    const { guild, gateway } = this.#world;
    const thread = guild.openThread(name, this.#channel(channel));
    const told = { ...renderChannel(thread, guild), newly_created: true };
    gateway.dispatch('THREAD_CREATE', told, GatewayIntentBits.Guilds);
    return thread;
  }

  /** Types a command; a sub-command follows its command after a space. */
  async slash(name: string, values: OptionValues = {}, how: SlashOptions = {}): Promise<Answer> {
    const channel = this.#channel(how.channel ?? 'art');
    const { command, path } = this.#command(name, channel);
    if (!how.unchecked) {
      checkPlace(command, this.account, channel, this.#world.guild);
      checkCommand(command, path, values);
    }
    const resolved = new Resolved(this.#world, this.account, channel);
    const options = sentOptions(command, path, values, (type, entered) => resolved.value(type, entered));
    const data = { ...identityOf(command), options, ...resolved.data };
    return this.#answerTo(
      this.#act({ type: InteractionType.ApplicationCommand, channel, data, commandName: name, locale: how.locale }),
    );
  }

  /** Chooses an entry of a message's own menu: Apps, then the command's name. */
  async menu({ id, channel_id }: APIMessage, name: string): Promise<Answer> {
    const { message, channel } = this.#seen(id, channel_id);
    const command = this.#find(name, ApplicationCommandType.Message, channel);
    if (!command) throw new PersonRefused(`The menu has no entry ${name}.`);
    checkPlace(command, this.account, channel, this.#world.guild);
    const resolved = new Resolved(this.#world, this.account, channel);
    const target = resolved.message(this.#world.messages.render(message));
    const data = { ...identityOf(command), target_id: target, ...resolved.data };
    return this.#answerTo(
      this.#act({ type: InteractionType.ApplicationCommand, channel, data, commandName: name, targetId: target }),
    );
  }

  /** What the bot suggests while this person types into an option; `beside` are the values of the others. */
  async suggestions(
    name: string,
    option: string,
    typed: string,
    where: Where & { beside?: OptionValues } = {},
  ): Promise<readonly APIApplicationCommandOptionChoice[]> {
    const channel = this.#channel(where.channel ?? 'art');
    const { command, path } = this.#command(name, channel);
    const resolved = new Resolved(this.#world, this.account, channel);
    const values = { ...where.beside, [option]: typed };
    const options = sentOptions(command, path, values, (kind, entered) => resolved.value(kind, entered), option);
    const data = { ...identityOf(command), options, ...resolved.data };
    const type = InteractionType.ApplicationCommandAutocomplete;
    const interaction = this.#act({ type, channel, data, locale: where.locale });
    return this.#world.changes.until(
      () => interaction.choices,
      SUGGESTIONS_WITHIN_MS,
      () => 'suggestions',
    );
  }

  async click(message: APIMessage, customId: string): Promise<Answer> {
    const { part, ...used } = this.#use(message, customId);
    const data = { custom_id: customId, id: part.id, component_type: ComponentType.Button };
    return this.#answerTo(this.#act({ type: InteractionType.MessageComponent, data, ...used }));
  }

  async select(message: APIMessage, customId: string, values: readonly string[]): Promise<Answer> {
    const { part, ...used } = this.#use(message, customId);
    checkSelection(part, values);
    const data = { custom_id: customId, id: part.id, component_type: ComponentType.StringSelect, values };
    return this.#answerTo(this.#act({ type: InteractionType.MessageComponent, data, ...used }));
  }

  /** Fills in the form that answered an interaction of this person. */
  async submit(interactionId: string, values: FormValues): Promise<Answer> {
    const openedBy = this.#world.interactions.find(interactionId);
    if (!openedBy?.modal || openedBy.account.user.id !== this.id) throw new PersonRefused('This form is gone.');
    return this.#submit(openedBy, openedBy.modal, values);
  }

  /** The messages of a channel that this person sees, oldest first. */
  messages(channel = 'art'): MessageView[] {
    const { messages } = this.#world;
    return messages.inChannel(this.#channel(channel).id).filter(this.#sees).map(this.#view);
  }

  #sees = ({ onlyFor }: Message): boolean => onlyFor === null || onlyFor === this.id;

  #view = (message: Message): MessageView => new MessageView(this.#world.messages.render(message), this);

  #channel(name: string): Channel {
    const { guild } = this.#world;
    if (name === 'dm') return guild.directMessages(this.id);
    const channel = guild.findChannel(name) ?? guild.channelNamed(name);
    if (channel.guildId !== null && !this.account.memberships.has(channel.guildId)) {
      throw new PersonRefused('You are no member of this server.');
    }
    return channel;
  }

  #membershipOfRole(roleId: string): Membership {
    const membership = this.account.memberships.get(this.#world.guild.homeOfRole(roleId).id);
    if (!membership) throw new RangeError(`expected a role of a guild of ${this.account.user.username}, got ${roleId}`);
    return membership;
  }

  /** In the guild its own commands come before the global ones; in direct messages there are only those. */
  #find(name: string, type: ApplicationCommandType, { guildId }: Channel): APIApplicationCommand | undefined {
    const { commands, guildCommands } = this.#world;
    return (guildId === GUILD_ID ? guildCommands.named(name, type) : undefined) ?? commands.named(name, type);
  }

  #command(typed: string, channel: Channel): { command: APIApplicationCommand; path: string[] } {
    const [name = '', ...path] = typed.split(' ');
    const command = this.#find(name, ApplicationCommandType.ChatInput, channel);
    if (!command) throw new PersonRefused(`There is no command /${name}.`);
    return { command, path };
  }

  #seen(id: string, channelId: string): { message: Message; channel: Channel } {
    const message = this.#world.messages.find(id);
    const channel = this.#world.guild.findChannel(channelId);
    if (!message || !channel || !this.#sees(message)) throw new PersonRefused('This message is gone.');
    return { message, channel };
  }

  /** A component of a message as it is now, not as it was when this person looked. */
  #use({ id, channel_id }: APIMessage, customId: string): { part: Part; channel: Channel; source: APIMessage } {
    const { message, channel } = this.#seen(id, channel_id);
    const source = this.#world.messages.render(message);
    const part = partsOf(source.components).find(({ custom_id }) => custom_id === customId);
    if (!part) throw new PersonRefused('This message has changed.');
    if (part.disabled === true) throw new PersonRefused('This component is disabled.');
    return { part, channel, source };
  }

  #submit(openedBy: Interaction, modal: APIModalInteractionResponseCallbackData, values: FormValues): Answer {
    const { messages } = this.#world;
    const { channel } = openedBy;
    const resolved = new Resolved(this.#world, this.account, channel);
    const components = filledIn(modal, values, resolved);
    const data = { custom_id: modal.custom_id, components, ...resolved.data };
    const message = messages.find(openedBy.sourceId ?? '');
    const source = message ? messages.render(message) : null;
    return this.#answerTo(this.#act({ type: InteractionType.ModalSubmit, channel, data, source, openedBy }));
  }

  #act({
    type,
    channel,
    data,
    source = null,
    commandName,
    targetId,
    openedBy,
    locale = this.account.locale,
  }: Act): Interaction {
    const { interactions, gateway, guild } = this.#world;
    const begun = {
      type,
      account: this.account,
      channel,
      sourceId: source?.id ?? null,
      commandName: commandName ?? null,
      targetId: targetId ?? null,
      openedBy: openedBy ?? null,
    };
    const interaction = interactions.begin(begun);
    gateway.dispatch(
      'INTERACTION_CREATE',
      renderInteraction(interaction, { guild, data, message: source, locale }),
      null,
    );
    return interaction;
  }

  #answerTo(interaction: Interaction): Answer {
    const { messages, changes } = this.#world;
    return new Answer({
      interaction,
      changes,
      look: () => {
        const original = messages.find(interaction.originalId ?? '');
        const own = messages.ofInteraction(interaction.id).filter(({ id }) => id !== interaction.originalId);
        return {
          original: original ? this.#view(original) : null,
          followups: own.map(this.#view),
          isEdited: !interaction.isAwaitingOriginal,
        };
      },
      submit: async (modal, values) => this.#submit(interaction, modal, values),
    });
  }
}

const identityOf = ({ id, name, type, guild_id }: APIApplicationCommand) => ({
  id,
  name,
  type,
  ...(guild_id === undefined ? {} : { guild_id }),
});
