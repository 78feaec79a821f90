import { type APIEmbed, ComponentType, MessageFlags } from 'discord-api-types/v10';
import { ApiError, type BodyError, invalidBody } from '../api-error.ts';
import { blank, type MessageBody, SENDER_FLAGS, type Writable } from '../message-body.ts';
import { componentErrors, placed } from './components.ts';
import { broken } from './rule.ts';

const CONTENT_LENGTH_MAX = 2000;
const EMBED_CHARACTERS_MAX = 6000;
const DISPLAY_CHARACTERS_MAX = 4000;
const ROWS_MAX = 5;
/** Components that need no IS_COMPONENTS_V2. */
const CLASSIC_TOP: readonly number[] = [ComponentType.ActionRow];

/**
 * Refuses what Discord refuses about a message: `body` as it came (at `place` of the request), `parts` as the message
 * would be, `before` as it is so far.
 */
export function checkMessage(
  body: MessageBody,
  parts: Writable,
  { place = [], before = blank }: { place?: readonly PropertyKey[]; before?: Writable } = {},
): void {
  const errors = [
    ...flagErrors(body),
    ...partErrors(parts),
    ...embedErrors(parts.embeds),
    ...componentErrors(parts.components),
    ...fileErrors(body, parts, before),
  ];
  if (errors.length > 0) throw invalidBody(errors.map((error) => ({ ...error, path: [...place, ...error.path] })));
  const { content, embeds, components, attachments } = parts;
  if (!content.trim() && embeds.length + components.length + attachments.length === 0) {
    throw new ApiError(400, 50_006, 'Cannot send an empty message');
  }
}

/** A deferral shows nothing yet, so only its visibility can be chosen. */
export function checkDeferral({ flags }: MessageBody): void {
  if (((flags ?? 0) & ~MessageFlags.Ephemeral) === 0) return;
  throw invalidBody([broken(['data', 'flags'], 'INTERACTION_DEFER_FLAGS', 'A deferral takes no flag but EPHEMERAL')]);
}

function flagErrors({ flags }: MessageBody): BodyError[] {
  if (((flags ?? 0) & ~SENDER_FLAGS) === 0) return [];
  return [broken(['flags'], 'MESSAGE_FLAGS_INVALID', 'These flags cannot be set by the sender')];
}

function partErrors({ content, embeds, components, flags }: Writable): BodyError[] {
  if ((flags & MessageFlags.IsComponentsV2) !== 0) return modernErrors({ content, embeds, components });
  const errors: BodyError[] = [];
  if (content.length > CONTENT_LENGTH_MAX) {
    errors.push(broken(['content'], 'BASE_TYPE_MAX_LENGTH', `Must be ${CONTENT_LENGTH_MAX} or fewer in length.`));
  }
  if (components.length > ROWS_MAX) {
    errors.push(broken(['components'], 'BASE_TYPE_BAD_LENGTH', `Must be between 1 and ${ROWS_MAX} in length.`));
  }
  components.forEach(({ type }, index) => {
    if (CLASSIC_TOP.includes(type)) return;
    const message = 'This component needs the flag IS_COMPONENTS_V2';
    errors.push(broken(['components', index, 'type'], 'UNION_TYPE_CHOICES', message));
  });
  return errors;
}

function modernErrors({
  content,
  embeds,
  components,
}: Pick<Writable, 'content' | 'embeds' | 'components'>): BodyError[] {
  const code = 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2';
  const message = 'The field cannot be used with the flag IS_COMPONENTS_V2';
  const errors: BodyError[] = [];
  if (content) errors.push(broken(['content'], code, message));
  if (embeds.length > 0) errors.push(broken(['embeds'], code, message));
  const characters = placed(components, ['components'])
    .flatMap(({ part }) => (part.type === ComponentType.TextDisplay ? [String(part.content).length] : []))
    .reduce((sum, length) => sum + length, 0);
  if (characters > DISPLAY_CHARACTERS_MAX) {
    const tooLong = `The displayable text exceeds ${DISPLAY_CHARACTERS_MAX} characters`;
    errors.push(broken(['components'], 'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED', tooLong));
  }
  return errors;
}

function embedErrors(embeds: readonly APIEmbed[]): BodyError[] {
  const errors = embeds.flatMap((embed, index) => oneEmbedErrors(embed, ['embeds', index]));
  const characters = embeds.flatMap(textsOf).reduce((sum, text) => sum + text.length, 0);
  if (characters > EMBED_CHARACTERS_MAX) {
    const message = `Embed size exceeds maximum size of ${EMBED_CHARACTERS_MAX}`;
    errors.push(broken(['embeds'], 'MAX_EMBED_SIZE_EXCEEDED', message));
  }
  return errors;
}

function oneEmbedErrors(embed: APIEmbed, path: readonly PropertyKey[]): BodyError[] {
  const isEmpty = textsOf(embed).join('').trim() === '' && !embed.image && !embed.thumbnail && !embed.video;
  const errors = isEmpty ? [broken([...path, 'description'], 'BASE_TYPE_REQUIRED', 'This field is required')] : [];
  (embed.fields ?? []).forEach(({ name, value }, index) => {
    if (!name.trim())
      errors.push(broken([...path, 'fields', index, 'name'], 'BASE_TYPE_REQUIRED', 'This field is required'));
    if (!value.trim())
      errors.push(broken([...path, 'fields', index, 'value'], 'BASE_TYPE_REQUIRED', 'This field is required'));
  });
  return errors;
}

/** Everything that an embed lets one read. */
export const textsOf = ({ title, description, author, footer, fields }: APIEmbed): string[] => [
  title ?? '',
  description ?? '',
  author?.name ?? '',
  footer?.text ?? '',
  ...(fields ?? []).flatMap(({ name, value }) => [name, value]),
];

/** Every `attachment://` names a file of the message, every listed attachment exists, and components show every upload. */
function fileErrors(
  body: MessageBody,
  { embeds, components, attachments, flags }: Writable,
  before: Writable,
): BodyError[] {
  const names = new Set(attachments.map(({ filename }) => filename));
  const named = [...namedFiles(embeds, ['embeds']), ...namedFiles(components, ['components'])];
  const errors = named.flatMap(({ name, path }) =>
    names.has(name)
      ? []
      : [
          broken(
            path,
            'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND',
            'The referenced attachment was not found',
          ),
        ],
  );
  if (body.attachments && body.attachments.length !== attachments.length) {
    errors.push(
      broken(
        ['attachments'],
        'ATTACHMENT_NOT_FOUND',
        'A listed attachment is neither uploaded nor part of the message',
      ),
    );
  }
  if ((flags & MessageFlags.IsComponentsV2) === 0) return errors;
  // Nothing but a component shows a file then, so an upload that none names would be lost.
  attachments.forEach(({ id, filename }, index) => {
    if (before.attachments.some((kept) => kept.id === id) || named.some(({ name }) => name === filename)) return;
    const message = `No component shows the file ${filename}`;
    errors.push(broken(['attachments', index], 'ATTACHMENT_NOT_REFERENCED', message));
  });
  return errors;
}

function namedFiles(value: unknown, path: readonly PropertyKey[]): { name: string; path: readonly PropertyKey[] }[] {
  if (typeof value === 'string') {
    const name = value.match(/^attachment:\/\/(.+)$/)?.[1];
    const key = path.at(-1);
    return name !== undefined && (key === 'url' || key === 'icon_url') ? [{ name, path }] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => namedFiles(inner, [...path, key]));
}
