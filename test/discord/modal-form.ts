import { type APIModalInteractionResponseCallbackData, ComponentType } from 'discord-api-types/v10';
import { PersonRefused } from './command-options.ts';
import { type Part, partsOf } from './message-view.ts';
import type { LocalFile, Resolved } from './resolved.ts';

/** What a person enters: text for inputs, values for selects and groups, a tick for a checkbox, files for an upload. */
type FormValue = string | readonly string[] | boolean | readonly LocalFile[];
export type FormValues = Record<string, FormValue>;

/** Options of one, options of several. */
const MENUS: readonly unknown[] = [ComponentType.StringSelect, ComponentType.CheckboxGroup];

/**
 * A form filled in → the components as MODAL_SUBMIT carries them; refuses what the app does not let one send. Files are
 * uploaded to `resolved`.
 */
export function filledIn(
  modal: APIModalInteractionResponseCallbackData,
  values: FormValues,
  resolved: Pick<Resolved, 'upload'>,
): object[] {
  const known = partsOf(modal.components).flatMap(({ custom_id }) =>
    typeof custom_id === 'string' ? [custom_id] : [],
  );
  for (const name of Object.keys(values)) {
    if (!known.includes(name)) throw new PersonRefused(`The form has no field ${name}; it has ${known.join(', ')}.`);
  }
  let last = 0;
  const fill = (value: unknown): object => {
    const part = value as Part;
    last += 1;
    const own = { type: part.type, id: typeof part.id === 'number' ? part.id : last };
    if (part.type === ComponentType.TextDisplay) return own;
    if (part.type === ComponentType.Label) return { ...own, component: fill(part.component) };
    if (part.type === ComponentType.ActionRow) return { ...own, components: (part.components as unknown[]).map(fill) };
    return { ...own, custom_id: String(part.custom_id), ...entry(part, values[String(part.custom_id)], resolved) };
  };
  return modal.components.map(fill);
}

/** What is sent for one field. */
function entry(part: Part, entered: FormValue | undefined, resolved: Pick<Resolved, 'upload'>): object {
  const isRequired = part.required !== false;
  if (part.type === ComponentType.TextInput) return { value: textOf(part, String(entered ?? part.value ?? '')) };
  if (part.type === ComponentType.Checkbox) return { value: Boolean(entered ?? part.default ?? false) };
  if (part.type === ComponentType.FileUpload) {
    const files = Array.isArray(entered) ? (entered as readonly LocalFile[]) : [];
    checkCount(part, files.length, isRequired);
    return { values: files.map((file) => resolved.upload(file)) };
  }
  const chosen = entered === undefined ? defaultsOf(part) : [entered].flat().map(String);
  if (part.type === ComponentType.RadioGroup) {
    checkSelection(part, chosen, isRequired);
    return { value: chosen[0] ?? null };
  }
  if (!MENUS.includes(part.type)) throw new RangeError(`fields of type ${part.type} cannot be filled in from here`);
  checkSelection(part, chosen, isRequired);
  return { values: chosen };
}

function textOf({ required, min_length, max_length, custom_id }: Part, text: string): string {
  if (text === '') {
    if (required !== false) throw new PersonRefused(`${custom_id}: This field is required.`);
    return text;
  }
  if (text.length < Number(min_length ?? 0) || text.length > Number(max_length ?? 4000)) {
    throw new PersonRefused(`${custom_id}: Must be between ${min_length ?? 0} and ${max_length ?? 4000} in length.`);
  }
  return text;
}

/** Refuses values that a select menu does not offer, and too many or too few of them. */
export function checkSelection(part: Part, values: readonly string[], isRequired = true): void {
  const offered = (part.options as { value: string }[]).map(({ value }) => value);
  const unknown = values.find((value) => !offered.includes(value));
  if (unknown !== undefined) throw new PersonRefused(`The menu does not offer ${unknown}, only ${offered.join(', ')}.`);
  checkCount(part, values.length, isRequired);
}

/** All may be ticked of a group of checkboxes, one of a menu, unless the bot says otherwise. */
function checkCount({ type, options, min_values, max_values }: Part, count: number, isRequired: boolean): void {
  const least = isRequired ? Number(min_values ?? 1) : 0;
  const most = Number(max_values ?? (type === ComponentType.CheckboxGroup ? (options as unknown[]).length : 1));
  if (count < least || count > most) throw new PersonRefused(`Choose ${least} to ${most} of them.`);
}

const defaultsOf = ({ options }: Part): string[] =>
  (options as { value: string; default?: boolean }[]).filter((one) => one.default).map(({ value }) => value);
