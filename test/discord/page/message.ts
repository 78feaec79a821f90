import {
  type APIButtonComponent,
  type APIMessage,
  type APIMessageTopLevelComponent,
  ButtonStyle,
  ComponentType,
  MessageFlags,
} from 'discord-api-types/v10';
import { type Names, renderMarkdown } from './markdown.ts';

/** What a person can do with a message. */
export interface MessageActions {
  click: (message: APIMessage, customId: string) => void;
  select: (message: APIMessage, customId: string, values: string[]) => void;
  dismiss: (message: APIMessage) => void;
}

type Component = APIMessageTopLevelComponent;

const STYLES: Partial<Record<ButtonStyle, string>> = {
  [ButtonStyle.Primary]: 'primary',
  [ButtonStyle.Success]: 'success',
  [ButtonStyle.Danger]: 'danger',
};

/** A message as Discord shows it: classic content, embeds and attachments, or Components V2. */
export function renderMessage(message: APIMessage, names: Names, actions: MessageActions): HTMLLIElement {
  const item = make('li', 'message');
  item.id = `m${message.id}`;
  const isEphemeral = has(message, MessageFlags.Ephemeral);
  const avatar = make('img');
  avatar.src = `/page/icon.svg`;
  avatar.alt = '';
  const body = make('div', isEphemeral ? 'body ephemeral' : 'body');
  const head = make('div');
  head.append(make('span', 'author', message.author.global_name ?? message.author.username));
  if (message.author.bot) head.append(make('span', 'app', 'APP'));
  const time = make(
    'time',
    '',
    new Date(message.timestamp).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }),
  );
  time.dateTime = message.timestamp;
  head.append(time);
  item.append(avatar, ...usedBy(message), head, body);

  if (has(message, MessageFlags.Loading)) body.append(make('p', 'thinking', `${message.author.username} is thinking…`));
  if (message.content) body.append(text(message.content, names));
  for (const { title, description, image } of message.embeds) {
    const card = make('div', 'container');
    if (title) card.append(text(`**${title}**`, names));
    if (description) card.append(text(description, names));
    if (image) card.append(picture(image.url, ''));
    body.append(card);
  }
  for (const file of message.attachments) {
    if (file.content_type?.startsWith('image/')) body.append(picture(file.url, file.description ?? ''));
  }
  body.append(...(message.components ?? []).map((component) => renderComponent(component, message, names, actions)));
  if (isEphemeral) body.append(onlyYou(message, actions));
  return item;
}

const has = (message: APIMessage, flag: MessageFlags): boolean => ((message.flags ?? 0) & flag) !== 0;

function usedBy({ interaction_metadata: used, message_reference: origin }: APIMessage): HTMLElement[] {
  if (!used) return [];
  const line = make('div', 'used');
  line.append(
    make('b', '', used.user.global_name ?? used.user.username),
    origin ? ' clicked a button' : ' used a command',
  );
  return [line];
}

function renderComponent(
  component: Component,
  message: APIMessage,
  names: Names,
  actions: MessageActions,
): HTMLElement {
  switch (component.type) {
    case ComponentType.Container: {
      const box = make('div', 'container');
      if (component.accent_color)
        box.style.borderLeft = `4px solid #${component.accent_color.toString(16).padStart(6, '0')}`;
      box.append(...component.components.map((child) => renderComponent(child, message, names, actions)));
      return box;
    }
    case ComponentType.TextDisplay:
      return text(component.content, names);
    case ComponentType.MediaGallery: {
      const gallery = make('div', 'gallery');
      gallery.append(...component.items.map(({ media, description }) => picture(media.url, description ?? '')));
      return gallery;
    }
    case ComponentType.ActionRow: {
      const row = make('div', 'row');
      for (const child of component.components) {
        if (child.type === ComponentType.Button) row.append(renderButton(child, message, actions));
        else if (child.type === ComponentType.StringSelect) row.append(renderSelect(child, message, actions));
        else row.append(unknown(child.type));
      }
      return row;
    }
    case ComponentType.Section: {
      const box = make('div', 'row');
      for (const child of component.components) box.append(text(child.content, names));
      if (component.accessory.type === ComponentType.Button)
        box.append(renderButton(component.accessory, message, actions));
      else box.append(picture(component.accessory.media.url, component.accessory.description ?? ''));
      return box;
    }
    case ComponentType.Separator:
      return make('hr');
    default:
      return unknown(component.type);
  }
}

function renderButton(button: APIButtonComponent, message: APIMessage, actions: MessageActions): HTMLElement {
  const made = make('button', STYLES[button.style] ?? '');
  made.type = 'button';
  made.disabled = button.disabled ?? false;
  const emoji = 'emoji' in button ? (button.emoji?.name ?? '') : '';
  made.textContent = [emoji, 'label' in button ? button.label : ''].filter(Boolean).join(' ');
  if ('custom_id' in button) made.addEventListener('click', () => actions.click(message, button.custom_id));
  return made;
}

function renderSelect(
  select: { custom_id: string; placeholder?: string; options: { label: string; value: string }[] },
  message: APIMessage,
  actions: MessageActions,
): HTMLElement {
  const made = make('select');
  made.append(new Option(select.placeholder ?? 'Choose…', '', true, true));
  made.append(...select.options.map(({ label, value }) => new Option(label, value)));
  made.setAttribute('aria-label', select.placeholder ?? 'Choose');
  made.addEventListener('change', () => actions.select(message, select.custom_id, [made.value]));
  return made;
}

function onlyYou(message: APIMessage, actions: MessageActions): HTMLElement {
  const line = make('p', 'only-you', 'Only you can see this · ');
  const dismiss = make('button', '', 'Dismiss message');
  dismiss.addEventListener('click', () => actions.dismiss(message));
  line.append(dismiss);
  return line;
}

function text(content: string, names: Names): HTMLElement {
  const made = make('div', 'text');
  made.append(renderMarkdown(content, names));
  return made;
}

function picture(address: string, alt: string): HTMLElement {
  const link = make('a');
  link.href = address;
  link.target = '_blank';
  const image = make('img');
  image.src = address;
  image.alt = alt;
  image.title = alt;
  link.append(image);
  return link;
}

const unknown = (type: number): HTMLElement =>
  make('p', '', `(a component of type ${type}, which this page does not show)`);

function make<K extends keyof HTMLElementTagNameMap>(name: K, className = '', content = ''): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (content) made.textContent = content;
  return made;
}
