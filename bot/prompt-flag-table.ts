import { SCHEDULER_LABELS, SCHEDULER_NAMES } from '../prisma/scheduler-name.ts';

/**
 * What a flag takes. A text goes on until the next flag; the others are one word, behind which the prompt may go on; a
 * switch needs no value at all.
 */
export type FlagKind = 'number' | 'ratio' | 'size' | 'text' | 'scheduler' | 'switch';

export interface Flag {
  kind: FlagKind;
  /** Without dashes, in lower case, Easel's own name first. */
  names: readonly [string, ...string[]];
  /** How it is written, for somebody who wrote it wrong. */
  example: string;
}

/**
 * The flags of a prompt, by the option of `/imagine` that each of them is. Those of Midjourney keep its names beside
 * Easel's. `stylize`, `chaos` and `repeat` are flags only: the first two in Midjourney's scales (prompt-scales.ts), the
 * third a number of jobs.
 */
export const FLAGS = {
  aspect: { kind: 'ratio', names: ['aspect', 'ar'], example: '--ar 16:9' },
  negative: { kind: 'text', names: ['negative', 'no'], example: '--no red, blue' },
  seed: { kind: 'number', names: ['seed'], example: '--seed 7' },
  steps: { kind: 'number', names: ['steps'], example: '--steps 30' },
  guidance: { kind: 'number', names: ['guidance', 'cfg'], example: '--guidance 6.5' },
  count: { kind: 'number', names: ['count'], example: '--count 2' },
  size: { kind: 'size', names: ['size'], example: '--size 512x768' },
  scheduler: { kind: 'scheduler', names: ['scheduler', 'sampler'], example: '--scheduler Euler a' },
  model: { kind: 'text', names: ['model'], example: '--model emoji' },
  style: { kind: 'text', names: ['style'], example: '--style watercolour' },
  strength: { kind: 'number', names: ['strength'], example: '--strength 0.6' },
  tile: { kind: 'switch', names: ['tile'], example: '--tile' },
  spoiler: { kind: 'switch', names: ['spoiler'], example: '--spoiler' },
  private: { kind: 'switch', names: ['private'], example: '--private' },
  stylize: { kind: 'number', names: ['stylize', 's'], example: '--stylize 250' },
  chaos: { kind: 'number', names: ['chaos', 'c'], example: '--chaos 20' },
  repeat: { kind: 'number', names: ['repeat', 'r'], example: '--repeat 3' },
} as const satisfies Record<string, Flag>;

export type FlagOption = keyof typeof FLAGS;

type ValueOf<K extends FlagKind> = K extends 'number' ? number : K extends 'switch' ? boolean : string;

/** The values of flags, by option. */
export type FlagValues = { [O in FlagOption]: ValueOf<(typeof FLAGS)[O]['kind']> };

export const FLAG_OPTIONS = Object.keys(FLAGS) as FlagOption[];

const OPTION_BY_NAME: ReadonlyMap<string, FlagOption> = new Map(
  FLAG_OPTIONS.flatMap((option) => FLAGS[option].names.map((name) => [name, option] as const)),
);

/** Every name that a flag may have. */
export const FLAG_NAMES: readonly string[] = [...OPTION_BY_NAME.keys()];

/** The option that a flag's name (lower case, no dashes) stands for, or null. */
export const optionOf = (name: string): FlagOption | null => OPTION_BY_NAME.get(name) ?? null;

/** What Midjourney's other flags are about, and so which sentence says what to do instead. */
export type ForeignTopic =
  | 'version'
  | 'quality'
  | 'weird'
  | 'reference'
  | 'taste'
  | 'speed'
  | 'side'
  | 'video'
  | 'visibility'
  | 'same_seed'
  | 'upscaler';

const FOREIGN: Record<ForeignTopic, string> = {
  version: 'v version niji beta test testp hd creative draft',
  quality: 'q quality stop',
  weird: 'w weird exp',
  reference: 'iw image sref sw sv cref cw oref ow',
  taste: 'raw p profile personalize personalise',
  speed: 'fast relax turbo',
  side: 'h width height',
  video: 'video motion loop end bs',
  visibility: 'stealth public',
  same_seed: 'sameseed',
  upscaler: 'uplight upbeta upanime',
};

const TOPIC_BY_NAME: ReadonlyMap<string, ForeignTopic> = new Map(
  Object.entries(FOREIGN).flatMap(([topic, names]) =>
    names.split(' ').map((name) => [name, topic as ForeignTopic] as const),
  ),
);

/** The topic of a flag that Midjourney knows and Easel does not, or null. */
export const foreignTopicOf = (name: string): ForeignTopic | null => TOPIC_BY_NAME.get(name) ?? null;

/**
 * Reads a value as it was typed, and gives different spellings of one value one form, so that an option and a flag can
 * be compared: `32:18` is `16:9`, `96 × 64` is `96x64`, `euler a` is `EulerAncestralDiscrete`. Null: malformed. What is
 * well formed but too large or unknown is left to completeRequest, which knows the limits.
 */
export function readFlagValue(kind: FlagKind, typed: string): string | number | boolean | null {
  if (kind === 'text') return typed;
  const text = typed.normalize('NFKC'); // full-width digits and colons, as Japanese and Chinese keyboards type them
  if (kind === 'number') return readNumber(text.replace('\u2212', '-'));
  if (kind === 'switch') return readSwitch(text);
  if (kind === 'ratio') return readRatio(text);
  return kind === 'size' ? readSize(text) : readScheduler(text);
}

const readNumber = (text: string): number | null => (/^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : null);

function readSwitch(text: string): boolean | null {
  if (/^(?:true|yes|on)$/i.test(text)) return true;
  return /^(?:false|no|off)$/i.test(text) ? false : null;
}

function readRatio(text: string): string | null {
  const match = /^(\d{1,5}):(\d{1,5})$/.exec(text);
  const [across, down] = [Number(match?.[1]), Number(match?.[2])];
  if (!(across > 0 && down > 0)) return null;
  const divisor = greatestCommonDivisor(across, down);
  return `${across / divisor}:${down / divisor}`;
}

const greatestCommonDivisor = (a: number, b: number): number => (b === 0 ? a : greatestCommonDivisor(b, a % b));

function readSize(text: string): string | null {
  const match = /^(\d{1,5})\s*[x×*]\s*(\d{1,5})$/i.exec(text);
  return match ? `${Number(match[1])}x${Number(match[2])}` : null;
}

/** An unknown one stays as it is: completeRequest answers with the list of those that the model has. */
function readScheduler(text: string): string {
  const wanted = text.toLowerCase();
  return (
    SCHEDULER_NAMES.find((name) => [name, SCHEDULER_LABELS[name]].some((known) => known.toLowerCase() === wanted)) ??
    text
  );
}
