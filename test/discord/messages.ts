import type { APIMessage } from 'discord-api-types/v10';
import type { Attachment, FileAddresses } from './attachment.ts';
import type { Changes } from './changes.ts';
import { type Message, renderMessage } from './message.ts';

/** What happened to a message, and who may know of it. */
export interface MessageEvent {
  kind: 'create' | 'update' | 'delete';
  message: APIMessage;
  guildId: string | null;
  /** The only person who sees it, or null when everyone in the channel does. */
  onlyFor: string | null;
}

/** Every message, and every version that each of them ever had. */
export class Messages {
  readonly #byId = new Map<string, Message>();
  readonly #log: { interactionId: string | null; version: APIMessage }[] = [];
  readonly #files = new Map<string, Attachment>();
  readonly #listeners = new Set<(event: MessageEvent) => void>();
  readonly #addresses: FileAddresses;
  readonly #changes: Changes;

  constructor(addresses: FileAddresses, changes: Changes) {
    this.#addresses = addresses;
    this.#changes = changes;
  }

  render = (message: Message): APIMessage => renderMessage(message, this.#addresses);

  find(id: string): Message | undefined {
    return this.#byId.get(id);
  }

  /** The messages of a channel, oldest first. */
  inChannel(channelId: string): Message[] {
    return [...this.#byId.values()].filter((message) => message.channelId === channelId);
  }

  ofInteraction(interactionId: string): Message[] {
    return [...this.#byId.values()].filter((message) => message.interactionId === interactionId);
  }

  /** Puts a file on the CDN that is part of no message, such as what a person attaches to a command. */
  keepFile(file: Attachment): void {
    this.#files.set(file.id, file);
  }

  /** A file that was ever part of a message; the CDN serves it for a while after that message is gone. */
  findFile(id: string): Attachment | undefined {
    return this.#files.get(id);
  }

  /** Every version of the messages that answered an interaction, also of those that are deleted, in order of time. */
  versions(interactionId: string): APIMessage[] {
    return this.#log.filter((entry) => entry.interactionId === interactionId).map(({ version }) => version);
  }

  create(message: Message): APIMessage {
    this.#byId.set(message.id, message);
    return this.#announce('create', message);
  }

  update(message: Message): APIMessage {
    return this.#announce('update', message);
  }

  remove(message: Message): void {
    this.#byId.delete(message.id);
    this.#announce('delete', message);
  }

  onEvent(listener: (event: MessageEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #announce(kind: MessageEvent['kind'], message: Message): APIMessage {
    const rendered = this.render(message);
    for (const file of message.attachments) this.#files.set(file.id, file);
    if (kind !== 'delete') this.#log.push({ interactionId: message.interactionId, version: rendered });
    for (const listen of this.#listeners) {
      listen({ kind, message: rendered, guildId: message.guildId, onlyFor: message.onlyFor });
    }
    this.#changes.announce();
    return rendered;
  }
}
