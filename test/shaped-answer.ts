import { createHash } from 'node:crypto';
import { detailsOf } from '../bot/actions/details.ts';
import { refusalOfForm, remixModal } from '../bot/actions/remix.ts';
import { type ImagineOptions, optionsFor } from '../bot/imagine-options.ts';
import type { KnownJob } from '../bot/known-job.ts';
import { readImagine } from '../bot/prompt-language.ts';
import { RENDERERS } from '../bot/renderer.ts';
import { apologyReply, type PaintedJob, progressReply, resultReply, singleReply } from '../bot/reply.ts';
import { completeRequest } from '../bot/request.ts';
import { SETTINGS_DEFAULT, type Settings } from '../bot/settings.ts';
import { type Refusal, sentenceOf, textsFor } from '../bot/texts/texts.ts';
import { infotextOf, writeInfotext } from '../inference/infotext.ts';
import type { ImageRequest } from '../prisma/image-request.ts';
import type { ModelCard } from '../prisma/model-card.ts';
import { APOLOGIES, type Provenance } from '../prisma/outcome.ts';
import { seedOfSlot } from '../prisma/seed.ts';
import { shapedPrompt } from './shaped-prompt.ts';

/** What the bot would send, and the route that it would take. */
export type ShapedPayload =
  | { kind: 'message'; name: string; body: object; ownerId: string; files: readonly string[] }
  | { kind: 'modal'; name: string; body: object };

/** What people write in the hope that it does something. */
const HOSTILE = [
  ...['@everyone', '@here', '<@123456789012345678>', '<@!1>', '<@&2>', '<#3>', '</imagine:4>', '<t:0:R>', '<:x:5>'],
  ...['https://evil.example/a?b=c', 'http://1', 'discord.gg/abc', '[free](https://evil.example)', '<https://x.y>'],
  ...['**bold**', '__under__', '~~gone~~', '||hidden||', '`code`', '```js\n', '``````', '# big', '-# small', '> said'],
  ...[
    '>>> all',
    '* one',
    '- two',
    '1. three',
    '\\',
    '\\\\',
    '_',
    '*',
    '|',
    '🦊🦊🦊',
    '\u{1f468}\u200d\u{1f469}',
    'a\u0301\u0301\u0301\u0301',
  ],
  ...['\u202eevil', '\u2066x\u2069', '\u200b', '\ufeff', '\ud83d', '\udd8a', '\u3000', '\0', '\r\n', '\t', '\u2028'],
];
const LOCALES = ['en-US', 'de', 'fr', 'es-ES', 'ja', 'zh-CN', 'pt-BR'];
const LENGTHS = [40, 400, 1_500, 4_000, 6_000];
const STYLES = ['oil', 'unheard of', null, null, null];
const OWNER_ID = '1300000000000000201';

const card: ModelCard = {
  name: 'emoji_[x](y)',
  title: 'Emoji',
  licence: 'MIT',
  hash: 'a'.repeat(64),
  sizeMultiple: 32,
  sizes: [[96, 96]],
  promptTokensMax: 24,
  startsFromImages: true,
  tiles: true,
  defaults: { steps: 20, guidanceScale: 3, scheduler: 'DPMSolverMultistep' },
  schedulers: ['DPMSolverMultistep', 'EulerDiscrete'],
};
const settings: Settings = {
  ...SETTINGS_DEFAULT,
  promptLengthMax: 6_000,
  negativeLengthMax: 6_000,
  costMax: 10_000,
  permutationsMax: 40,
  // So many that a sentence cannot name them all.
  styles: Object.fromEntries(
    ['oil', ...Array.from({ length: 100 }, (_, index) => `a style of some length ${index}`)].map((name) => [
      name,
      { prompt: '{prompt}, **oil** on https://canvas.example', negativePrompt: '@here' },
    ]),
  ),
};

/** Words of every shape and ill will; the same number gives the same words. */
export function shapedWords(number: number): string {
  const digest = createHash('sha256').update(String(number)).digest();
  const [shape = 0, length = 0, ...picks] = digest;
  const hostile = picks.slice(0, 1 + (shape % 12)).map((pick) => HOSTILE[pick % HOSTILE.length] ?? '');
  const words = [...hostile, shapedPrompt(number)].join(shape % 3 === 0 ? '' : ' ');
  const wanted = LENGTHS[length % LENGTHS.length] ?? 40;
  // One in four is as long as it may be, with nothing but one hostile piece over and over.
  const shaped = shape % 4 === 0 ? (hostile[0] ?? 'x').repeat(wanted) : words;
  const cut = shaped.slice(0, wanted);
  // Refused without a second look, so most do without them.
  return number % 8 === 0 ? cut : cut.replace(/[\0\p{Cs}]/gu, '');
}

