import {
  type APIActionRowComponent,
  type APIButtonComponent,
  type APIComponentInMessageActionRow,
  type APIMessageTopLevelComponent,
  ButtonStyle,
  ComponentType,
} from 'discord-api-types/v10';
import { button, make } from './element.ts';
import { type Names, renderMarkdown } from './markdown.ts';
import { fileCard, picture } from './media.ts';

/** What components need to know of their message: what mentions mean, and what a use of them does. */
export interface Surroundings {
  names: Names;
  click: (customId: string) => Promise<void>;
  select: (customId: string, values: string[]) => Promise<void>;
}

const STYLES: Partial<Record<ButtonStyle, string>> = {
  [ButtonStyle.Primary]: 'primary',
  [ButtonStyle.Success]: 'success',
  [ButtonStyle.Danger]: 'danger',
  [ButtonStyle.Link]: 'link',
};

/** A component of a message, with those in it. */
export function renderComponent(component: APIMessageTopLevelComponent, around: Surroundings): HTMLElement {
  switch (component.type) {
    case ComponentType.Container: {
      const box = make('div', component.spoiler ? 'container hidden' : 'container');
      const { accent_color: colour } = component;
      if (typeof colour === 'number') box.style.setProperty('--edge', `#${colour.toString(16).padStart(6, '0')}`);
      box.append(...component.components.map((child) => renderComponent(child, around)));
      if (component.spoiler) box.addEventListener('click', () => box.classList.remove('hidden'), { once: true });
      return box;
    }
    case ComponentType.TextDisplay:
      return make('div', 'text', renderMarkdown(component.content, around.names));
    case ComponentType.MediaGallery: {
      const gallery = make('div', component.items.length === 1 ? 'gallery single' : 'gallery');
      for (const { media, description, spoiler } of component.items) {
        gallery.append(picture(media.url, description ?? '', spoiler ?? false));
      }
      return gallery;
    }
    case ComponentType.ActionRow:
      return renderRow(component, around);
    case ComponentType.Section: {
      const { accessory } = component;
      const texts = component.components.map((child) => renderComponent(child, around));
      const aside =
        accessory.type === ComponentType.Button
          ? renderButton(accessory, around)
          : picture(accessory.media.url, accessory.description ?? '', accessory.spoiler ?? false);
      return make('div', 'section', make('div', '', ...texts), make('div', 'accessory', aside));
    }
    case ComponentType.Separator:
      return make('hr', [component.divider === false ? 'blank' : '', component.spacing === 2 ? 'large' : ''].join(' '));
    case ComponentType.File:
      return fileCard(component.name ?? 'file', component.file.url, component.size ?? null);
  }
}

function renderRow({ components }: APIActionRowComponent<APIComponentInMessageActionRow>, around: Surroundings) {
  const row = make('div', 'row');
  for (const child of components) {
    if (child.type === ComponentType.Button) row.append(renderButton(child, around));
    else if (child.type === ComponentType.StringSelect) row.append(renderSelect(child, around));
    else row.append(make('p', '', `(a menu of type ${child.type}, which this page does not show)`));
  }
  return row;
}

function renderButton(component: APIButtonComponent, { click }: Surroundings): HTMLElement {
  const emoji = 'emoji' in component ? (component.emoji?.name ?? '') : '';
  const label = 'label' in component ? (component.label ?? '') : '';
  const className = STYLES[component.style] ?? '';
  const text = [emoji, label].filter(Boolean).join(' ');
  if ('url' in component) {
    return Object.assign(make('a', 'button link', `${text} ↗`), { href: component.url, target: '_blank' });
  }
  const made = button(className, text, async () => {
    if (!('custom_id' in component)) return;
    made.classList.add('busy');
    await click(component.custom_id);
    made.classList.remove('busy');
  });
  made.disabled = component.disabled ?? false;
  return made;
}

interface SelectMenu {
  custom_id: string;
  placeholder?: string;
  disabled?: boolean;
  max_values?: number;
  options: { label: string; value: string; default?: boolean; description?: string }[];
}

function renderSelect(menu: SelectMenu, { select }: Surroundings): HTMLElement {
  const made = make('select');
  const hasDefault = menu.options.some((option) => option.default);
  if (!hasDefault) made.append(new Option(menu.placeholder ?? 'Make a selection', '', true, true));
  made.append(...menu.options.map(({ label, value, default: isChosen }) => new Option(label, value, false, isChosen)));
  made.multiple = (menu.max_values ?? 1) > 1;
  made.disabled = menu.disabled ?? false;
  made.ariaLabel = menu.placeholder ?? 'Make a selection';
  made.addEventListener('change', () => {
    void select(
      menu.custom_id,
      [...made.selectedOptions].map(({ value }) => value),
    );
  });
  return made;
}
