import {
  type APIAttachment,
  type APIButtonComponent,
  type APIEmbed,
  type APIMessage,
  ButtonStyle,
  ComponentType,
  MessageFlags,
} from 'discord-api-types/v10';
import type { Answer } from './answer.ts';
import { hasFlag } from './message.ts';

/** A picture or another file that a message shows. */
export interface Media {
  name: string;
  url: string;
  description: string | null;
  bytes(): Promise<Buffer>;
}

/** What one can do with a message; person.ts does it. */
export interface Hands {
  click(message: APIMessage, customId: string): Promise<Answer>;
  select(message: APIMessage, customId: string, values: readonly string[]): Promise<Answer>;
  menu(message: APIMessage, name: string): Promise<Answer>;
}

/** A message as a person sees it at one moment; later edits make a new view. */
export class MessageView {
  readonly raw: APIMessage;
  readonly #hands: Hands;

  constructor(raw: APIMessage, hands: Hands) {
    this.raw = raw;
    this.#hands = hands;
  }

  get id(): string {
    return this.raw.id;
  }

  /** "Easel is thinking…" */
  get isLoading(): boolean {
    return hasFlag(this.raw, MessageFlags.Loading);
  }

  get isEphemeral(): boolean {
    return hasFlag(this.raw, MessageFlags.Ephemeral);
  }

  /** Everything one can read: content, embeds and text displays, a line each. */
  get text(): string {
    const displays = partsOf(this.raw.components).flatMap((part) =>
      part.type === ComponentType.TextDisplay ? [String(part.content)] : [],
    );
    return [this.raw.content, ...this.raw.embeds.flatMap(embedTexts), ...displays].filter(Boolean).join('\n');
  }

  /** The buttons' labels in order; an emoji where a button has no label. */
  get labels(): string[] {
    return this.buttons.map(labelOf);
  }

  get buttons(): APIButtonComponent[] {
    return partsOf(this.raw.components).filter(
      (part) => part.type === ComponentType.Button,
    ) as unknown[] as APIButtonComponent[];
  }

  /** The files that it shows: galleries, thumbnails, embeds' images, attachments. */
  get media(): Media[] {
    const inComponents = partsOf(this.raw.components).flatMap(mediaOf);
    const inEmbeds = this.raw.embeds.flatMap(({ image, thumbnail }) =>
      [image, thumbnail].flatMap((shown) => (shown ? [newMedia(shown.url, null)] : [])),
    );
    const attached = this.raw.attachments.map(({ url, description }: APIAttachment) =>
      newMedia(url, description ?? null),
    );
    return [...inComponents, ...inEmbeds, ...attached];
  }

  /** Presses the button with this label, emoji, both, or custom_id. */
  async click(label: string): Promise<Answer> {
    const button = this.buttons.find((one) => namesOf(one).includes(label));
    if (!button) throw new RangeError(`expected one of the buttons ${this.labels.join(', ')}, got ${label}`);
    if (button.style === ButtonStyle.Link || button.style === ButtonStyle.Premium) {
      throw new RangeError(`the button ${label} leads out of Discord`);
    }
    return this.#hands.click(this.raw, button.custom_id);
  }

  /** Chooses values of a select menu: by its custom_id or placeholder. */
  async select(name: string, ...values: string[]): Promise<Answer> {
    const menu = partsOf(this.raw.components).find((part) => part.custom_id === name || part.placeholder === name);
    if (!menu) throw new RangeError(`expected the name of a select menu, got ${name}`);
    return this.#hands.select(this.raw, String(menu.custom_id), values);
  }

  /** Chooses an entry of the message's own menu. */
  async menu(name: string): Promise<Answer> {
    return this.#hands.menu(this.raw, name);
  }
}

/** A component in whatever place, with what may be in it. */
export interface Part {
  type: number;
  [key: string]: unknown;
}

/** All components of a message, outer before inner. */
export function partsOf(value: unknown): Part[] {
  if (Array.isArray(value)) return value.flatMap(partsOf);
  if (!isPart(value)) return [];
  return [value, ...['components', 'component', 'accessory'].flatMap((key) => partsOf(value[key]))];
}

const isPart = (value: unknown): value is Part =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'number';

function mediaOf(part: Part): Media[] {
  if (part.type === ComponentType.MediaGallery) return (part.items as Shown[]).map(shownMedia);
  if (part.type === ComponentType.Thumbnail) return [shownMedia(part as Part & Shown)];
  if (part.type === ComponentType.File) return [newMedia((part.file as Shown['media']).url, null)];
  return [];
}

interface Shown {
  media: { url: string };
  description?: string | null;
}

const shownMedia = ({ media, description }: Shown): Media => newMedia(media.url, description ?? null);

function newMedia(url: string, description: string | null): Media {
  const name = decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '');
  const bytes = async () => {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`the file ${name} answers ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  };
  return { name, url, description, bytes };
}

function embedTexts({ author, title, description, fields, footer }: APIEmbed): string[] {
  const fieldTexts = (fields ?? []).flatMap(({ name, value }) => [name, value]);
  return [author?.name, title, description, ...fieldTexts, footer?.text].filter((text) => text !== undefined);
}

const emojiOf = (button: APIButtonComponent): string => ('emoji' in button ? (button.emoji?.name ?? '') : '');
const ownLabelOf = (button: APIButtonComponent): string => ('label' in button ? (button.label ?? '') : '');
const labelOf = (button: APIButtonComponent): string => ownLabelOf(button) || emojiOf(button);

const namesOf = (button: APIButtonComponent): string[] => [
  ownLabelOf(button),
  emojiOf(button),
  `${emojiOf(button)} ${ownLabelOf(button)}`,
  'custom_id' in button ? button.custom_id : '',
];
