import { setTimeout as delay } from 'node:timers/promises';
import {
  type APIMessage,
  type APIMessageTopLevelComponent,
  Client,
  DiscordAPIError,
  Events,
  GatewayIntentBits,
  type Interaction,
  MessageFlags,
  type RawFile,
  RESTEvents,
  type RESTGetAPIApplicationCommandsResult,
  RESTJSONErrorCodes,
  type RESTPatchAPIWebhookWithTokenMessageJSONBody,
  type RESTPostAPIApplicationCommandsJSONBody,
  Routes,
} from 'discord.js';
import { Fault } from '../prisma/fault.ts';
import type { Secret } from '../prisma/secret.ts';
import { Guilds } from './guilds.ts';
import { type Log, loggable } from './log.ts';
import type { Metrics } from './metrics.ts';

/** A message as Discord takes it, with the files that its media items name. */
export interface Reply {
  body: RESTPatchAPIWebhookWithTokenMessageJSONBody & { components: APIMessageTopLevelComponent[] };
  files: readonly RawFile[];
  /** The same without what the person wrote, for a server whose AutoMod minds a word of it. */
  withoutPrompt?: Reply;
}

/** Where another Discord than the real one is: its REST, CDN and media addresses, and its site for people. */
export interface OtherDiscord {
  api: string;
  cdn: string;
  mediaProxy: string;
  site: string;
}

export interface DiscordOptions {
  token: Secret;
  /** Another Discord than the real one, such as the local one. */
  rest: OtherDiscord | null;
  metrics: Metrics;
  log: Log;
  /** Discord closed the gateway and will not have us back, for example because the token was reset. */
  onGone: (fault: Fault) => void;
}

/** Discord's codes for what is not there, or not for us. */
const OUT_OF_REACH: readonly (number | string)[] = [
  RESTJSONErrorCodes.UnknownMessage,
  RESTJSONErrorCodes.UnknownChannel,
  RESTJSONErrorCodes.MissingAccess,
  RESTJSONErrorCodes.MissingPermissions,
];
const REQUEST_TIMEOUT_MS = 8_000;
const LOGIN_AGAIN_FIRST_MS = 500;
const LOGIN_AGAIN_MAX_MS = 30_000;

/** The only owner of the discord.js client: everything that Discord hears goes through here, everything it says comes out here. */
export class Discord {
  readonly #options: DiscordOptions;
  #client: Client;

  constructor(options: DiscordOptions) {
    this.#options = options;
    this.#client = newClient(options);
  }

