import type {
  APIMessage,
  APIModalInteractionResponseCallbackData,
  RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord-api-types/v10';

/** What the page shows: people, channels and commands of the local Discord, and the messages of one channel. */
export interface View {
  guild: string;
  people: { id: string; name: string }[];
  channels: { id: string; name: string }[];
  commands: (RESTPostAPIChatInputApplicationCommandsJSONBody & { id: string })[];
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

export const fetchView = async (place: Place): Promise<View> =>
  (await (await fetch(`/page/view?${new URLSearchParams({ ...place })}`)).json()) as View;

export const submitSlash = (place: Place, name: string, options: Record<string, string | number | boolean>) =>
  post('/page/slash', { ...place, name, options });

export const submitClick = (place: Place, messageId: string, customId: string) =>
  post('/page/click', { ...place, messageId, customId });

export const submitSelect = (place: Place, messageId: string, customId: string, values: string[]) =>
  post('/page/select', { ...place, messageId, customId, values });

export const submitModal = (place: Place, interactionId: string, values: Record<string, string>) =>
  post('/page/modal', { ...place, interactionId, values });

export async function suggest(
  place: Place,
  name: string,
  option: string,
  typed: string,
): Promise<{ name: string; value: string }[]> {
  const response = await fetch('/page/autocomplete', json({ ...place, name, option, typed }));
  return ((await response.json()) as { choices: { name: string; value: string }[] }).choices;
}

/** Follows what this person may see; reconnects by itself. */
export function follow(person: string, onEvent: (event: PageEvent) => void): EventSource {
  const source = new EventSource(`/page/events?${new URLSearchParams({ person })}`);
  source.onmessage = ({ data }) => onEvent(JSON.parse(data) as PageEvent);
  return source;
}

async function post(path: string, body: unknown): Promise<Consequence> {
  return (await (await fetch(path, json(body))).json()) as Consequence;
}

const json = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
