import {
  type APIButtonComponentWithCustomId,
  type APIMediaGalleryComponent,
  type APIMessageTopLevelComponent,
  ButtonStyle,
  ComponentType,
  MessageFlags,
} from 'discord.js';
import type { ImageRequest } from '../prisma/image-request.ts';
import type { Apology, Provenance } from '../prisma/outcome.ts';
import { SCHEDULER_LABELS } from '../prisma/scheduler-name.ts';
import { encodeButtonId } from './custom-id.ts';
import type { Reply } from './discord.ts';
import { ALT_TEXT_MAX, PROMPT_SHOWN_MAX } from './limits.ts';
import { sizeText } from './size.ts';
import { noticeOf, type Texts } from './texts/texts.ts';
import { plainUserText, showUserText } from './user-text.ts';

/** A painted job, as far as its answer shows it. */
export interface PaintedJob {
  id: string;
  userId: string;
  request: ImageRequest;
  provenance: Provenance;
  seeds: readonly number[];
  isTrainedSize: boolean;
}

interface File {
  name: string;
  data: Buffer | Uint8Array;
}

/** The last five characters of the id, for people: `#7f3k2`. */
export const shortId = (jobId: string): string => `#${jobId.slice(-5)}`;

/** Painted images → the answer: one container with prompt, grid, parameters and buttons. */
export function resultReply(job: PaintedJob, grid: File, texts: Texts): Reply {
  const { request, seeds } = job;
  const { count } = request;
  const prompt = plainUserText(request.prompt, ALT_TEXT_MAX / 2);
  const alt = texts.words.alt({
    count,
    prompt,
    size: sizeText(request),
    seeds: `${texts.words.seed} ${seeds.join(', ')}`,
  });
  const notices = noticesOf(job, texts).map((notice) => `\n-# ⚠ ${showUserText(notice, PROMPT_SHOWN_MAX)}`);
  return message(
    [
      {
        type: ComponentType.Container,
        components: [
          text(`**${showUserText(request.prompt, PROMPT_SHOWN_MAX)}** — <@${job.userId}>`),
          gallery(grid.name, alt),
          text(`-# ${parameterLine(job, texts)}${notices.join('')}`),
          row([...slotButtons(job, 'U', 'upscale'), button(job.id, 'reroll', 0, texts.words.reroll, '🔄')]),
          row([...slotButtons(job, 'V', 'variation'), button(job.id, 'rerun', 0, texts.words.rerun, '♻️')]),
        ],
      },
    ],
    [grid],
  );
}

/** One original, alone and unchanged. */
export function singleReply(
  v: { request: ImageRequest; slot: number; seed: number; png: Uint8Array },
  texts: Texts,
): Reply {
  const { request, slot, seed } = v;
  const name = `seed-${seed}.png`;
  const number = slot + 1;
  const prompt = plainUserText(request.prompt, ALT_TEXT_MAX / 2);
  const caption = `-# ${texts.words.single({ number })} · ${texts.words.seed} ${seed} · ${sizeText(request)}`;
  return message(
    [
      text(`**${showUserText(request.prompt, PROMPT_SHOWN_MAX)}**`),
      gallery(name, texts.words.altSingle({ number, prompt, size: sizeText(request), seed })),
      text(caption),
    ],
    [{ name, data: v.png }],
  );
}

export const apologyReply = (apology: Apology, jobId: string, texts: Texts): Reply =>
  message([text(`${texts.apologies[apology]()}\n-# ${shortId(jobId)}`)], []);

export const progressReply = (sentence: string): Reply => message([text(sentence)], []);

/** `seed 7 · 96×96 · 20 steps · guidance 3 · DPM++ 2M · emoji · 1.3 s · #7f3k2` */
function parameterLine({ id, request, provenance, seeds }: PaintedJob, texts: Texts): string {
  const { words } = texts;
  const parts = [
    `${words.seed} ${seeds[0]}`,
    sizeText(request),
    words.steps({ steps: request.steps }),
    words.guidance({ guidance: request.guidanceScale }),
    SCHEDULER_LABELS[request.scheduler],
    showUserText(request.model, 40),
    `${(provenance.inferenceMs / 1000).toFixed(1)} s`,
    shortId(id),
  ];
  if (request.variation) parts.splice(1, 0, words.variation({ strength: request.variation.strength }));
  return parts.join(' · ');
}

function noticesOf({ request, provenance, isTrainedSize }: PaintedJob, texts: Texts): string[] {
  const fromWorker = provenance.notices.map((notice) => noticeOf(texts, notice)).filter((notice) => notice !== null);
  if (isTrainedSize) return fromWorker;
  return [texts.notices.size_untrained({ size: sizeText(request), model: request.model }), ...fromWorker];
}

const message = (components: APIMessageTopLevelComponent[], files: readonly File[]): Reply => ({
  body: {
    flags: MessageFlags.IsComponentsV2,
    components,
    attachments: files.map(({ name }, id) => ({ id: String(id), filename: name })),
    allowed_mentions: { parse: [] },
  },
  files: files.map(({ name, data }) => ({ name, data: Buffer.from(data) })),
});

const text = (content: string) => ({ type: ComponentType.TextDisplay, content }) as const;

const gallery = (fileName: string, alt: string): APIMediaGalleryComponent => ({
  type: ComponentType.MediaGallery,
  items: [{ media: { url: `attachment://${fileName}` }, description: alt.slice(0, ALT_TEXT_MAX) }],
});

const row = (components: APIButtonComponentWithCustomId[]) => ({ type: ComponentType.ActionRow, components }) as const;

const slotButtons = (job: PaintedJob, letter: string, action: 'upscale' | 'variation') =>
  job.seeds.map((_, slot) => button(job.id, action, slot, `${letter}${slot + 1}`, null));

function button(
  jobId: string,
  action: Parameters<typeof encodeButtonId>[0]['action'],
  slot: number,
  label: string,
  emoji: string | null,
): APIButtonComponentWithCustomId {
  return {
    type: ComponentType.Button,
    style: ButtonStyle.Secondary,
    label,
    custom_id: encodeButtonId({ action, slot, jobId }),
    ...(emoji === null ? {} : { emoji: { name: emoji } }),
  };
}
