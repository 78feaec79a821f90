import type { Settings } from '../settings.ts';
import type { Problem } from '../settings-changes.ts';
import type { SettingSource } from '../settings-store.ts';
import { type FormValues, wrongWhy } from './forms.ts';
import { attribute, type Html, html } from './html.ts';
import type { Field } from './settings-fields.ts';

export interface FieldContext {
  settings: Settings;
  sourceOf: (key: keyof Settings) => SettingSource;
  /** Names of those that workers offer. */
  models: readonly string[];
  mayEdit: boolean;
  problems: readonly Problem[];
  /** What was typed and could not be saved, in place of what is stored. */
  entered: FormValues | null;
}

/** A setting as a row of a form: name, what it means, where it comes from, and the field itself. */
export function fieldRow(field: Field, context: FieldContext): Html {
  const { name, key, label, hint, kind } = field;
  const source = context.sourceOf(key);
  const why = wrongWhy(context.problems, name);
  const isGroup = kind.kind === 'models';
  const title = isGroup
    ? html`<span id="${name}-label"><strong>${label}</strong></span>`
    : html`<label for="${name}">${label}</label>`;
  return html`
    <div class="${why === null ? 'field' : 'field wrong'}">
      <div>
        ${title}
        <p class="hint" id="${name}-hint">${hint} <span class="badge ${source}">${source}</span></p>
      </div>
      <div>${input(field, context)}${why}</div>
    </div>`;
}

function input({ name, key, kind }: Field, { settings, models, mayEdit, entered }: FieldContext): Html {
  const [, part] = name.split('.');
  const stored: unknown = part === undefined ? settings[key] : (settings[key] as Record<string, unknown>)[part];
  const value = entered === null ? stored : entered[name];
  const shown = value === null || value === undefined ? '' : String(value);
  const common = html`id="${name}" name="${name}" aria-describedby="${name}-hint ${name}-why"${attribute('disabled', !mayEdit)}`;
  switch (kind.kind) {
    case 'number':
      return html`<input type="number" ${common} min="${kind.min}" max="${kind.max}" step="${kind.step}" value="${shown}"${kind.mayBeEmpty && html` placeholder="no limit"`}>`;
    case 'text':
      return html`<textarea ${common} maxlength="${kind.max}">${shown}</textarea>`;
    case 'switch':
      return html`<input type="checkbox" ${common} value="on"${attribute('checked', entered === null ? value === true : shown !== '')}>`;
    case 'choice':
      return html`<select ${common}>${kind.options.map((option) => choice(option, option, shown))}</select>`;
    case 'model':
      return html`<select ${common}>${choice('', 'the first that the workers offer', shown)}${withKnown(models, value).map((model) => choice(model, model, shown))}</select>`;
    case 'models': {
      const ticked = value === null || value === undefined ? [] : [value].flat().map(String);
      return html`<div class="choices" role="group" aria-labelledby="${name}-label">${withKnown(models, value).map(
        (model) =>
          html`<label><input type="checkbox" name="${name}" value="${model}"${attribute('checked', ticked.includes(model))}${attribute('disabled', !mayEdit)}>${model}</label>`,
      )}</div>`;
    }
  }
}

const choice = (value: string, label: string, current: string): Html =>
  html`<option value="${value}"${attribute('selected', value === current)}>${label}</option>`;

/** A model that is set but offered by no worker at present must not vanish from the form. */
const withKnown = (models: readonly string[], value: unknown): string[] =>
  [...new Set([...models, ...[value ?? []].flat().map(String)])].filter((name) => name !== '');
