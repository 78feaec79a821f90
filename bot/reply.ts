import type { ImageRequest } from '../prisma/image-request.ts';
import type { Apology, Provenance } from '../prisma/outcome.ts';
import { SCHEDULER_LABELS } from '../prisma/scheduler-name.ts';
import type { Reply } from './discord.ts';
import type { PromptNotice } from './imagine-options.ts';
import { ALT_TEXT_MAX, NOTICES_SHOWN_MAX, PROMPT_SHOWN_MAX } from './limits.ts';
import { type Renderer, render, type Shown } from './renderer.ts';
import type { RerunProof } from './rerun-proof.ts';
import { resultRows, singleRow, waitingRow } from './result-buttons.ts';
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
  /** Pictures that stand in the grid as a grey square. */
  hidden: number;
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

/** Painted images → the answer: prompt, grid, parameters and buttons. */
export function resultReply(job: PaintedJob, grid: File, texts: Texts, renderer: Renderer): Reply {
  const { id, request, seeds, isSpoiler } = job;
  const { count } = request;
  const prompt = plainUserText(request.prompt, ALT_TEXT_MAX / 2);
  const alt = texts.words.alt({
    count,
    prompt,
    size: sizeText(request),
    seeds: `${texts.words.seed} ${seeds.join(', ')}`,
  });
  const shown = {
    heading: `**${showUserText(request.prompt, PROMPT_SHOWN_MAX)}** — <@${job.userId}>`,
    picture: { ...grid, alt, isSpoiler },
    lines: [parameterLine(job, texts), ...lineageLine(job, texts), ...noticeLines(job, texts)],
    rows: resultRows(id, count, texts),
    isFramed: true,
  };
  return render(shown, renderer);
}

/** One original, alone and unchanged. */
export function singleReply(
  v: { jobId: string; isSpoiler: boolean; request: ImageRequest; slot: number; seed: number; png: Uint8Array },
  texts: Texts,
  renderer: Renderer,
): Reply {
  const { jobId, isSpoiler, request, slot, seed, png } = v;
  const number = slot + 1;
  const size = sizeText(request);
  const prompt = plainUserText(promptOf(request, slot), ALT_TEXT_MAX / 2);
  const shown = {
    heading: `**${showUserText(promptOf(request, slot), PROMPT_SHOWN_MAX)}**`,
    picture: {
      name: `seed-${seed}.png`,
      data: png,
      alt: texts.words.altSingle({ number, prompt, size, seed }),
      isSpoiler,
    },
    lines: [`${texts.words.single({ number })} · ${texts.words.seed} ${seed} · ${size}`],
    rows: [singleRow(jobId, slot, texts)],
    isFramed: false,
  };
  return render(shown, renderer);
}

/** A sentence alone, in place of what was there. */
export const passingReply = (sentence: string, renderer: Renderer): Reply => render(passing(sentence), renderer);

/** Why there is no picture. */
export const apologyReply = (apology: Apology, jobId: string, texts: Texts, renderer: Renderer): Reply =>
  render({ ...passing(texts.apologies[apology]()), lines: [shortId(jobId)] }, renderer);

/** The waiting message, which somebody may take back. */
export const progressReply = (
  sentence: string,
  jobId: string,
  texts: Texts,
  renderer: Renderer,
  preview: Uint8Array | null = null,
): Reply =>
  render({ ...passing(sentence), picture: previewOf(preview, texts), rows: [waitingRow(jobId, texts)] }, renderer);

const previewOf = (preview: Uint8Array | null, { words }: Texts): Shown['picture'] =>
  preview === null ? null : { name: 'preview.webp', data: preview, alt: words.preview, isSpoiler: false };

const passing = (heading: string): Shown => ({ heading, picture: null, lines: [], rows: [], isFramed: false });

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

/** `Rerun of #7f3k2: exact ✓`; nothing for what somebody typed. */
function lineageLine({ lineage }: PaintedJob, { details, words }: Texts): string[] {
  if (lineage === null) return [];
  const { action, parentId, proof } = lineage;
  const origin = details.parent({ action: details.actions[action] ?? action, id: shortId(parentId) });
  if (proof === null) return [origin];
  const verdict =
    proof.verdict === 'close' ? words.close({ because: words.because[proof.because] }) : words[proof.verdict];
  return [`${origin}: ${verdict}`];
}

/** What the person should know about how it was read and painted; as many as fit, and the number of the others. */
function noticeLines(
  { request, provenance, isTrainedSize, promptNotices, hidden }: PaintedJob,
  texts: Texts,
): string[] {
  const told = [...promptNotices, ...provenance.notices].map((notice) => noticeOf(texts, notice));
  const known = [
    ...(hidden === 0 ? [] : [texts.notices.pictures_hidden({ hidden })]),
    ...told.filter((notice) => notice !== null),
  ];
  const size = { size: sizeText(request), model: request.model };
  const all = isTrainedSize ? known : [texts.notices.size_untrained(size), ...known];
  const shown = all.slice(0, NOTICES_SHOWN_MAX).map((notice) => `⚠ ${showUserText(notice, PROMPT_SHOWN_MAX)}`);
  return all.length > shown.length ? [...shown, `⚠ +${all.length - shown.length}`] : shown;
}

/** The prompt of one picture: with a prompt matrix each has its own. */
const promptOf = ({ prompt, prompts }: ImageRequest, slot: number): string => prompts?.[slot] ?? prompt;
