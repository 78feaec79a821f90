import { type APIMessage, InteractionResponseType } from 'discord-api-types/v10';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Answer } from './answer.ts';
import { PersonRefused } from './command-options.ts';
import type { Account } from './guild.ts';
import type { MessageEvent } from './messages.ts';
import { servePageFiles } from './page-files.ts';
import { commandsOf, pageView } from './page-view.ts';
import { Person } from './person.ts';
import { bodyOf } from './request-body.ts';
import type { World } from './world.ts';

const place = z.object({ person: z.string(), channel: z.string() });
const file = z.object({ name: z.string(), base64: z.base64() }).transform(({ name, base64 }) => ({
  name,
  data: Buffer.from(base64, 'base64'),
}));
const entered = z.union([z.string(), z.number(), z.boolean(), file]);
const slash = place.extend({ name: z.string(), options: z.record(z.string(), entered) });
const click = place.extend({ messageId: z.string(), customId: z.string() });
const select = click.extend({ values: z.array(z.string()) });
const menu = place.extend({ messageId: z.string(), name: z.string() });
const field = z.union([z.string(), z.boolean(), z.array(z.string()), z.array(file)]);
const modal = place.extend({ interactionId: z.string(), values: z.record(z.string(), field) });
const autocomplete = place.extend({
  name: z.string(),
  option: z.string(),
  typed: z.string(),
  beside: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
const thread = place.extend({ name: z.string().trim().min(1).max(100) });
const language = z.object({ person: z.string(), locale: z.string() });

/**
 * The server's side of the page: the same people and the same messages as the tests' actors, over HTTP. What happens
 * is pushed as server-sent events to the person who may see it. The contract is page/api.ts.
 */
export function servePage(server: FastifyInstance, world: World): void {
  servePageFiles(server);
  const personOf = (id: string) => new Person(accountOf(world, id), world);

  server.get('/page/view', async (request) => {
    const asked = z.object({ person: z.string().default(''), channel: z.string().default('') }).parse(request.query);
    return pageView(world, asked);
  });
  server.get('/page/events', (request, reply) => {
    const { person } = z.object({ person: z.string() }).parse(request.query);
    pushEvents(world, person, reply);
  });
  server.post('/page/language', async (request) => {
    const { person, locale } = language.parse(bodyOf(request).json);
    accountOf(world, person).locale = locale;
    return {};
  });
  server.post('/page/thread', async (request) => {
    const { person, channel, name } = thread.parse(bodyOf(request).json);
    const { id } = personOf(person).openThread(name, channel);
    return { channel: id };
  });
  server.post('/page/autocomplete', async (request) => {
    const { person, channel, name, option, typed, beside } = autocomplete.parse(bodyOf(request).json);
    const where = { channel, beside };
    return { choices: await personOf(person).suggestions(name, option, typed, where) };
  });
  serveActions(server, world, personOf);
}

/** What a person does that the bot hears of. */
function serveActions(server: FastifyInstance, world: World, personOf: (id: string) => Person): void {
  server.post('/page/slash', (request) => {
    const { person, channel, name, options } = slash.parse(bodyOf(request).json);
    // Unchecked, so that what the bot says about a wrong value can be seen here too.
    const how = { channel, unchecked: true };
    return consequence(() => personOf(person).slash(name, options, how));
  });
  server.post('/page/click', (request) => {
    const { person, messageId, customId } = click.parse(bodyOf(request).json);
    return consequence(() => personOf(person).click(seen(world, messageId), customId));
  });
  server.post('/page/select', (request) => {
    const { person, messageId, customId, values } = select.parse(bodyOf(request).json);
    return consequence(() => personOf(person).select(seen(world, messageId), customId, values));
  });
  server.post('/page/menu', (request) => {
    const { person, messageId, name } = menu.parse(bodyOf(request).json);
    return consequence(() => personOf(person).menu(seen(world, messageId), name));
  });
  server.post('/page/modal', (request) => {
    const { person, interactionId, values } = modal.parse(bodyOf(request).json);
    return consequence(() => personOf(person).submit(interactionId, values));
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

/** Server-sent events until the browser goes away. */
function pushEvents(world: World, person: string, reply: FastifyReply): void {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  raw.write(':\n\n');
  const push = (event: object) => raw.write(`data: ${JSON.stringify(event)}\n\n`);
  const stopMessages = world.messages.onEvent((event) => {
    if (maySee(world, person, event)) push(pageEvent(event));
  });
  const versions = () => commandsOf(world).map(({ version }) => version);
  let known = versions().join();
  const stopCommands = world.changes.onChange(() => {
    const now = versions().join();
    if (now !== known) push({ kind: 'commands' });
    known = now;
  });
  raw.on('close', () => {
    stopMessages();
    stopCommands();
  });
}

function maySee({ guild }: World, person: string, { message, onlyFor }: MessageEvent): boolean {
  const recipient = guild.findChannel(message.channel_id)?.recipientId ?? null;
  return (onlyFor === null || onlyFor === person) && (recipient === null || recipient === person);
}

const pageEvent = ({ kind, message }: MessageEvent) =>
  kind === 'delete'
    ? { kind: 'deleted', channelId: message.channel_id, messageId: message.id }
    : { kind: 'message', channelId: message.channel_id, message };

function accountOf({ guild }: World, id: string): Account {
  const account = guild.findAccount(id);
  if (!account) throw new RangeError(`expected the id of a person, got ${id}`);
  return account;
}

function seen(world: World, messageId: string): APIMessage {
  const message = world.messages.find(messageId);
  if (!message) throw new PersonRefused('This message is gone.');
  return world.messages.render(message);
}
