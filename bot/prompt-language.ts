import type { ImagineOptions } from './imagine-options.ts';
import { FLAG_OPTIONS, FLAGS, type FlagOption, type FlagValues, readFlagValue } from './prompt-flag-table.ts';
import { parseFlags, shown } from './prompt-flags.ts';
import { expandPermutations, PERMUTATIONS_MAX } from './prompt-permutations.ts';
import { CHAOS_MAX, STYLIZE_MAX } from './prompt-scales.ts';
import { convertWeights } from './prompt-weights.ts';
import type { Checked } from './request.ts';
import type { Refusal } from './texts/texts.ts';
import { plainUserText } from './user-text.ts';

/** What one job of a prompt asks for. */
export interface ImagineReading {
  /** The options with the flags among them, and words without flags. */
  options: ImagineOptions;
  /** Midjourney's `--stylize`, which is guidance once the model is known (prompt-scales.ts); null if not given. */
  stylize: number | null;
  /** What the person should know about how it was read. */
  notices: PromptNotice[];
}

export interface PromptNotice {
  code: 'negative_weight_moved';
  values: { moved: string };
}

type FlagOnly = 'stylize' | 'repeat';
type SharedOption = Exclude<FlagOption, FlagOnly> & keyof ImagineOptions;

const MOVED_SHOWN_MAX = 200;

/**
 * Reads a prompt in the language that Midjourney's users write, once for each job that it asks for: permutations first,
 * since braces may hold flags, then each one's flags, then its weights. Several jobs are one answer's worth of question:
 * whoever shows it names their number.
 *
 * The options that were chosen beside the prompt and the flags in it are one set of wishes. The same wish twice is fine;
 * two wishes for one thing are a question back, whichever came first. What is to be left out adds up. Limits that
 * depend on the model or the settings are completeRequest's.
 */
export function readImagine(options: ImagineOptions): Checked<ImagineReading[]> {
  const permutations = expandPermutations(options.prompt);
  if (!permutations.ok) return permutations;
  const jobs: ImagineReading[] = [];
  let count = 0;
  for (const prompt of permutations.value.prompts) {
    const read = readJob({ ...options, prompt });
    if (!read.ok) return read;
    const { repeat, ...job } = read.value;
    count += repeat;
    if (count > PERMUTATIONS_MAX) continue; // counted to the end for the sentence, and not made
    for (let copy = 0; copy < repeat; copy += 1) jobs.push(job);
  }
  if (count > PERMUTATIONS_MAX) return refused({ code: 'too_many_prompts', values: { count, max: PERMUTATIONS_MAX } });
  return { ok: true, value: jobs };
}

function readJob(chosen: ImagineOptions): Checked<ImagineReading & { repeat: number }> {
  const parsed = parseFlags(chosen.prompt);
  if (!parsed.ok) return parsed;
  const weighted = convertWeights(parsed.value.words);
  if (!weighted.ok) return weighted;
  const { negative, stylize = null, repeat = 1, ...flags } = parsed.value.flags;
  const unwanted = readNegative([chosen.negative, negative, weighted.value.negative]);
  if (!unwanted.ok) return unwanted;
  const outside = checkFlags(parsed.value.flags);
  if (outside) return refused(outside);
  const merged = merge({ ...chosen, prompt: weighted.value.words }, flags);
  if (!merged.ok) return merged;
  const options = {
    ...merged.value,
    negative: unwanted.value,
    chaos: merged.value.chaos === 0 ? null : merged.value.chaos, // Midjourney's default and ours
  };
  if (stylize !== null && options.guidance !== null) {
    return refused({ code: 'stylize_and_guidance', values: { stylize, guidance: options.guidance } });
  }
  if (repeat > 1 && options.seed !== null) {
    return refused({ code: 'repeat_and_seed', values: { repeat, seed: options.seed } });
  }
  const moved = plainUserText(weighted.value.negative, MOVED_SHOWN_MAX);
  const notices: PromptNotice[] = moved === '' ? [] : [{ code: 'negative_weight_moved', values: { moved } }];
  return { ok: true, value: { options, stylize, notices, repeat } };
}

/** The limits of what only the prompt language has. */
function checkFlags({ stylize, chaos, repeat }: Partial<FlagValues>): Refusal | null {
  return (
    checkRange('--stylize', stylize, 0, STYLIZE_MAX) ??
    checkRange('--chaos', chaos, 0, CHAOS_MAX) ??
    checkRange('--repeat', repeat, 1, PERMUTATIONS_MAX)
  );
}

function checkRange(option: string, value: number | undefined, min: number, max: number): Refusal | null {
  if (value === undefined || (Number.isInteger(value) && value >= min && value <= max)) return null;
  return { code: 'not_whole', values: { option, value: String(value), min, max } };
}

/** Puts flags where nothing was chosen, and asks back where something else was. */
function merge(
  chosen: ImagineOptions,
  flags: Partial<Omit<FlagValues, FlagOnly | 'negative'>>,
): Checked<ImagineOptions> {
  for (const option of FLAG_OPTIONS) {
    if (!isShared(option) || option === 'negative') continue;
    const [inOption, inPrompt] = [chosen[option], flags[option]];
    if (inOption === null || inPrompt === undefined || comparable(option, inOption) === inPrompt) continue;
    return refused({
      code: 'option_conflict',
      values: { option, inOption: shown(inOption), inPrompt: shown(inPrompt) },
    });
  }
  return { ok: true, value: { ...chosen, ...flags } };
}

const isShared = (option: FlagOption): option is SharedOption => option !== 'stylize' && option !== 'repeat';

/** An option as a flag of the same meaning would read; one that no flag could be is compared as it is. */
const comparable = (option: SharedOption, value: string | number | boolean): string | number | boolean =>
  typeof value === 'string' ? (readFlagValue(FLAGS[option].kind, value.trim()) ?? value) : value;

/** Adds up what is to be left out, each wording once. A single one without weights stays exactly as it was typed. */
function readNegative(negatives: readonly (string | null | undefined)[]): Checked<string | null> {
  const read = new Set<string>();
  for (const negative of negatives) {
    if (!negative) continue;
    const weighted = convertWeights(negative);
    if (!weighted.ok) return weighted;
    if (weighted.value.negative !== '') return refused({ code: 'negative_weight_in_negative' });
    if (weighted.value.words !== '') read.add(weighted.value.words);
  }
  return { ok: true, value: read.size === 0 ? null : [...read].join(', ') };
}

const refused = (refusal: Refusal): { ok: false; refusal: Refusal } => ({ ok: false, refusal });
