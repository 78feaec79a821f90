import {
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  type APIComponentInContainer,
  type APIMediaGalleryComponent,
  type APIMessageTopLevelComponent,
  ComponentType,
  MessageFlags,
} from 'discord.js';
import type { Reply } from './discord.ts';
import { ALT_TEXT_MAX } from './limits.ts';
import { cutText } from './user-text.ts';

/** How answers look: Discord's components of the second version, or a classic message with an embed. */
export const RENDERERS = ['components', 'embed'] as const;
export type Renderer = (typeof RENDERERS)[number];

/** As it is stored with a job; today's look for one that this version does not know. */
export const rendererOf = (stored: string): Renderer => RENDERERS.find((name) => name === stored) ?? 'components';

/** What an answer shows, in whichever form. */
export interface Shown {
  /** Markdown, above the picture. */
  heading: string;
  picture: Picture | null;
  /** Markdown in small print, under it. */
  lines: readonly string[];
  rows: readonly (readonly APIButtonComponentWithCustomId[])[];
  /** A result stands in a frame of its own; what is said in passing does not. */
  isFramed: boolean;
}

export interface Picture {
  name: string;
  data: Buffer | Uint8Array;
  /** For those who do not see it. */
  alt: string;
  isSpoiler: boolean;
}

/**
 * The message for Discord. A message once made of components cannot become a classic one, so all messages of a job are
 * rendered alike. The classic form exists for servers whose people use old apps, and in case Discord refuses again to
 * add an upload to a gallery by an edit, as it did in April 2025.
 */
export const render = (shown: Shown, renderer: Renderer): Reply =>
  renderer === 'components' ? asComponents(shown) : asEmbed(shown);

function asComponents({ heading, picture, lines, rows, isFramed }: Shown): Reply {
  const parts: APIComponentInContainer[] = [
    text(heading),
    ...(picture === null ? [] : [gallery(picture)]),
    ...(lines.length === 0 ? [] : [text(smallPrint(lines))]),
    ...rows.map(row),
  ];
  const components: APIMessageTopLevelComponent[] = isFramed
    ? [{ type: ComponentType.Container, components: parts }]
    : parts;
  const attachments = picture === null ? [] : [{ id: '0', filename: picture.name }];
  return { body: { flags: MessageFlags.IsComponentsV2, components, attachments, ...quiet }, files: filesOf(picture) };
}

/** An embed's picture has no alt text and cannot hide, so the attachment carries both. */
function asEmbed({ heading, picture, lines, rows }: Shown): Reply {
  const shown = picture?.isSpoiler ? { ...picture, name: `SPOILER_${picture.name}` } : picture;
  const footer = lines.length === 0 ? '' : `\n${smallPrint(lines)}`;
  const isEmbedded = shown !== null && !shown.isSpoiler;
  const embed = {
    description: `${heading}${footer}`,
    ...(isEmbedded ? { image: { url: `attachment://${shown.name}` } } : {}),
  };
  const attachments =
    shown === null ? [] : [{ id: '0', filename: shown.name, description: cutText(shown.alt, ALT_TEXT_MAX) }];
  const components = rows.map(row);
  const words = picture === null ? { content: embed.description, embeds: [] } : { content: '', embeds: [embed] };
  return { body: { ...words, components, attachments, ...quiet }, files: filesOf(shown) };
}

/** Nobody is pinged by an answer, whatever a prompt says. */
const quiet = { allowed_mentions: { parse: [] } };

const filesOf = (picture: Picture | null): Reply['files'] =>
  picture === null ? [] : [{ name: picture.name, data: Buffer.from(picture.data) }];

const smallPrint = (lines: readonly string[]): string => lines.map((line) => `-# ${line}`).join('\n');

const text = (content: string) => ({ type: ComponentType.TextDisplay, content }) as const;

const gallery = ({ name, alt, isSpoiler }: Picture): APIMediaGalleryComponent => ({
  type: ComponentType.MediaGallery,
  items: [{ media: { url: `attachment://${name}` }, description: cutText(alt, ALT_TEXT_MAX), spoiler: isSpoiler }],
});

const row = (
  components: readonly APIButtonComponentWithCustomId[],
): APIActionRowComponent<APIButtonComponentWithCustomId> => ({
  type: ComponentType.ActionRow,
  components: [...components],
});
