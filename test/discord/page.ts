import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type APIMessage, InteractionResponseType } from 'discord-api-types/v10';
import { build } from 'esbuild';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Answer } from './answer.ts';
import { PersonRefused } from './command-options.ts';
import { type Account, GUILD_NAME } from './guild.ts';
import type { MessageEvent } from './messages.ts';
import { Person } from './person.ts';
import { bodyOf } from './request-body.ts';
import type { World } from './world.ts';

const place = z.object({ person: z.string(), channel: z.string() });
const value = z.union([z.string(), z.number(), z.boolean()]);
const slash = place.extend({ name: z.string(), options: z.record(z.string(), value) });
const click = place.extend({ messageId: z.string(), customId: z.string() });
const modal = place.extend({ interactionId: z.string(), values: z.record(z.string(), z.string()) });
const autocomplete = place.extend({ name: z.string(), option: z.string(), typed: z.string() });
const select = click.extend({ values: z.array(z.string()) });

const FILES = { 'index.html': 'text/html', 'style.css': 'text/css', 'icon.svg': 'image/svg+xml' } as const;

/**
 * The server's side of the page: the same people and the same messages as the tests' actors, over HTTP. What happens
 * is pushed as server-sent events to the person who may see it. The contract is page/api.ts.
 */
export function servePage(server: FastifyInstance, world: World): void {
  serveFiles(server);
  const people = () => world.guild.accounts;
  const personOf = (id: string) => new Person(accountOf(people(), id), world);

  server.get('/page/view', async (request) => {
    const asked = z.object({ person: z.string().default(''), channel: z.string().default('') }).parse(request.query);
    const person = asked.person === '' ? people()[0]?.user.id : asked.person;
    const channels = world.guild.channels
      .filter(({ guildId }) => guildId !== null)
      .map(({ id, name }) => ({ id, name }));
    const channel = channels.find(({ id }) => id === asked.channel) ?? channels[0];
    return {
      guild: GUILD_NAME,
      people: people().map(({ user }) => ({ id: user.id, name: user.global_name ?? user.username })),
      channels,
      commands: [...world.guildCommands.all, ...world.commands.all],
      messages:
        channel && person
          ? personOf(person)
              .messages(channel.name)
              .map(({ raw }) => raw)
          : [],
    };
  });

  server.get('/page/events', (request, reply) => {
    const { person } = z.object({ person: z.string() }).parse(request.query);
    pushEvents(world, person, reply);
  });

  server.post('/page/slash', (request) => {
    const { person, channel, name, options } = slash.parse(bodyOf(request).json);
    // Unchecked, so that what the bot says about a wrong value can be seen here too.
    return consequence(() =>
      personOf(person).slash(name, options, { channel: nameOf(world, channel), unchecked: true }),
    );
  });

  server.post('/page/click', (request) => {
    const { person, messageId, customId } = click.parse(bodyOf(request).json);
    return consequence(() => personOf(person).click(seen(world, messageId), customId));
  });

  server.post('/page/modal', (request) => {
    const { person, interactionId, values } = modal.parse(bodyOf(request).json);
    return consequence(() => personOf(person).submit(interactionId, values));
  });

  server.post('/page/autocomplete', async (request) => {
    const { person, channel, name, option, typed } = autocomplete.parse(bodyOf(request).json);
    return { choices: await personOf(person).suggestions(name, option, typed, { channel: nameOf(world, channel) }) };
  });

  server.post('/page/select', (request) => {
    const { person, messageId, customId, values } = select.parse(bodyOf(request).json);
    return consequence(() => personOf(person).select(seen(world, messageId), customId, values));
  });
}

/** What came of an action, for the page to show: nothing, the app's refusal, or a form. */
async function consequence(act: () => Promise<Answer>): Promise<object> {
  try {
    const answer = await act();
    await answer.acked();
    if (answer.acknowledgement !== InteractionResponseType.Modal) return {};
    return { modal: { ...(await answer.modal()), interactionId: answer.interactionId } };
  } catch (error) {
    if (error instanceof PersonRefused) return { refused: error.message };
    if (error instanceof Error) return { refused: 'The application did not respond.' };
    throw error;
  }
}

function serveFiles(server: FastifyInstance): void {
  const file = (name: keyof typeof FILES) => readFileSync(new URL(`./page/${name}`, import.meta.url));
  const send = (reply: FastifyReply, name: keyof typeof FILES) => reply.type(FILES[name]).send(file(name));
  server.get('/', (_request, reply) => send(reply, 'index.html'));
  server.get('/page/style.css', (_request, reply) => send(reply, 'style.css'));
  server.get('/page/icon.svg', (_request, reply) => send(reply, 'icon.svg'));
  let script: Promise<string> | null = null;
  server.get('/page/app.js', async (_request, reply) => {
    script ??= bundle(); // once, when a browser first asks: 30 ms
    return reply.type('text/javascript').send(await script);
  });
}

async function bundle(): Promise<string> {
  const entry = fileURLToPath(new URL('./page/app.ts', import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

/** Server-sent events until the browser goes away. */
function pushEvents(world: World, person: string, reply: FastifyReply): void {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  raw.write(':\n\n');
  const stop = world.messages.onEvent((event) => {
    if (event.onlyFor === null || event.onlyFor === person) raw.write(`data: ${JSON.stringify(pageEvent(event))}\n\n`);
  });
  raw.on('close', stop);
}

const pageEvent = ({ kind, message }: MessageEvent) =>
  kind === 'delete'
    ? { kind: 'deleted', channelId: message.channel_id, messageId: message.id }
    : { kind: 'message', channelId: message.channel_id, message };

function accountOf(accounts: readonly Account[], id: string): Account {
  const account = accounts.find(({ user }) => user.id === id);
  if (!account) throw new RangeError(`expected the id of a person, got ${id}`);
  return account;
}

function nameOf(world: World, channelId: string): string {
  const channel = world.guild.findChannel(channelId);
  if (!channel) throw new RangeError(`expected the id of a channel, got ${channelId}`);
  return channel.name;
}

function seen(world: World, messageId: string): APIMessage {
  const message = world.messages.find(messageId);
  if (!message) throw new PersonRefused('This message is gone.');
  return world.messages.render(message);
}
