/**
 * A Discord that runs on this machine, close enough that the real, unpatched discord.js client cannot tell the
 * difference in what a bot like Easel does: REST with Discord's own specification and the rules it leaves out, the
 * gateway with resume and replay, a CDN, rate limits, the time rules of interactions, and people who use the bot.
 * The tests, the command-line demo and the local page all stand on it.
 *
 *     const discord = await startDiscord();
 *     const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: discord.rest });
 *     await client.login(discord.token);
 *
 *     const answer = await discord.user('ada').slash('imagine', { prompt: 'a red fox' });
 *     await answer.acked();                                  // the milliseconds that it took
 *     const message = await answer.settled();                // text, labels, media with bytes()
 *     await (await message.click('Remix')).submit({ prompt: 'an owl' });
 *     await message.menu('Image info');                      // an entry of the message's own menu
 *     await discord.user('bob').slash('imagine', { prompt: 'a fox', image: { name: 'fox.png', data } });
 *
 *     discord.user('ada').openThread('foxes');               // then slash(…, { channel: 'foxes' }); `dm` and `late` too
 *     discord.channel('elsewhere');                          // of a server that the bot is no member of
 *     discord.channel('press');                              // of the bot's second server, without cleo and dan
 *     discord.user('ada').gainRole('patron');                // cleo is a moderator, dan a manager, erin the owner
 *     discord.user('erin').changeRole('manager', 0n);        // and dan manages no more
 *     discord.guild.blockedWords.push('apple');              // AutoMod
 *     discord.guild.accountNamed('ada').acceptsDirectMessages = false;
 *
 *     const fault = discord.fault({ route: '/callback', status: 502, afterApply: true });
 *     discord.gateway.close(1006);                           // askReconnect, invalidateSession, fallSilent, replayLast
 *     discord.clock.advance(15 * 60_000);                    // tokens expire without waiting
 *     discord.visible(answer.interactionId).messages;        // the truth that exactly-once tests read
 *     expect(fault.happened).toBe(1);
 *     expect(discord.calls.of('GET /users/:user')).toBe(0);
 *     expect(discord.problems).toEqual([]);
 *     await discord.close();
 *
 * What the app would not let a person do is thrown as `PersonRefused`; `unchecked: true` sends it all the same.
 */
import type { AddressInfo } from 'node:net';
import { type APIMessage, GatewayIntentBits } from 'discord-api-types/v10';
import type { FastifyInstance } from 'fastify';
import { WebSocketServer } from 'ws';
import { Fault } from '../../prisma/fault.ts';
import { Calls } from './calls.ts';
import { Changes } from './changes.ts';
import { Clock } from './clock.ts';
import { Commands } from './commands.ts';
import { type FaultPlan, Faults, type InjectedFault } from './faults.ts';
import { Gateway } from './gateway.ts';
import { APPLICATION_ID, botUser, type Channel, GUILD_ID, Guild, OTHER_GUILD_ID } from './guild.ts';
import { Interactions } from './interactions.ts';
import { MessageView } from './message-view.ts';
import { type MessageEvent, Messages } from './messages.ts';
import { CLIENT_SECRET, OAuth } from './oauth.ts';
import { servePage } from './page.ts';
import { renderGuildCreate } from './payloads.ts';
import { Person } from './person.ts';
import { type RateLimit, USUAL_RATE_LIMIT } from './rate-limits.ts';
import { addRest, newServer } from './rest.ts';
import { Snowflakes } from './snowflake.ts';
import type { World } from './world.ts';

export type { Answer } from './answer.ts';
export type { MessageView } from './message-view.ts';

export interface DiscordOptions {
  /** 0 or nothing: any free port. */
  port?: number;
  clock?: Clock;
  /** Shorter than Discord's 41 s, for tests of a silent gateway. */
  heartbeatMs?: number;
  rateLimit?: RateLimit;
}

/** What an interaction led to. */
export interface Visible {
  /** The messages that are there now. */
  messages: MessageView[];
  /** Every version of every message, also of those that are deleted, in order of time. */
  versions: MessageView[];
}

/** A Discord on this machine, for the real client: REST, gateway, CDN, and people who use the bot. */
export interface LocalDiscord {
  readonly token: string;
  readonly rest: { api: string; cdn: string; mediaProxy: string; site: string };
  /** With which the bot's dashboard lets people sign in. */
  readonly clientSecret: string;
  readonly oauth: OAuth;
  /** Where a browser sees it. */
  readonly page: string;
  readonly clock: Clock;
  readonly gateway: Gateway;
  readonly guild: Guild;
  /** What a real Discord would not have done, or the bot should not have asked: empty at the end of a good test. */
  readonly problems: readonly string[];
  /** Bodies of the bot that are not valid, with what is wrong: empty too, unless a test sends such. */
  readonly refusedBodies: readonly string[];
  user(name: string): Person;
  channel(name: string): Channel;
  visible(interactionId: string): Visible;
  readonly calls: Calls;
  /** Makes requests go wrong. */
  fault(plan: FaultPlan): InjectedFault;
  /** Resolves with what `look` finds, looking again whenever something happens here. */
  until<T>(look: () => T | null, timeoutMs?: number): Promise<T>;
  onEvent(listener: (event: MessageEvent) => void): () => void;
  close(): Promise<void>;
}

