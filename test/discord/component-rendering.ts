import { ComponentType } from 'discord-api-types/v10';
import type { renderAttachment } from './attachment.ts';

/** Finds the file of the message that an `attachment://` address (or the file's own) names. */
export type Resolve = (url: string) => ReturnType<typeof renderAttachment> | undefined;

/** What Discord fills in where the sender left it out. */
const DEFAULTS: Record<number, object> = {
  [ComponentType.Container]: { accent_color: null, spoiler: false },
  [ComponentType.Thumbnail]: { description: null, spoiler: false },
  [ComponentType.File]: { name: null, size: null, spoiler: false },
  [ComponentType.Separator]: { spacing: 1, divider: true },
  [ComponentType.StringSelect]: { min_values: 1, max_values: 1 },
  [ComponentType.UserSelect]: { min_values: 1, max_values: 1 },
  [ComponentType.RoleSelect]: { min_values: 1, max_values: 1 },
  [ComponentType.MentionableSelect]: { min_values: 1, max_values: 1 },
  [ComponentType.ChannelSelect]: { min_values: 1, max_values: 1 },
};
const ITEM_DEFAULTS = { description: null, spoiler: false };
const PARTS: readonly string[] = ['components', 'component', 'accessory'];

/** Components as Discord sends them back: numbered from 1, outer before inner, with defaults, and files in place of their names. */
export function renderComponents(components: readonly unknown[], resolve: Resolve): unknown[] {
  let last = 0;
  const render = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(render);
    const component = value as Record<string, unknown> & { type: number };
    last += 1;
    const whole = {
      ...DEFAULTS[component.type],
      ...component,
      ...fileOf(component, resolve),
      id: component.id ?? last,
    };
    const entries = Object.entries(whole).map(([key, inner]) => {
      if (PARTS.includes(key)) return [key, render(inner)];
      if (key === 'media' || key === 'file') return [key, renderMedia(inner as { url: string }, resolve)];
      if (key === 'items')
        return [key, (inner as { media: { url: string } }[]).map((item) => renderItem(item, resolve))];
      return [key, inner];
    });
    return Object.fromEntries(entries);
  };
  return components.map(render);
}

/** Name and size of what a file component shows. */
function fileOf({ type, file }: Record<string, unknown>, resolve: Resolve): object {
  const found = type === ComponentType.File ? resolve((file as { url: string }).url) : undefined;
  return found ? { name: found.filename, size: found.size } : {};
}

const renderItem = (item: { media: { url: string } }, resolve: Resolve) => ({
  ...ITEM_DEFAULTS,
  ...item,
  media: renderMedia(item.media, resolve),
});

function renderMedia(media: { url: string }, resolve: Resolve): object {
  const file = resolve(media.url);
  if (!file) return { id: '0', proxy_url: media.url, ...media };
  const { id, url, proxy_url, width = null, height = null, content_type } = file;
  return { id, url, proxy_url, width, height, content_type, attachment_id: id };
}

/** An embed as Discord sends it back, with files in place of their names. */
export function renderEmbed(embed: object, resolve: Resolve): object {
  const entries = Object.entries(embed).map(([key, value]) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [key, value];
    const shown = resolve('url' in value ? String(value.url) : '');
    const icon = 'icon_url' in value ? resolve(String(value.icon_url)) : undefined;
    const { url, proxy_url, width, height, content_type } = shown ?? {};
    return [
      key,
      {
        ...value,
        ...(shown ? { url, proxy_url, content_type, ...(width === undefined ? {} : { width, height }) } : {}),
        ...(icon ? { icon_url: icon.url, proxy_icon_url: icon.proxy_url } : {}),
      },
    ];
  });
  return { type: 'rich', ...Object.fromEntries(entries) };
}
