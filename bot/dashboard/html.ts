/**
 * HTML that cannot be injected into: a template's values are escaped, whatever they hold, unless they are HTML that
 * another template made. There is no other way to make one, so there is no “raw” to forget. (ghtml and hono/html were
 * looked at: both let a string through unescaped by a mark in the template, where a `!` before a value is enough.)
 */
export class Html {
  readonly #text: string;

  /** Only `html` calls this; test/tidy.test.ts sees to it. */
  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** What a template takes: null, undefined and false are nothing, so that `condition && html…` reads well. */
export type HtmlValue = string | number | bigint | Html | null | undefined | false | readonly HtmlValue[];

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A template whose values are escaped; fit for text and for attributes in quotation marks, not inside script or style. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(strings.reduce((text, string, i) => `${text}${textOf(values[i - 1])}${string}`));
}

/** An attribute without a value, such as `checked`, where it is wanted. */
export const attribute = (name: 'checked' | 'selected' | 'disabled' | 'open', wanted: boolean): Html =>
  new Html(wanted ? ` ${name}` : '');

function textOf(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.toString();
  if (Array.isArray(value)) return value.map(textOf).join('');
  return String(value).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
