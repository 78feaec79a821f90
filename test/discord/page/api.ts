import type {
  APIApplicationCommandOptionChoice,
  APIMessage,
  APIModalInteractionResponseCallbackData,
  RESTPostAPIApplicationCommandsJSONBody,
} from 'discord-api-types/v10';

/** What the page shows: people, channels, roles and commands of the local Discord, and the messages of one channel. */
export interface View {
  guild: string;
  /** Ids of who looks, and at what. */
  person: string;
  channel: string;
  people: { id: string; name: string; duty: 'manager' | 'moderator' | null; locale: string }[];
  channels: {
    id: string;
    name: string;
    kind: 'channel' | 'thread' | 'neighbour' | 'abroad' | 'direct';
    isAgeRestricted: boolean;
  }[];
  roles: { id: string; name: string }[];
  commands: (RESTPostAPIApplicationCommandsJSONBody & { id: string })[];
  messages: APIMessage[];
}

/** What happens while one looks: a message appeared or changed, went away, or the commands changed. */
export type PageEvent =
  | { kind: 'message'; channelId: string; message: APIMessage }
  | { kind: 'deleted'; channelId: string; messageId: string }
  | { kind: 'commands' };

/** What a click or command led to: nothing to say, the app's refusal, or a modal to fill in. */
export interface Consequence {
  refused?: string;
  modal?: APIModalInteractionResponseCallbackData & { interactionId: string };
}

export interface Place {
  person: string;
  channel: string;
}

/** A file as it is sent. */
export interface SentFile {
  name: string;
  base64: string;
}

export type OptionValue = string | number | boolean | SentFile;
export type FieldValue = string | boolean | string[] | SentFile[];
export type Choice = APIApplicationCommandOptionChoice;

export const fetchView = async (place: Place): Promise<View> =>
  (await (await fetch(`/page/view?${new URLSearchParams({ ...place })}`)).json()) as View;

export const submitSlash = (place: Place, name: string, options: Record<string, OptionValue>) =>
  post('/page/slash', { ...place, name, options });

export const submitClick = (place: Place, messageId: string, customId: string) =>
  post('/page/click', { ...place, messageId, customId });

export const submitSelect = (place: Place, messageId: string, customId: string, values: string[]) =>
  post('/page/select', { ...place, messageId, customId, values });

export const submitMenu = (place: Place, messageId: string, name: string) =>
  post('/page/menu', { ...place, messageId, name });

export const submitModal = (place: Place, interactionId: string, values: Record<string, FieldValue>) =>
  post('/page/modal', { ...place, interactionId, values });

/** Opens a thread in the channel; its id, or null where there can be none. */
export async function openThread(place: Place, name: string): Promise<string | null> {
  const response = await fetch('/page/thread', json({ ...place, name }));
  return response.ok ? ((await response.json()) as { channel: string }).channel : null;
}

export const chooseLanguage = (person: string, locale: string) => post('/page/language', { person, locale });

/** What the bot suggests for an option; `beside` are the values of the others. */
export async function suggest(
  place: Place,
  asked: { name: string; option: string; typed: string; beside: Record<string, OptionValue> },
): Promise<Choice[]> {
  const response = await fetch('/page/autocomplete', json({ ...place, ...asked }));
  return response.ok ? ((await response.json()) as { choices: Choice[] }).choices : [];
}

/** Follows what this person may see; reconnects by itself and then says so, since something may have been missed. */
export function follow(person: string, onEvent: (event: PageEvent) => void, onReturn: () => void): EventSource {
  const source = new EventSource(`/page/events?${new URLSearchParams({ person })}`);
  let wasLost = false;
  source.onmessage = ({ data }) => onEvent(JSON.parse(data) as PageEvent);
  source.onerror = () => {
    wasLost = true;
  };
  source.onopen = () => {
    if (wasLost) onReturn();
    wasLost = false;
  };
  return source;
}

/** A chosen file as it travels in JSON. */
export const sentFile = (file: File): Promise<SentFile> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve({ name: file.name, base64: String(reader.result).split(',')[1] ?? '' });
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });

async function post(path: string, body: unknown): Promise<Consequence> {
  const response = await fetch(path, json(body));
  if (!response.ok) return { refused: `The local Discord answered ${response.status}.` };
  return (await response.json()) as Consequence;
}

const json = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
