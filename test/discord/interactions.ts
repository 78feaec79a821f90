import { randomBytes } from 'node:crypto';
import type {
  APIApplicationCommandOptionChoice,
  APIAuthorizingIntegrationOwnersMap,
  APIModalInteractionResponseCallbackData,
  InteractionType,
} from 'discord-api-types/v10';
import { ApplicationIntegrationType, InteractionResponseType } from 'discord-api-types/v10';
import { ApiError, unknownInteraction, unknownWebhook } from './api-error.ts';
import type { Changes } from './changes.ts';
import type { Clock } from './clock.ts';
import { type Account, type Channel, OTHER_GUILD_ID } from './guild.ts';
import type { Snowflakes } from './snowflake.ts';

/** An interaction without acknowledgement is void after this time; the person reads "did not respond". */
export const ACKNOWLEDGE_WITHIN_MS = 3_000;
/** After this time an interaction's token no longer works. */
export const TOKEN_LIVES_MS = 15 * 60_000;

/** Something a person did, and how far the bot has answered it. */
export interface Interaction {
  readonly id: string;
  readonly token: string;
  readonly type: InteractionType;
  readonly createdAtMs: number;
  readonly account: Account;
  readonly channel: Channel;
  /** The message whose component was used. */
  readonly sourceId: string | null;
  /** The command that was used, with its sub-commands; null for components and forms. */
  readonly commandName: string | null;
  /** The message whose menu was opened. */
  readonly targetId: string | null;
  /** The interaction whose modal this submits. */
  readonly openedBy: Interaction | null;
  acknowledgement: InteractionResponseType | null;
  /** By this Discord's clock, from the interaction on. */
  acknowledgedAfterMs: number | null;
  /** Whether only the person sees the answer. */
  isEphemeral: boolean;
  /** The message that `@original` names. */
  originalId: string | null;
  /** Deferred, and nothing followed yet: the next follow-up becomes the original. */
  isAwaitingOriginal: boolean;
  /** How many messages followed the original. */
  followups: number;
  modal: APIModalInteractionResponseCallbackData | null;
  choices: readonly APIApplicationCommandOptionChoice[] | null;
}

type Begun = Pick<Interaction, 'type' | 'account' | 'channel' | 'sourceId' | 'commandName' | 'targetId' | 'openedBy'>;

/** All interactions and the rules of time that hold for them. */
export class Interactions {
  readonly #byId = new Map<string, Interaction>();
  readonly #clock: Clock;
  readonly #snowflakes: Snowflakes;
  readonly #changes: Changes;

  constructor({ clock, snowflakes, changes }: { clock: Clock; snowflakes: Snowflakes; changes: Changes }) {
    this.#clock = clock;
    this.#snowflakes = snowflakes;
    this.#changes = changes;
  }

  begin(begun: Begun): Interaction {
    const interaction: Interaction = {
      ...begun,
      id: this.#snowflakes.next(),
      token: randomBytes(48).toString('base64url'),
      createdAtMs: this.#clock.now(),
      acknowledgement: null,
      acknowledgedAfterMs: null,
      isEphemeral: false,
      originalId: null,
      isAwaitingOriginal: false,
      followups: 0,
      modal: null,
      choices: null,
    };
    this.#byId.set(interaction.id, interaction);
    return interaction;
  }

  find(id: string): Interaction | undefined {
    return this.#byId.get(id);
  }

  /** The interaction that a callback answers, if it may still be answered. */
  answerable(id: string, token: string): Interaction {
    const interaction = this.#byId.get(id);
    if (interaction?.token !== token) throw unknownInteraction();
    if (interaction.acknowledgement !== null) {
      throw new ApiError(400, 40_060, 'Interaction has already been acknowledged.');
    }
    if (this.#clock.now() - interaction.createdAtMs > ACKNOWLEDGE_WITHIN_MS) throw unknownInteraction();
    return interaction;
  }

  acknowledge(interaction: Interaction, acknowledgement: InteractionResponseType): void {
    interaction.acknowledgement = acknowledgement;
    interaction.acknowledgedAfterMs = this.#clock.now() - interaction.createdAtMs;
    this.#changes.announce();
  }

  /** The acknowledged interaction whose token this is: the "webhook" of edits and follow-ups. */
  webhook(token: string): Interaction {
    const interaction = [...this.#byId.values()].find((known) => known.token === token);
    if (!interaction) throw unknownWebhook();
    if (this.#clock.now() - interaction.createdAtMs > TOKEN_LIVES_MS) {
      throw new ApiError(401, 50_027, 'Invalid Webhook Token');
    }
    if (interaction.acknowledgement === null) throw unknownWebhook();
    return interaction;
  }
}

/** On whose behalf the bot is here: the guild's that installed it, or the person's; `'0'` stands for its own messages. */
export function ownersOf({ guildId }: Channel, { user }: Account): APIAuthorizingIntegrationOwnersMap {
  if (guildId === OTHER_GUILD_ID) return { [ApplicationIntegrationType.UserInstall]: user.id };
  return { [ApplicationIntegrationType.GuildInstall]: guildId ?? '0' };
}

/** Whether the acknowledgement promises a message or an edit that is still to come. */
export const isDeferral = (type: InteractionResponseType | null): boolean =>
  type === InteractionResponseType.DeferredChannelMessageWithSource ||
  type === InteractionResponseType.DeferredMessageUpdate;
