import type { ImageRequest } from '../prisma/image-request.ts';
import { SCHEDULER_LABELS } from '../prisma/scheduler-name.ts';

/** What A1111 calls the generation parameters of one picture, as they stand in its `parameters` chunk. */
export interface Infotext {
  prompt: string;
  negativePrompt: string;
  /** The last line's pairs in their order: `Steps`, `Sampler`, `CFG scale`, `Seed`, `Size`, … */
  settings: ReadonlyMap<string, string>;
}

/** The picture that a text is about. */
export interface InfotextSource {
  request: ImageRequest;
  /** Which of the request's pictures; each of a prompt matrix has its own words. */
  slot: number;
  seed: number;
  variationSeed: number | null;
  modelHash: string;
  version: string;
}

/** A1111 reads a last line as settings only when it has at least this many pairs. */
const PAIRS_MIN = 3;
const NEGATIVE = 'Negative prompt:';
/** A key, then a JSON string or anything up to the next comma. */
const PAIR = /(\w[\w /-]*):\s*("(?:[^"\\]|\\.)*"|[^,]*)(?:,|$)/g;

/** A1111's own order of the well-known keys, so that other tools read it back. */
export function infotextOf({ request, slot, seed, variationSeed, modelHash, version }: InfotextSource): Infotext {
  const settings = new Map<string, string>([
    ['Steps', String(request.steps)],
    ['Sampler', SCHEDULER_LABELS[request.scheduler]],
    ['CFG scale', String(request.guidanceScale)],
    ['Seed', String(seed)],
    ['Size', `${request.width}x${request.height}`],
    ['Model hash', modelHash.slice(0, 10)],
    ['Model', request.model],
  ]);
  if (request.guidanceRescale > 0) settings.set('CFG rescale', String(request.guidanceRescale));
  if (request.guidanceEnd < 1) settings.set('CFG end', String(request.guidanceEnd));
  if (request.imageToImage) settings.set('Denoising strength', String(request.imageToImage.strength));
  if (request.tile) settings.set('Tiling', 'True');
  if (request.variation && variationSeed !== null) {
    settings.set('Variation seed', String(variationSeed));
    settings.set('Variation seed strength', String(request.variation.strength));
  }
  settings.set('RNG', request.noise === 'cuda' ? 'NV' : 'CPU');
  settings.set('Version', version);
  return { prompt: request.prompts?.[slot] ?? request.prompt, negativePrompt: request.negativePrompt, settings };
}

/** The `parameters` text: prompt, negative prompt, settings, each on lines of their own. */
export function writeInfotext({ prompt, negativePrompt, settings }: Infotext): string {
  const pairs = [...settings].map(([key, value]) => `${key}: ${quoted(value)}`).join(', ');
  return [prompt, ...(negativePrompt === '' ? [] : [`${NEGATIVE} ${negativePrompt}`]), pairs].join('\n');
}

/** Reads a `parameters` text as A1111 does. A text without settings is all prompt. */
export function parseInfotext(text: string): Infotext {
  const lines = text.split('\n');
  const pairs = [...(lines.at(-1) ?? '').matchAll(PAIR)];
  const hasSettings = pairs.length >= PAIRS_MIN;
  const words = (hasSettings ? lines.slice(0, -1) : lines).join('\n');
  const settings = new Map(hasSettings ? pairs.map(([, key = '', value = '']) => [key.trim(), unquoted(value)]) : []);
  const lined = `\n${words}`; // so that a text which begins with the mark is found like any other
  const at = lined.indexOf(`\n${NEGATIVE}`);
  if (at === -1) return { prompt: words, negativePrompt: '', settings };
  const negativePrompt = lined.slice(at + 1 + NEGATIVE.length).replace(/^ /, '');
  return { prompt: lined.slice(1, at), negativePrompt, settings };
}

/** A value that would end early or look like another pair is written as JSON. */
const quoted = (value: string): string => (/[,:\n"]/.test(value) ? JSON.stringify(value) : value);

function unquoted(value: string): string {
  if (!value.startsWith('"') || !value.endsWith('"')) return value.trim();
  try {
    return String(JSON.parse(value));
  } catch (error) {
    if (error instanceof SyntaxError) return value;
    throw error;
  }
}