  /** Connects, waiting for a Discord that is away; an invalid token is a fault that no restart mends. */
  async connect(onInteraction: (interaction: Interaction) => Promise<void>): Promise<void> {
    const { token, log } = this.#options;
    // Later each time, as long as Discord cannot be reached: after a power cut the network may come last.
    for (let waitMs = LOGIN_AGAIN_FIRST_MS; ; waitMs = Math.min(waitMs * 2, LOGIN_AGAIN_MAX_MS)) {
      const ready = new Promise<void>((resolve) => this.#client.once(Events.ClientReady, () => resolve()));
      this.#client.on(Events.InteractionCreate, (interaction) => {
        onInteraction(interaction).catch((error: unknown) => {
          log.error({ interaction: interaction.id, ...loggable(error) }, 'an interaction failed');
        });
      });
      try {
        await this.#client.login(token.reveal());
        return await ready;
      } catch (cause) {
        const fault = loginFault(cause);
        if (!fault.retryable) throw fault;
        log.warn({ againInMs: waitMs }, fault.message);
        await delay(waitMs);
        this.#client = newClient(this.#options); // one that failed to log in never becomes ready again
      }
    }
  }

  /** The servers that the bot is in; a fault before it is connected. */
  get guilds(): Guilds {
    if (!this.#client.isReady()) throw notConnected();
    return new Guilds(this.#client);
  }

  get isConnected(): boolean {
    return this.#client.isReady();
  }

  /** Name as shown to people, for the log. */
  get name(): string {
    return this.#client.user?.tag ?? 'not connected';
  }

  /**
   * Brings the global commands up to date: what is new or different is written by name, which keeps its id and with
   * it the permissions that servers gave it; what no longer exists is removed. Deleting and writing anew would lose both.
   */
  async registerCommands(commands: readonly RESTPostAPIApplicationCommandsJSONBody[]): Promise<void> {
    const application = this.#client.application;
    if (!application) throw notConnected();
    const route = Routes.applicationCommands(application.id);
    const { rest } = this.#client;
    const existing = (await rest.get(route)) as RESTGetAPIApplicationCommandsResult;
    for (const command of commands) {
      const same = existing.some((known) => known.name === command.name && contains(known, command));
      if (!same) await rest.post(route, { body: command });
    }
    for (const known of existing) {
      const wanted = commands.some((command) => command.name === known.name && (command.type ?? 1) === known.type);
      if (!wanted) await rest.delete(Routes.applicationCommand(application.id, known.id));
    }
  }

  /** Replaces the original reply of an interaction. Idempotent: the attachment list is exact, so a repeat changes nothing. */
  async editOriginal(applicationId: string, token: string, { body, files }: Reply): Promise<string> {
    const route = Routes.webhookMessage(applicationId, token, '@original');
    const message = (await this.#client.rest.patch(route, { body, files: [...files], auth: false })) as APIMessage;
    return message.id;
  }

  /** The id of the original reply, or null when Discord knows of none: our acknowledgement did not arrive. */
  async findOriginal(applicationId: string, token: string): Promise<string | null> {
    const route = Routes.webhookMessage(applicationId, token, '@original');
    try {
      return ((await this.#client.rest.get(route, { auth: false })) as APIMessage).id;
    } catch (error) {
      if (error instanceof DiscordAPIError && error.status === 404) return null;
      throw error;
    }
  }

  /** Replaces a message of ours by the bot's own right, which needs no token of an interaction. */
  async editMessage(channelId: string, messageId: string, { body, files }: Reply): Promise<string> {
    const route = Routes.channelMessage(channelId, messageId);
    const message = (await this.#client.rest.patch(route, { body, files: [...files] })) as APIMessage;
    return message.id;
  }

  /** One more answer to an interaction. Discord knows no nonce here, so a repeat after a lost answer shows twice. */
  async followUp(applicationId: string, token: string, isPrivate: boolean, { body, files }: Reply): Promise<string> {
    const flags = (body.flags ?? 0) | (isPrivate ? MessageFlags.Ephemeral : 0);
    const route = Routes.webhook(applicationId, token);
    const options = {
      body: { ...body, flags },
      files: [...files],
      auth: false,
      query: new URLSearchParams('wait=true'),
    };
    return ((await this.#client.rest.post(route, options)) as APIMessage).id;
  }

  /** A message of its own. Discord drops a second one with the same nonce for a few minutes. */
  async createMessage(channelId: string, nonce: string, { body, files }: Reply): Promise<string> {
    const once = { ...body, nonce, enforce_nonce: true };
    const sent = await this.#client.rest.post(Routes.channelMessages(channelId), { body: once, files: [...files] });
    return (sent as APIMessage).id;
  }

  /** Takes a message of ours away; false when it is gone already, or out of reach. */
  async removeMessage(channelId: string, messageId: string): Promise<boolean> {
    try {
      await this.#client.rest.delete(Routes.channelMessage(channelId, messageId));
      return true;
    } catch (error) {
      if (error instanceof DiscordAPIError && OUT_OF_REACH.includes(error.code)) return false;
      throw error;
    }
  }

  /** The channel of direct messages with a person. */
  async openDirectMessages(userId: string): Promise<string> {
    const channel = await this.#client.rest.post(Routes.userChannels(), { body: { recipient_id: userId } });
    return (channel as { id: string }).id;
  }

  async close(): Promise<void> {
    await this.#client.destroy();
  }
}

const notConnected = (): Fault => new Fault('discord_not_connected', 'Discord was asked before it was connected.');

function newClient({ rest, metrics, log, onGone }: DiscordOptions): Client {
  const client = new Client({
    // Interactions need no intent; Guilds fills the channel and permission caches.
    intents: [GatewayIntentBits.Guilds],
    allowedMentions: { parse: [], repliedUser: false },
    // discord.js repeats every failed send of any method three times within 20 ms: a message that was applied but not
    // confirmed arrived four times (measured). Only the callers know what may be repeated, so nothing is repeated here.
    rest: {
      ...(rest && { api: rest.api, cdn: rest.cdn, mediaProxy: rest.mediaProxy }),
      retries: 0,
      timeout: REQUEST_TIMEOUT_MS,
    },
  });
  client.rest.on(RESTEvents.Response, (_, { status }) => metrics.discordAnswered(status));
  client.on(Events.Error, (error) => log.error(loggable(error), 'discord client error'));
  client.on(Events.ShardDisconnect, ({ code }) => {
    onGone(new Fault('discord_gone', `Discord closed the connection for good (code ${code}). Check the bot token.`));
  });
  client.on(Events.ShardReconnecting, () => log.info('gateway reconnecting'));
  client.on(Events.ShardResume, () => log.info('gateway resumed'));
  return client;
}

function loginFault(cause: unknown): Fault {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'TokenInvalid' || (cause instanceof DiscordAPIError && cause.status === 401)) {
    const sentence =
      'Discord does not accept DISCORD_TOKEN. Copy the bot token again from the Developer Portal (Bot → Reset Token).';
    return new Fault('discord_token_invalid', sentence, { cause });
  }
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new Fault('discord_unreachable', `Discord cannot be reached: ${reason}.`, { retryable: true, cause });
}

/** Whether everything that `wanted` says is so in `known`, which carries Discord's own additions. */
function contains(known: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(known) && known.length === wanted.length && wanted.every((item, i) => contains(known[i], item))
    );
  }
  if (typeof wanted === 'object' && wanted !== null) {
    if (typeof known !== 'object' || known === null) return false;
    const there = new Map(Object.entries(known));
    return Object.entries(wanted).every(([key, value]) => value === undefined || contains(there.get(key), value));
  }
  return known === wanted;
}