/** Everything that the bot would say about words of this number: the refusal, or each kind of answer in each form. */
export function* shapedPayloads(number: number): Generator<ShapedPayload> {
  const texts = textsFor(LOCALES[number % LOCALES.length] ?? 'en-US');
  const words = shapedWords(number);
  const options = optionsFor(words, {
    negative: shapedWords(number + 1),
    style: STYLES[number % STYLES.length] ?? null,
  });
  const readings = readImagine(options);
  if (!readings.ok) yield refusalPayload(readings.refusal);
  // What cannot be read as flags still comes in as words: by Remix, and from an earlier version.
  const [reading] = readings.ok ? readings.value : [{ options, notices: [], stylize: null }];
  if (!reading) throw new RangeError(`expected a reading of the words ${number}`);
  const request = requestFor(reading.options, number);
  if ('code' in request) yield refusalPayload(request);
  else yield* answers(jobFor(request, { ...reading.options, notices: reading.notices }, number), words, texts);
}

function requestFor(options: ImagineOptions, number: number): ImageRequest | Refusal {
  const surroundings = { settings, models: [card], randomSeed: 4_294_967_290 + (number % 6) };
  const completed = completeRequest({ ...options, model: null, scheduler: null }, surroundings);
  return completed.ok ? completed.value : completed.refusal;
}

function* answers(
  job: KnownJob & { provenance: Provenance },
  words: string,
  texts: ReturnType<typeof textsFor>,
): Generator<ShapedPayload> {
  const { id, request, provenance, isSpoiler } = job;
  const seeds = Array.from({ length: request.count }, (_, slot) => seedOfSlot(request.seed, slot));
  const painted: PaintedJob = {
    id,
    userId: job.userId,
    request,
    provenance,
    seeds,
    isSpoiler,
    hidden: seeds.length % 3,
    isTrainedSize: seeds.length % 2 === 0,
    promptNotices: job.asked?.notices ?? [],
    lineage: { action: 'rerun', parentId: id, proof: { verdict: 'close', because: 'batch' } },
  };
  const png = Buffer.from('png');
  const slot = request.count - 1;
  const seed = seeds.at(-1) ?? 0;
  const apology = APOLOGIES[words.length % APOLOGIES.length] ?? 'painting_failed';
  for (const renderer of RENDERERS) {
    const replies = {
      result: resultReply(painted, { name: 'grid.webp', data: png }, texts, renderer),
      single: singleReply({ jobId: id, isSpoiler, request, slot, seed, png }, texts, renderer),
      apology: apologyReply(apology, id, texts, renderer),
      progress: progressReply(texts.words.queued({ position: words.length }), id, texts, renderer),
    };
    for (const [name, { body, files }] of Object.entries(replies)) {
      yield message(
        `${name}, ${renderer}`,
        body,
        files.map((file) => file.name),
      );
    }
  }
  const parameters = writeInfotext(
    infotextOf({ request, slot, seed, variationSeed: null, modelHash: card.hash, version: '0.1.0' }),
  );
  const image = { slot: 0, seed, width: 96, height: 96, png, pixelSha256: '', parameters, isFlagged: null };
  const { content } = detailsOf(job, [image], 0, texts);
  yield message('details', { content, allowed_mentions: { parse: [] } }, []);
  const formless = refusalOfForm(job);
  if (formless) yield refusalPayload(formless);
  else yield { kind: 'modal', name: 'remix', body: remixModal(job, slot, 'en-US') };
}

const message = (name: string, body: object, files: readonly string[]): ShapedPayload => ({
  kind: 'message',
  name,
  body,
  files,
  ownerId: OWNER_ID,
});

const refusalPayload = (refusal: Refusal): ShapedPayload =>
  message('refusal', { content: sentenceOf(textsFor('en-US'), refusal), allowed_mentions: { parse: [] } }, []);

function jobFor(request: ImageRequest, asked: KnownJob['asked'], number: number) {
  const ignored = shapedWords(number + 2);
  const codes = ['prompt_truncated', 'negative_prompt_truncated', 'negative_prompt_truncated', 'prompt_truncated'];
  const provenance: Provenance = {
    modelHash: card.hash,
    device: 'cuda:0 NVIDIA H100 80GB HBM3',
    runtime: { easel: '0.1.0', onnxruntime: '1.30.0', node: '24.11.1', cuda: '12.9', driver: '580.95.05' },
    rowsMax: 8,
    notices: codes.slice(number % 5).map((code) => ({ code, values: { ignored } })),
    queuedMs: 900_000,
    inferenceMs: 123_456,
    unetMs: 100_000,
  };
  const hash = createHash('md5').update(String(number)).digest('hex');
  const id = hash.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  return {
    id,
    state: 'answered',
    guildId: '1',
    channelId: '2',
    userId: OWNER_ID,
    action: 'rerun',
    parentId: id,
    parentSlot: 0,
    request,
    asked,
    isPrivate: false,
    isSpoiler: number % 7 === 0,
    apology: null,
    provenance,
    safety: 'block' as const,
    messageId: null,
    createdAt: new Date(0),
  };
}