/** Not a secret: it opens nothing but this. */
const TOKEN = 'local.discord.token';

export async function startDiscord(options: DiscordOptions = {}): Promise<LocalDiscord> {
  const server = newServer();
  const world = newWorld(options);
  addRest(server, world);
  servePage(server, world);
  await listen(server, options.port ?? 0);
  const { port: bound } = server.server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${bound}`;
  Object.assign(world.addresses, {
    cdn: `${origin}/cdn`,
    mediaProxy: `${origin}/media`,
    gateway: `ws://127.0.0.1:${bound}/gateway`,
  });
  const sockets = acceptSockets(server, world.gateway);
  const stopListening = tellGateway(world);
  return {
    token: world.token,
    rest: { api: `${origin}/api`, cdn: world.addresses.cdn, mediaProxy: world.addresses.mediaProxy, site: origin },
    clientSecret: CLIENT_SECRET,
    oauth: world.oauth,
    page: `${origin}/`,
    clock: world.clock,
    gateway: world.gateway,
    guild: world.guild,
    problems: world.problems,
    refusedBodies: world.refusedBodies,
    user: (name) => new Person(world.guild.accountNamed(name), world),
    channel: (name) => world.guild.channelNamed(name),
    visible: (interactionId) => visible(world, interactionId),
    calls: world.calls,
    fault: (plan) => world.faults.add(plan),
    until: (look, timeoutMs = 10_000) => world.changes.until(look, timeoutMs, () => 'such state of this Discord'),
    onEvent: (listener) => world.messages.onEvent(listener),
    close: async () => {
      stopListening();
      world.gateway.stop();
      sockets.close();
      await server.close();
    },
  };
}

async function listen(server: FastifyInstance, port: number): Promise<void> {
  try {
    await server.listen({ port, host: '127.0.0.1' });
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE')) throw cause;
    const sentence = `Port ${port} is taken by another program. Stop that one, or choose another port with EASEL_PORT.`;
    throw new Fault('port_taken', sentence, { cause });
  }
}

function newWorld({ clock = new Clock(), heartbeatMs, rateLimit = USUAL_RATE_LIMIT }: DiscordOptions): World {
  const changes = new Changes();
  const snowflakes = new Snowflakes(clock);
  const guild = new Guild();
  const problems: string[] = [];
  const addresses = { cdn: '', mediaProxy: '', gateway: '' }; // known once the server listens
  const greeting = () => ({
    ready: {
      v: 10,
      user: { ...botUser, verified: true, mfa_enabled: false, email: null },
      guilds: guild.homes.map(({ id }) => ({ id, unavailable: true })),
      resume_gateway_url: addresses.gateway,
      application: { id: APPLICATION_ID, flags: 0 },
    },
    events: guild.homes.map((home) => ({ t: 'GUILD_CREATE', d: renderGuildCreate(home, guild) })),
  });
  return {
    token: TOKEN,
    addresses,
    clock,
    snowflakes,
    changes,
    guild,
    commands: new Commands(snowflakes, changes, null),
    guildCommands: new Commands(snowflakes, changes, GUILD_ID),
    interactions: new Interactions({ clock, snowflakes, changes }),
    messages: new Messages(addresses, changes),
    gateway: new Gateway({
      token: TOKEN,
      heartbeatMs,
      greeting,
      onProblem: (problem) => problems.push(problem),
      onChange: () => changes.announce(),
    }),
    oauth: new OAuth(clock),
    calls: new Calls(),
    faults: new Faults(() => changes.announce()),
    rateLimit,
    problems,
    refusedBodies: [],
  };
}

function acceptSockets(server: FastifyInstance, gateway: Gateway): WebSocketServer {
  const sockets = new WebSocketServer({ server: server.server });
  sockets.on('connection', (socket) => gateway.connect(socket));
  return sockets;
}

/** Ephemeral messages never reach the gateway, nor do those of a guild that the bot is no member of. */
function tellGateway({ messages, gateway }: World): () => void {
  return messages.onEvent(({ kind, message, guildId, onlyFor }) => {
    if (onlyFor !== null || guildId === OTHER_GUILD_ID) return;
    const intent = guildId !== null ? GatewayIntentBits.GuildMessages : GatewayIntentBits.DirectMessages;
    const place = guildId !== null ? { guild_id: guildId } : {};
    const gone = { id: message.id, channel_id: message.channel_id };
    gateway.dispatch(`MESSAGE_${kind.toUpperCase()}`, { ...(kind === 'delete' ? gone : message), ...place }, intent);
  });
}

/** An interaction's messages as the person sees them who began it. */
function visible(world: World, interactionId: string): Visible {
  const interaction = world.interactions.find(interactionId);
  if (!interaction) throw new RangeError(`expected the id of an interaction, got ${interactionId}`);
  const person = new Person(interaction.account, world);
  const view = (raw: APIMessage) => new MessageView(raw, person);
  return {
    messages: world.messages.ofInteraction(interactionId).map((message) => view(world.messages.render(message))),
    versions: world.messages.versions(interactionId).map(view),
  };
}
