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
import { encodeButtonId, type JobButton } from './custom-id.ts';
import type { Reply } from './discord.ts';
import type { PromptNotice } from './imagine-options.ts';
import { ALT_TEXT_MAX, PROMPT_SHOWN_MAX } from './limits.ts';
import type { RerunProof } from './rerun-proof.ts';
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
  isSpoiler: boolean;
  isTrainedSize: boolean;
  /** How the prompt was read, told with the answer. */
  promptNotices: readonly PromptNotice[];
  /** Where it comes from; null for one that somebody typed. */
  lineage: { action: string; parentId: string; proof: RerunProof | null } | null;
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
          gallery(grid.name, alt, job.isSpoiler),
          text(`-# ${parameterLine(job, texts)}${lineageLine(job, texts)}${notices.join('')}`),
          ...resultRows(job, texts),
        ],
      },
    ],
    [grid],
  );
}

/** One original, alone and unchanged. */
export function singleReply(
  v: { jobId: string; isSpoiler: boolean; request: ImageRequest; slot: number; seed: number; png: Uint8Array },
  texts: Texts,
): Reply {
  const { jobId, isSpoiler, request, slot, seed } = v;
  const name = `seed-${seed}.png`;
  const number = slot + 1;
  const prompt = plainUserText(promptOf(request, slot), ALT_TEXT_MAX / 2);
  const caption = `-# ${texts.words.single({ number })} · ${texts.words.seed} ${seed} · ${sizeText(request)}`;
  return message(
    [
      text(`**${showUserText(promptOf(request, slot), PROMPT_SHOWN_MAX)}**`),
      gallery(name, texts.words.altSingle({ number, prompt, size: sizeText(request), seed }), isSpoiler),
      text(caption),
      row(singleButtons(jobId, slot, texts)),
    ],
    [{ name, data: v.png }],
  );
}

export const apologyReply = (apology: Apology, jobId: string, texts: Texts): Reply =>
  message([text(`${texts.apologies[apology]()}\n-# ${shortId(jobId)}`)], []);

/** The waiting message, which somebody may take back. */
export const progressReply = (sentence: string, jobId: string, texts: Texts): Reply =>
  message([text(sentence), row([button(jobId, 'cancel', 0, texts)])], []);

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

/** `♻️ Rerun of #7f3k2: exact ✓`, on a line of its own. */
function lineageLine({ lineage }: PaintedJob, { details, words }: Texts): string {
  if (lineage === null) return '';
  const { action, parentId, proof } = lineage;
  const origin = details.parent({ action: details.actions[action] ?? action, id: shortId(parentId) });
  if (proof === null) return `\n-# ${origin}`;
  const verdict =
    proof.verdict === 'close' ? words.close({ because: words.because[proof.because] }) : words[proof.verdict];
  return `\n-# ${origin}: ${verdict}`;
}

function noticesOf({ request, provenance, isTrainedSize, promptNotices }: PaintedJob, texts: Texts): string[] {
  const told = [...promptNotices, ...provenance.notices].map((notice) => noticeOf(texts, notice));
  const known = told.filter((notice) => notice !== null);
  if (isTrainedSize) return known;
  return [texts.notices.size_untrained({ size: sizeText(request), model: request.model }), ...known];
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

const gallery = (fileName: string, alt: string, spoiler: boolean): APIMediaGalleryComponent => ({
  type: ComponentType.MediaGallery,
  items: [{ media: { url: `attachment://${fileName}` }, description: alt.slice(0, ALT_TEXT_MAX), spoiler }],
});

const row = (components: APIButtonComponentWithCustomId[]) => ({ type: ComponentType.ActionRow, components }) as const;

/** The prompt of one picture: with a prompt matrix each has its own. */
const promptOf = ({ prompt, prompts }: ImageRequest, slot: number): string => prompts?.[slot] ?? prompt;

/** Of a grid: U and V for each picture, then what concerns all of them. A picture alone needs no U and V. */
function resultRows({ id, seeds }: PaintedJob, texts: Texts) {
  const whole = (action: JobButton) => button(id, action, 0, texts);
  const common = row([whole('rerun'), whole('details'), whole('originals'), whole('delete')]);
  if (seeds.length === 1) {
    return [row([whole('subtle'), whole('strong'), whole('enlarge'), whole('reroll'), whole('remix')]), common];
  }
  const each = (action: 'upscale' | 'variation', letter: string) =>
    seeds.map((_, slot) => button(id, action, slot, texts, `${letter}${slot + 1}`));
  return [row([...each('upscale', 'U'), whole('reroll')]), row([...each('variation', 'V'), whole('remix')]), common];
}

/** Of a picture that U showed alone. */
const singleButtons = (jobId: string, slot: number, texts: Texts) =>
  (['subtle', 'strong', 'enlarge', 'details'] as const).map((action) => button(jobId, action, slot, texts));

/** Every emoji has words beside it, for those who do not see it or do not know it. */
const EMOJI: Partial<Record<JobButton, string>> = {
  reroll: '🔄',
  remix: '✏️',
  rerun: '♻️',
  details: 'ℹ️',
  originals: '⬇️',
  delete: '🗑️',
};

function button(
  jobId: string,
  action: JobButton,
  slot: number,
  texts: Texts,
  label = labelOf(action, texts),
): APIButtonComponentWithCustomId {
  const emoji = EMOJI[action];
  return {
    type: ComponentType.Button,
    style: ButtonStyle.Secondary,
    label,
    custom_id: encodeButtonId({ action, slot, jobId }),
    ...(emoji === undefined ? {} : { emoji: { name: emoji } }),
  };
}

/** U and V are named by their picture. */
const labelOf = (action: JobButton, { buttons }: Texts): string =>
  action === 'upscale' || action === 'variation' ? '' : buttons[action];
