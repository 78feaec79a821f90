import { countMatrix, expandMatrix } from '../prisma/prompt-matrix.ts';
import type { ImagineOptions } from './imagine-options.ts';
import { nameList } from './name-list.ts';
import type { Checked } from './request.ts';
import type { Settings } from './settings.ts';
import { applyStyle, joinPrompts, type Style } from './style.ts';
import type { Refusal } from './texts/texts.ts';
import { isBlank } from './user-text.ts';

/** The words of a request: what the model reads. */
export interface Words {
  prompt: string;
  /** Of a prompt matrix: one prompt for each picture. */
  prompts: string[] | null;
  negativePrompt: string;
}

const COUNT_MAX = 4;
/** NUL and half a surrogate pair: Postgres stores no JSON with them, and no tokenizer knows them. */
const NOT_TEXT = /[\0\p{Cs}]/u;

/** The prompts inside their style, with the server's own negative prompt, and one for each picture of a matrix. */
export function wordsFor(options: ImagineOptions, settings: Settings): Checked<Words> {
  const { prompt, negative, count } = options;
  const unreadable = checkPrompts(options, settings);
  if (unreadable) return { ok: false, refusal: unreadable };
  const style = options.style === null ? null : styleNamed(options.style, settings);
  if (style === undefined) {
    const known = nameList(Object.keys(settings.styles)) || '–';
    return {
      ok: false,
      refusal: { code: 'style_unknown', values: { style: (options.style ?? '').slice(0, 60), known } },
    };
  }
  const styled =
    style === null ? { prompt, negativePrompt: negative ?? '' } : applyStyle(style, prompt, negative ?? '');
  const negativePrompt = joinPrompts(styled.negativePrompt, settings.negativeAlways);
  const pictures = countMatrix(styled.prompt);
  if (pictures === 1) {
    return {
      ok: true,
      value: { prompt: expandMatrix(styled.prompt)[0] ?? styled.prompt, prompts: null, negativePrompt },
    };
  }
  if (pictures > COUNT_MAX) {
    return { ok: false, refusal: { code: 'matrix_too_large', values: { count: pictures, max: COUNT_MAX } } };
  }
  if (count !== null && count !== pictures) {
    return { ok: false, refusal: { code: 'matrix_and_count', values: { count, pictures } } };
  }
  return { ok: true, value: { prompt: styled.prompt, prompts: expandMatrix(styled.prompt), negativePrompt } };
}

/** Only what is in the list itself: every object has a `constructor`. */
const styleNamed = (name: string, { styles }: Settings): Style | undefined =>
  Object.hasOwn(styles, name) ? styles[name] : undefined;

function checkPrompts({ prompt, negative }: ImagineOptions, settings: Settings): Refusal | null {
  const length = prompt.length;
  if (length > settings.promptLengthMax)
    return { code: 'prompt_too_long', values: { length, max: settings.promptLengthMax } };
  if (isBlank(prompt)) return { code: 'prompt_empty' };
  if (NOT_TEXT.test(prompt) || NOT_TEXT.test(negative ?? '')) return { code: 'prompt_not_text' };
  const negativeLength = negative?.length ?? 0;
  if (negativeLength <= settings.negativeLengthMax) return null;
  return { code: 'negative_too_long', values: { length: negativeLength, max: settings.negativeLengthMax } };
}
