import { RENDERERS } from '../renderer.ts';
import { personLimits, type Settings, settingsSchema } from '../settings.ts';

/** How a setting is asked for. */
export type FieldKind =
  | { kind: 'number'; min: number; max: number; step: number | 'any'; mayBeEmpty: boolean }
  | { kind: 'text'; max: number; mayBeEmpty: boolean }
  | { kind: 'switch' }
  | { kind: 'choice'; options: readonly string[] }
  /** One of the models that the workers offer, or none. */
  | { kind: 'model' }
  /** Any of them; none ticked means all. */
  | { kind: 'models' };

export interface Field {
  /** Name in the form: a setting's key, or `everybody.waitingMax` for a part of one. */
  name: string;
  key: keyof Settings;
  label: string;
  hint: string;
  kind: FieldKind;
}

export interface Section {
  id: string;
  title: string;
  fields: readonly Field[];
}

type NumberKey = {
  [K in keyof Settings]: Settings[K] extends number ? K : never;
}[keyof Settings];

/** Bounds come from the schema, so that a page never offers what a save refuses. */
const number = (key: NumberKey, label: string, hint: string): Field => {
  const { minValue, maxValue, format } = settingsSchema.shape[key];
  const step = format?.includes('int') ? 1 : 'any';
  return {
    name: key,
    key,
    label,
    hint,
    kind: { kind: 'number', min: minValue ?? 0, max: maxValue ?? 1, step, mayBeEmpty: false },
  };
};

const limit = (part: keyof typeof personLimits.shape, label: string, hint: string): Field => {
  const schema = personLimits.shape[part];
  const mayBeEmpty = 'unwrap' in schema;
  const { minValue, maxValue } = mayBeEmpty ? schema.unwrap() : schema;
  const kind = { kind: 'number', min: minValue ?? 0, max: maxValue ?? 0, step: 1, mayBeEmpty } as const;
  return { name: `everybody.${part}`, key: 'everybody', label, hint, kind };
};

/** Everything that the settings page asks for as single fields; lists and tables have pages and forms of their own. */
export const SECTIONS: readonly Section[] = [
  {
    id: 'people',
    title: 'What one person may use',
    fields: [
      limit('waitingMax', 'Jobs waiting', 'Of one person at a time. Empty: no limit.'),
      limit('imagesPerDayMax', 'Pictures a day', 'Painted ones, counted from midnight UTC. Empty: no limit.'),
      limit('gpuSecondsPerDayMax', 'GPU-seconds a day', 'Time of the device. Empty: no limit.'),
      limit('priority', 'Priority', 'Higher is painted first. Give a role a higher one below.'),
    ],
  },
  {
    id: 'requests',
    title: 'What one request may ask for',
    fields: [
      number('promptLengthMax', 'Prompt', 'Characters.'),
      number('negativeLengthMax', 'Negative prompt', 'Characters.'),
      number('stepsMax', 'Steps', 'More than 50 is rarely seen in a picture.'),
      number('guidanceScaleMax', 'Guidance scale', 'How strictly the prompt is followed.'),
      number('pixelsMax', 'Pixels', 'Width × height of one picture: 1,048,576 is 1024 × 1024.'),
      number('costMax', 'Cost', 'Pictures × steps, twice that with guidance: 4 pictures of 20 steps are 160.'),
      number('permutationsMax', 'Jobs at once', 'That one {a, b} or --repeat may become.'),
    ],
  },
  {
    id: 'line',
    title: 'The line',
    fields: [
      number('waitingMax', 'Jobs waiting', 'Of everybody, that no worker has begun.'),
      number(
        'expiresAfterMinutes',
        'Minutes',
        'After which nobody is believed to wait any more: the job gets an apology.',
      ),
    ],
  },
  {
    id: 'defaults',
    title: 'Where nothing is said',
    fields: [
      number('countDefault', 'Pictures', 'Of one request.'),
      { name: 'modelDefault', key: 'modelDefault', label: 'Model', hint: '', kind: { kind: 'model' } },
      {
        name: 'modelsOffered',
        key: 'modelsOffered',
        label: 'Models to choose from',
        hint: 'None ticked: all of them.',
        kind: { kind: 'models' },
      },
      {
        name: 'negativeAlways',
        key: 'negativeAlways',
        label: 'Always unwanted',
        hint: 'Added to every negative prompt.',
        kind: { kind: 'text', max: 1_000, mayBeEmpty: false },
      },
      {
        name: 'noise',
        key: 'noise',
        label: 'Noise',
        hint: 'cuda: seeds give the pictures that other programs give on a GPU. cpu: those that they give on a CPU.',
        kind: { kind: 'choice', options: settingsSchema.shape.noise.options },
      },
    ],
  },
  {
    id: 'variations',
    title: 'Variations and upscaling',
    fields: [
      number('variationStrength', 'V1–V4', 'How far a variation moves from its picture, 0 to 1.'),
      number('variationSubtle', 'Vary (Subtle)', ''),
      number('variationStrong', 'Vary (Strong)', ''),
      number('upscaleStrength', 'Upscale 2×', 'How much is painted anew when a picture grows.'),
    ],
  },
  {
    id: 'delivery',
    title: 'Delivery',
    fields: [
      {
        name: 'renderer',
        key: 'renderer',
        label: 'Messages',
        hint: 'components: today’s look. embed: the classic one, for apps that show components badly.',
        kind: { kind: 'choice', options: RENDERERS },
      },
      {
        name: 'previews',
        key: 'previews',
        label: 'Previews',
        hint: 'Show the picture as it becomes clear; costs edits.',
        kind: { kind: 'switch' },
      },
      {
        name: 'imagesKeptDays',
        key: 'imagesKeptDays',
        label: 'Days that pictures are kept',
        hint: 'What painted them stays. Empty: for ever.',
        kind: { kind: 'number', min: 1, max: 3_650, step: 1, mayBeEmpty: true },
      },
    ],
  },
];

/**
 * As a browser writes what is in a field for numbers, wherever its person lives. A comma is no number: 1,000 would be a
 * thousand to one half of the world and 1 to the other.
 */
const DECIMAL = /^-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** What a form's field means as a setting's value: not yet valid, but of the right kind. */
export function enteredValue({ kind }: Field, entered: string | readonly string[] | undefined): unknown {
  const texts = entered === undefined ? [] : typeof entered === 'string' ? [entered] : entered;
  const text = texts[0]?.trim() ?? '';
  switch (kind.kind) {
    case 'number':
      if (text === '' && kind.mayBeEmpty) return null;
      if (text === '') return undefined;
      return DECIMAL.test(text) ? Number(text) : Number.NaN;
    case 'text':
      return text === '' && kind.mayBeEmpty ? null : (texts[0] ?? '');
    case 'switch':
      return texts.length > 0;
    case 'choice':
      return text;
    case 'model':
      return text === '' ? null : text;
    case 'models':
      return texts.length === 0 ? null : texts;
  }
}

/** The settings of a section as its form has them: whole keys, with what the form does not ask for as it was. */
export function changesOf(
  { fields }: Section,
  form: Readonly<Record<string, string | readonly string[]>>,
  current: Settings,
): Record<string, unknown> {
  const changes: Record<string, unknown> = {};
  for (const field of fields) {
    const value = enteredValue(field, form[field.name]);
    const [, part] = field.name.split('.');
    if (part === undefined) changes[field.key] = value;
    else changes[field.key] = { ...(changes[field.key] ?? (current[field.key] as object)), [part]: value };
  }
  return changes;
}
