import { type APIMessage, ApplicationCommandType } from 'discord-api-types/v10';
import {
  type Consequence,
  fetchView,
  follow,
  openThread,
  type PageEvent,
  type Place,
  submitClick,
  submitMenu,
  submitModal,
  submitSelect,
  submitSlash,
  suggest,
  type View,
} from './api.ts';
import { Composer } from './composer.ts';
import type { Names } from './markdown.ts';
import { renderMessage } from './message.ts';
import { openModal } from './modal.ts';
import { renderChannels, renderPeople } from './sidebar.ts';
import { tickTimestamps } from './timestamp.ts';
import { inLanguage, languageOf } from './typeable.ts';

/** Composition root of the page: one person, one channel, its messages, and the place where one types. */
const byId = <T extends HTMLElement>(id: string): T => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no element ${id}`);
  return found as T;
};
const list = byId<HTMLOListElement>('messages');
const status = byId('status');

let view: View = {
  guild: '',
  person: '',
  channel: '',
  people: [],
  channels: [],
  roles: [],
  commands: [],
  messages: [],
};
let events: EventSource | null = null;
const unread = new Set<string>();

const composer = new Composer(byId<HTMLFormElement>('composer'), {
  view: () => view,
  submit: (name, options) => void consequence(submitSlash(place(), name, options)),
  suggest: (name, option, typed, beside) => suggest(place(), { name, option, typed, beside }),
});

const actions = {
  click: (message: APIMessage, customId: string) => consequence(submitClick(place(), message.id, customId)),
  select: (message: APIMessage, customId: string, values: string[]) =>
    consequence(submitSelect(place(), message.id, customId, values)),
  menuEntries: () =>
    view.commands
      .filter(({ type }) => type === ApplicationCommandType.Message)
      .map(({ name, name_localizations }) => ({ name, label: inLanguage(name, name_localizations, languageOf(view)) })),
  menu: (message: APIMessage, name: string) => void consequence(submitMenu(place(), message.id, name)),
  dismiss: (message: APIMessage) => document.getElementById(`m${message.id}`)?.remove(),
};

const place = (): Place => ({ person: view.person, channel: view.channel });

async function consequence(promise: Promise<Consequence>): Promise<void> {
  const { refused, modal } = await promise;
  status.textContent = refused ?? '';
  if (modal) openModal(modal, names(), (values) => void consequence(submitModal(place(), modal.interactionId, values)));
}

async function show(next: Partial<Place>): Promise<void> {
  const isOther = next.person !== undefined && next.person !== view.person;
  const wasDirect = view.channels.find(({ id }) => id === view.channel)?.kind === 'direct';
  // Somebody else's direct messages are another channel, which only the server knows.
  const channel = next.channel ?? (isOther && wasDirect ? '' : view.channel);
  view = await fetchView({ person: next.person ?? view.person, channel });
  history.replaceState(null, '', `#${view.person}/${view.channel}`);
  document.documentElement.lang = languageOf(view);
  unread.delete(view.channel);
  renderAround();
  list.replaceChildren(...view.messages.map((message) => renderMessage(message, names(), actions)));
  list.scrollTop = list.scrollHeight;
  status.textContent = '';
  if (isOther || events === null) {
    events?.close();
    events = follow(view.person, onEvent, () => void show({}));
  }
  composer.showIdle();
}

function renderAround(): void {
  const channel = view.channels.find(({ id }) => id === view.channel);
  byId('guild').textContent = view.guild;
  byId('channel').textContent = channel?.name ?? '';
  byId('channel').className = channel?.kind ?? '';
  byId('thread').hidden = channel?.kind !== 'channel';
  byId('channels').replaceChildren(...renderChannels(view, unread, { show: (next) => void show(next) }));
  byId('people').replaceChildren(...renderPeople(view, { show: (next) => void show(next) }));
}

const names = (): Names => ({
  people: new Map(view.people.map(({ id, name }) => [id, name])),
  channels: new Map(view.channels.map(({ id, name }) => [id, name])),
  roles: new Map(view.roles.map(({ id, name }) => [id, name])),
});

function onEvent(event: PageEvent): void {
  if (event.kind === 'commands') {
    void fetchView(place()).then(({ commands }) => {
      view = { ...view, commands };
    });
    return;
  }
  if (event.channelId !== view.channel) {
    unread.add(event.channelId);
    renderAround();
    return;
  }
  const id = `m${event.kind === 'message' ? event.message.id : event.messageId}`;
  const existing = document.getElementById(id);
  if (event.kind === 'deleted') {
    existing?.remove();
    return;
  }
  const shown = renderMessage(event.message, names(), actions);
  const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 120;
  if (existing) existing.replaceWith(shown);
  else list.append(shown);
  if (isAtEnd) followDown(shown);
}

/** Pictures get their height when they load. */
function followDown(shown: HTMLElement): void {
  const toEnd = () => {
    list.scrollTop = list.scrollHeight;
  };
  toEnd();
  for (const image of shown.querySelectorAll('img')) image.addEventListener('load', toEnd);
}

byId('thread').addEventListener('submit', async (event) => {
  event.preventDefault();
  const input = byId('thread').querySelector('input');
  const opened = await openThread(place(), input?.value ?? '');
  if (input) input.value = '';
  if (opened !== null) await show({ channel: opened });
});

const [person = '', channel = ''] = location.hash.slice(1).split('/');
setInterval(tickTimestamps, 1_000);
void show({ person, channel });
