import type { APIMessage } from 'discord-api-types/v10';
import {
  type Consequence,
  fetchView,
  follow,
  type PageEvent,
  type Place,
  submitClick,
  submitModal,
  submitSelect,
  submitSlash,
  type View,
} from './api.ts';
import { Composer } from './composer.ts';
import { renderMessage } from './message.ts';
import { openModal } from './modal.ts';

/** Composition root of the page: one person, one channel, its messages, and the place where one types. */
const byId = <T extends HTMLElement>(id: string): T => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no element ${id}`);
  return found as T;
};
const list = byId<HTMLOListElement>('messages');
const status = byId('status');
const person = byId<HTMLSelectElement>('person');

let place: Place = { person: '', channel: '' };
let view: View = { guild: '', people: [], channels: [], commands: [], messages: [] };
let events: EventSource | null = null;

const composer = new Composer(byId<HTMLFormElement>('composer'), {
  place: () => place,
  commands: () => view.commands,
  submit: (name, options) => void consequence(submitSlash(place, name, options)),
});

const actions = {
  click: (message: APIMessage, customId: string) => void consequence(submitClick(place, message.id, customId)),
  select: (message: APIMessage, customId: string, values: string[]) =>
    void consequence(submitSelect(place, message.id, customId, values)),
  dismiss: (message: APIMessage) => document.getElementById(`m${message.id}`)?.remove(),
};

async function consequence(promise: Promise<Consequence>): Promise<void> {
  const { refused, modal } = await promise;
  status.textContent = refused ?? '';
  if (modal) openModal(modal, (values) => void consequence(submitModal(place, modal.interactionId, values)));
}

async function show(next: Partial<Place>): Promise<void> {
  place = { ...place, ...next };
  view = await fetchView(place);
  place = {
    person: place.person || (view.people[0]?.id ?? ''),
    channel: place.channel || (view.channels[0]?.id ?? ''),
  };
  byId('guild').textContent = view.guild;
  byId('channel').textContent = view.channels.find(({ id }) => id === place.channel)?.name ?? '';
  byId('channels').replaceChildren(...view.channels.map(channelItem));
  person.replaceChildren(...view.people.map(({ id, name }) => new Option(name, id, false, id === place.person)));
  list.replaceChildren(...view.messages.map((message) => renderMessage(message, names(), actions)));
  list.lastElementChild?.scrollIntoView();
  events?.close();
  events = follow(place.person, onEvent);
  composer.showIdle();
}

const names = () => new Map(view.people.map(({ id, name }) => [id, name]));

function channelItem({ id, name }: View['channels'][number]): HTMLLIElement {
  const item = document.createElement('li');
  const button = document.createElement('button');
  button.textContent = `# ${name}`;
  button.setAttribute('aria-current', String(id === place.channel));
  button.addEventListener('click', () => void show({ channel: id }));
  item.append(button);
  return item;
}

function onEvent(event: PageEvent): void {
  if (event.kind === 'commands') {
    void fetchView(place).then(({ commands }) => {
      view = { ...view, commands };
    });
    return;
  }
  if (event.channelId !== place.channel) return;
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
  // Pictures get their height when they load; follow them down only if the person was at the end.
  if (isAtEnd) {
    shown.scrollIntoView({ block: 'end' });
    for (const image of shown.querySelectorAll('img'))
      image.addEventListener('load', () => shown.scrollIntoView({ block: 'end' }));
  }
}

person.addEventListener('change', () => void show({ person: person.value }));
void show({});
