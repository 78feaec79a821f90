import { parseArgs } from 'node:util';
import { imagine } from '../bot/commands/imagine.ts';
import { refusals } from '../bot/texts/en.ts';

/** What `npm run imagine` was asked to do. */
export interface ImagineArguments {
  /** Options of the slash command, ready to be sent. */
  options: Record<string, string | number>;
  /** Folder for the pictures; null: a folder of the job's own. */
  out: string | null;
  /** Whether the last line of standard output is one JSON object. */
  json: boolean;
}

export type ParsedArguments = { ok: true; value: ImagineArguments } | { ok: false; sentence: string };

const FLAGS = [
  'negative',
  'count',
  'seed',
  'steps',
  'guidance',
  'aspect',
  'size',
  'scheduler',
  'model',
  'out',
] as const;
const NUMBERS = new Set(['count', 'seed', 'steps', 'guidance']);

export const USAGE = `npm run imagine -- "a red apple on a blue background" [options]
  --negative TEXT  --count 1..4  --seed N  --steps N  --guidance N  --size WxH  --aspect W:H
  --scheduler NAME  --model NAME  --out FOLDER  --json`;

/**
 * Command line → slash command options. A number that JSON cannot carry (NaN, 1e309) is refused here, since Discord
 * would see no value at all; everything else goes through unchecked, so that the bot's own sentence comes back.
 */
export function parseArguments(argv: readonly string[]): ParsedArguments {
  const parsed = parse(argv);
  if (typeof parsed === 'string') return { ok: false, sentence: `${parsed}\n${USAGE}` };
  const { values, positionals } = parsed;
  const [prompt] = positionals;
  if (prompt === undefined || positionals.length > 1) {
    return { ok: false, sentence: `Expected one prompt in quotes, got ${positionals.length}.\n${USAGE}` };
  }
  const options: Record<string, string | number> = { prompt };
  for (const name of FLAGS) {
    const text = values[name];
    if (text === undefined || name === 'out') continue;
    const value = NUMBERS.has(name) ? Number(text.trim() === '' ? Number.NaN : text) : text;
    if (typeof value === 'number' && !Number.isFinite(value)) return { ok: false, sentence: notANumber(name, text) };
    options[name] = value;
  }
  return { ok: true, value: { options, out: values.out ?? null, json: values.json ?? false } };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: joinValues(argv),
      allowPositionals: true,
      options: {
        ...(Object.fromEntries(FLAGS.map((name) => [name, { type: 'string' }])) as Record<
          (typeof FLAGS)[number],
          { type: 'string' }
        >),
        json: { type: 'boolean' },
      },
    });
  } catch (error) {
    if (error instanceof TypeError) return error.message.split('. ')[0] ?? error.message;
    throw error;
  }
}

/** `--seed -1` → `--seed=-1`: a value may begin with a dash, which parseArgs calls ambiguous. */
function joinValues(argv: readonly string[]): string[] {
  const joined: string[] = [];
  for (let i = 0; i < argv.length; i += 1) {
    const word = argv[i] ?? '';
    const takesValue = FLAGS.some((name) => word === `--${name}`);
    const value = argv[i + 1];
    if (!takesValue || value === undefined) joined.push(word);
    else {
      joined.push(`${word}=${value}`);
      i += 1;
    }
  }
  return joined;
}

function notANumber(option: string, value: string): string {
  const definition = imagine.data.options.find(({ name }) => name === option);
  const { min_value: min = 0, max_value: max = 0 } = definition as { min_value?: number; max_value?: number };
  return refusals.out_of_range({ option, value, min, max });
}
