import {
  CreateMessageInteractionCallbackRequestSchema,
  IncomingWebhookUpdateRequestPartialSchema,
  ModalInteractionCallbackRequestSchema,
} from 'discord-api-spec/zod';
import type { APIModalInteractionResponseCallbackData } from 'discord-api-types/v10';
import { ComponentType, InteractionResponseType } from 'discord-api-types/v10';
import { ApiError } from './discord/api-error.ts';
import { Clock } from './discord/clock.ts';
import { blank, type MessageBody, written } from './discord/message-body.ts';
import { type Part, partsOf } from './discord/message-view.ts';
import { checkMessage } from './discord/rules/messages.ts';
import { checkModal } from './discord/rules/modals.ts';
import { Snowflakes } from './discord/snowflake.ts';
import { violations } from './discord/validation.ts';
import type { ShapedPayload } from './shaped-answer.ts';

const ALT_MAX = 1_024;
const LABEL_MAX = 80;
const CUSTOM_ID_MAX = 100;

/** Everything for which Discord would refuse a payload, or for which somebody could be pinged, linked or misled by it. */
export function faultsOf(payload: ShapedPayload): string[] {
  const faults = [...unspecified(payload), ...refused(payload), ...illFormed(payload.body), ...tooLong(payload.body)];
  if (payload.kind === 'modal') return faults;
  // A refusal repeats a person's own words to that person alone.
  return [...faults, ...pings(payload.body), ...(payload.name === 'refusal' ? [] : liveTexts(payload))];
}

/** Not as Discord's specification has it. */
function unspecified({ kind, body }: ShapedPayload): string[] {
  const schema = kind === 'modal' ? ModalInteractionCallbackRequestSchema : IncomingWebhookUpdateRequestPartialSchema;
  const sent = kind === 'modal' ? { type: InteractionResponseType.Modal, data: body } : body;
  const asReply = { type: InteractionResponseType.ChannelMessageWithSource, data: body };
  const errors = [
    ...violations(schema, sent),
    ...(kind === 'modal' ? [] : violations(CreateMessageInteractionCallbackRequestSchema, asReply)),
  ];
  return errors.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);
}

/** Against the rules that the specification does not state. */
function refused(payload: ShapedPayload): string[] {
  try {
    if (payload.kind === 'modal') checkModal(payload.body as APIModalInteractionResponseCallbackData);
    else {
      const body = payload.body as MessageBody;
      const snowflakes = new Snowflakes(new Clock());
      const files = new Map(
        payload.files.map((filename, index) => [
          String(index),
          { filename, contentType: 'image/png', bytes: Buffer.alloc(0) },
        ]),
      );
      checkMessage(body, written(blank, { body, files, channelId: '1', snowflakes }));
    }
    return [];
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return [JSON.stringify(error)];
  }
}

/** Half of a surrogate pair, which JSON may carry and Discord does not take. */
const illFormed = (body: object): string[] =>
  stringsOf(body).flatMap((text) => (/\p{Cs}/u.test(text) ? [`half a character in ${JSON.stringify(text)}`] : []));

function tooLong(body: object): string[] {
  const parts = partsOf((body as { components?: unknown }).components);
  const media = parts.flatMap(({ items }) => (items as { description: string }[] | undefined) ?? []);
  const { attachments = [] } = body as { attachments?: { description?: string }[] };
  const alts = [...media, ...attachments].map(({ description = '' }) => description);
  const isButton = ({ type }: Part) => type === ComponentType.Button;
  return [
    // An emoji alone says nothing to a screen reader.
    ...parts
      .filter((part) => isButton(part) && !part.label)
      .map(({ custom_id }) => `no words on the button ${custom_id}`),
    ...alts.filter((alt) => alt.length > ALT_MAX).map((alt) => `an alt text of ${alt.length} characters`),
    ...parts.filter(({ label = '' }) => String(label).length > LABEL_MAX).map(({ label }) => `the label ${label}`),
    ...parts
      .filter((part) => String(part.custom_id ?? '').length > CUSTOM_ID_MAX)
      .map((part) => `the id ${part.custom_id}`),
  ];
}

function pings(body: object): string[] {
  const { allowed_mentions } = body as { allowed_mentions?: { parse?: unknown[] } };
  return JSON.stringify(allowed_mentions) === '{"parse":[]}' ? [] : ['mentions may ping'];
}

/** Markdown that works in what people read. */
function liveTexts({ body, ...payload }: ShapedPayload): string[] {
  const { content = '', embeds = [], components } = body as MessageBody;
  const displays = partsOf(components).filter(({ type }: Part) => type === ComponentType.TextDisplay);
  const texts = [
    content ?? '',
    ...(embeds ?? []).map(({ description = '' }) => description),
    ...displays.map(({ content: text }) => String(text)),
  ];
  const owner = 'ownerId' in payload ? payload.ownerId : '';
  return texts.flatMap((text) => {
    const live = liveMarkdown(text, owner);
    return live === null ? [] : [`live ${JSON.stringify(live)} in ${JSON.stringify(text)}`];
  });
}

const OWN_BLOCK = /^```\n(?:(?!```)[\s\S])*\n```(?:\n|$)/;
const ESCAPED = /\\[!-/:-@[-`{-~]/g;
const LIVE = /<|>|@|[*_~`|\\[\]]|https?:\/\/|discord\.gg|^\s*(?:#{1,3}|-#?|\+|\d+\.)\s|[^\P{C}\n]/mu;

/** What of a text Discord would format, link or mention besides the bot's own markdown; null for nothing. */
export function liveMarkdown(text: string, ownerId: string): string | null {
  const bare = text
    .replace(OWN_BLOCK, '')
    .replace(ESCAPED, '·')
    .replaceAll(`<@${ownerId}>`, '')
    .replace(/<t:\d+:[RfFdDtT]>/g, '')
    .replace(/^\*\*([\s\S]*?)\*\*/, '$1')
    .replace(/^-# /gm, '');
  return LIVE.exec(bare)?.[0] ?? null;
}

function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(stringsOf);
}
