import { type APIMessage, MessageFlags, MessageType } from 'discord-api-types/v10';
import { renderComponent } from './components.ts';
import { avatar, button, make } from './element.ts';
import { renderEmbed } from './embed.ts';
import { type Names, renderMarkdown } from './markdown.ts';
import { fileCard, picture } from './media.ts';

/** What a person can do with a message. */
export interface MessageActions {
  click: (message: APIMessage, customId: string) => Promise<void>;
  select: (message: APIMessage, customId: string, values: string[]) => Promise<void>;
  /** Entries of the message's own menu. */
  menuEntries: () => { name: string; label: string }[];
  menu: (message: APIMessage, name: string) => void;
  dismiss: (message: APIMessage) => void;
}

/** A message as Discord shows it: classic content, embeds and attachments, or Components V2. */
export function renderMessage(message: APIMessage, names: Names, actions: MessageActions): HTMLLIElement {
  const isEphemeral = has(message, MessageFlags.Ephemeral);
  const item = make('li', isEphemeral ? 'message ephemeral' : 'message');
  item.id = `m${message.id}`;
  const { author } = message;
  const body = make('div', 'body');
  item.append(...usedBy(message), avatar(author.username, author.id, author.bot ?? false), head(message), body);

  if (has(message, MessageFlags.Loading)) {
    body.append(make('p', 'thinking', make('span', 'dots'), `${author.username} is thinking…`));
  }
  if (message.content) body.append(make('div', 'text', renderMarkdown(message.content, names)));
  body.append(...message.embeds.map((embed) => renderEmbed(embed, names)));
  for (const file of message.attachments) {
    const isPicture = file.content_type?.startsWith('image/') ?? false;
    const isSpoiler = file.filename.startsWith('SPOILER_');
    body.append(
      isPicture ? picture(file.url, file.description ?? '', isSpoiler) : fileCard(file.filename, file.url, file.size),
    );
  }
  const around = {
    names,
    click: (customId: string) => actions.click(message, customId),
    select: (customId: string, values: string[]) => actions.select(message, customId, values),
  };
  body.append(...(message.components ?? []).map((component) => renderComponent(component, around)));
  if (isEphemeral) body.append(onlyYou(message, actions));
  item.append(tools(message, actions));
  return item;
}

const has = (message: APIMessage, flag: MessageFlags): boolean => ((message.flags ?? 0) & flag) !== 0;

function head({ author, timestamp, edited_timestamp: edited }: APIMessage): HTMLElement {
  const time = make('time', '', new Date(timestamp).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }));
  time.dateTime = timestamp;
  const line = make('div', 'head', make('span', 'author', author.global_name ?? author.username));
  if (author.bot) line.append(make('span', 'app', 'APP'));
  line.append(time);
  if (edited) line.append(make('small', '', '(edited)'));
  return line;
}

/** Who asked for it: by a command, or by something in an earlier message, to which the line leads. */
function usedBy({
  type,
  interaction_metadata: used,
  interaction,
  message_reference: origin,
}: APIMessage): HTMLElement[] {
  if (!used) return [];
  const name = used.user.global_name ?? used.user.username;
  const line = make('div', 'used', avatar(name, used.user.id, false), make('b', '', name));
  const earlier = origin?.message_id;
  if (earlier !== undefined) {
    const jump = () => {
      const target = document.getElementById(`m${earlier}`);
      target?.scrollIntoView({ behavior: 'smooth', block: 'center' });
      target?.animate({ backgroundColor: ['var(--glow)', 'transparent'] }, 1_500);
    };
    line.append(' from ', button('quiet', 'an earlier message', jump));
  } else
    line.append(
      ' used ',
      make('span', 'mention', `${type === MessageType.ContextMenuCommand ? '' : '/'}${interaction?.name ?? ''}`),
    );
  return [line];
}

function onlyYou(message: APIMessage, actions: MessageActions): HTMLElement {
  const dismiss = button('quiet', 'Dismiss message', () => actions.dismiss(message));
  return make('p', 'only-you', '👁 Only you can see this • ', dismiss);
}

/** The message's own menu, which comes up beside it. */
function tools(message: APIMessage, actions: MessageActions): HTMLElement {
  const list = make('div', 'apps');
  list.hidden = true;
  list.role = 'menu';
  const more = button('more', '⋯', () => {
    list.replaceChildren(...entries());
    list.hidden = !list.hidden;
  });
  const entries = () => {
    const offered = actions.menuEntries();
    if (offered.length === 0) return [make('p', '', 'No apps here')];
    return offered.map(({ name, label }) => {
      const entry = button('', label, () => {
        list.hidden = true;
        actions.menu(message, name);
      });
      entry.role = 'menuitem';
      return entry;
    });
  };
  more.ariaLabel = 'Apps';
  more.title = 'Apps';
  const holder = make('div', 'tools', more, list);
  holder.addEventListener('focusout', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && holder.contains(relatedTarget))) list.hidden = true;
  });
  return holder;
}
