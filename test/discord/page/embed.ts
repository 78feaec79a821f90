import type { APIEmbed } from 'discord-api-types/v10';
import { make } from './element.ts';
import { type Names, renderMarkdown } from './markdown.ts';
import { picture } from './media.ts';

/** A classic embed: a card with a coloured edge. */
export function renderEmbed(embed: APIEmbed, names: Names): HTMLElement {
  const { author, title, url, description, fields = [], image, thumbnail, footer, timestamp, color } = embed;
  const text = (className: string, content: string) => make('div', className, renderMarkdown(content, names));
  const words = make('div', 'embed-words');
  if (author) words.append(make('div', 'embed-author', author.name));
  if (title && url) words.append(Object.assign(make('a', 'embed-title', title), { href: url, rel: 'noreferrer' }));
  else if (title) words.append(text('embed-title', title));
  if (description) words.append(text('text', description));
  if (fields.length > 0) {
    const grid = make('div', 'embed-fields');
    for (const { name, value, inline } of fields) {
      const field = make('div', inline ? 'inline' : '', text('embed-field-name', name), text('text', value));
      grid.append(field);
    }
    words.append(grid);
  }
  const card = make('div', 'container embed', words);
  if (color !== undefined) card.style.setProperty('--edge', `#${color.toString(16).padStart(6, '0')}`);
  if (thumbnail) card.append(make('div', 'embed-thumbnail', picture(thumbnail.url, '')));
  if (image) card.append(make('div', 'embed-image', picture(image.url, title ?? '')));
  const moment = timestamp ? new Date(timestamp).toLocaleString(document.documentElement.lang) : '';
  const foot = [footer?.text, moment].filter(Boolean).join(' • ');
  if (foot) card.append(make('div', 'embed-foot', foot));
  return card;
}
