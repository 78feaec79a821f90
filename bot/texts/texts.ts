import * as de from './de.ts';
import * as en from './en.ts';
import * as es from './es.ts';
import * as fr from './fr.ts';
import * as ja from './ja.ts';
import * as ptBr from './pt-br.ts';
import * as zhCn from './zh-cn.ts';

/** The sentences of one language. English is complete by definition; its functions give every code its values. */
export type Texts = typeof en;

type Coded<T extends Record<string, (values: never) => string>> = {
  [C in keyof T]: Parameters<T[C]> extends []
    ? { code: C; values?: undefined }
    : { code: C; values: Parameters<T[C]>[0] };
}[keyof T];

/** Something that we do not do: a value, told to the person privately, never an error. */
export type Refusal = Coded<typeof en.refusals>;

/** By Discord's locale, or by its language where every country's is the same. */
export const LANGUAGES: Readonly<Record<string, Texts>> = { en, de, es, fr, ja, 'pt-BR': ptBr, 'zh-CN': zhCn };

/** The texts for a Discord locale such as `de` or `pt-BR`; English where there are none. */
export const textsFor = (locale: string): Texts => LANGUAGES[locale] ?? LANGUAGES[locale.replace(/-.*/, '')] ?? en;

/** The sentence of a refusal. */
export function sentenceOf(texts: Texts, refusal: Refusal): string {
  // The code and its values belong together by the type of Refusal, which TypeScript cannot see through an index.
  const sentence = texts.refusals[refusal.code] as (values: Refusal['values']) => string;
  const values = refusal.code === 'access_denied' ? { what: labelled(texts, refusal.values.what) } : refusal.values;
  // Values are cut to a length, which may leave half of an emoji: Discord does not take a body with one.
  return sentence(values).replace(/\p{Cs}/gu, '');
}

/** The two whose label is a number as well. */
const NUMBERED: Readonly<Record<string, string>> = { upscale: 'U1–U4', variation: 'V1–V4' };

/** `button:reroll` → `button:Reroll`, as the person's own app calls it. */
function labelled({ buttons }: Texts, what: string): string {
  const name = what.replace(/^button:/, '');
  if (name === what) return what;
  return `button:${NUMBERED[name] ?? (Object.hasOwn(buttons, name) ? buttons[name as keyof typeof buttons] : name)}`;
}

/** The sentence of a notice that a worker reported, or null for a code that this version does not know. */
export function noticeOf(
  texts: Texts,
  notice: { code: string; values: Record<string, string | number> },
): string | null {
  if (!Object.hasOwn(texts.notices, notice.code)) return null;
  const sentence = texts.notices[notice.code as keyof Texts['notices']] as (values: typeof notice.values) => string;
  return sentence(notice.values);
}
