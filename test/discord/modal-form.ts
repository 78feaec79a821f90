import { type APIModalInteractionResponseCallbackData, ComponentType } from 'discord-api-types/v10';
import { PersonRefused } from './command-options.ts';
import { type Part, partsOf } from './message-view.ts';

/** What a person enters: text for inputs, values for selects, by custom_id. */
export type FormValues = Record<string, string | readonly string[]>;

/** A form filled in → the components as MODAL_SUBMIT carries them; refuses what the app does not let one send. */
export function filledIn(modal: APIModalInteractionResponseCallbackData, values: FormValues): object[] {
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
    const name = String(part.custom_id);
    const entered = values[name];
    if (part.type === ComponentType.TextInput) {
      return { ...own, custom_id: name, value: textOf(part, String(entered ?? part.value ?? '')) };
    }
    if (part.type === ComponentType.RadioGroup) {
      const [value] = entered === undefined ? defaultsOf(part) : [entered].flat();
      checkSelection(part, value === undefined ? [] : [value], part.required !== false);
      return { ...own, custom_id: name, value: value ?? null };
    }
    if (part.type !== ComponentType.StringSelect) {
      throw new RangeError(`fields of type ${part.type} cannot be filled in from here`);
    }
    const chosen = entered === undefined ? defaultsOf(part) : [entered].flat();
    checkSelection(part, chosen, part.required !== false);
    return { ...own, custom_id: name, values: chosen };
  };
  return modal.components.map(fill);
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
  const least = isRequired ? Number(part.min_values ?? 1) : 0;
  const most = Number(part.max_values ?? 1);
  if (values.length < least || values.length > most) throw new PersonRefused(`Choose ${least} to ${most} of them.`);
}

const defaultsOf = ({ options }: Part): string[] =>
  (options as { value: string; default?: boolean }[]).filter((one) => one.default).map(({ value }) => value);
