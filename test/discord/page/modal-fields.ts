import { type APILabelComponent, ComponentType, TextInputStyle } from 'discord-api-types/v10';
import { type FieldValue, sentFile } from './api.ts';
import { make } from './element.ts';

/** A labelled field of a form. */
export interface Field {
  name: string;
  element: HTMLElement;
  /** What was entered; null for nothing, so that the form's own default stands. */
  value: () => FieldValue | null | Promise<FieldValue>;
}

type Inner = APILabelComponent['component'];
type Of<T extends ComponentType> = Extract<Inner, { type: T }>;

/** A label with whatever it labels. */
export function newField({ label, description, component }: APILabelComponent): Field {
  const made = control(component);
  const isRequired = component.type !== ComponentType.Checkbox && component.required !== false;
  const title = make('span', 'label', label);
  if (isRequired) title.append(make('span', 'star', '*'));
  const hint = description ? [make('small', '', description)] : [];
  const group = made.isGroup ? 'fieldset' : 'label';
  const element =
    group === 'label'
      ? make('label', 'field', title, ...hint, made.element)
      : make('fieldset', 'field', make('legend', '', title), ...hint, made.element);
  return { name: component.custom_id, element, value: made.value };
}

interface Control {
  element: HTMLElement;
  value: Field['value'];
  /** Whether it is made of several that have labels of their own. */
  isGroup?: true;
}

function control(component: Inner): Control {
  switch (component.type) {
    case ComponentType.TextInput:
      return textInput(component);
    case ComponentType.StringSelect:
      return menu(component);
    case ComponentType.RadioGroup:
      return options(component, 'radio');
    case ComponentType.CheckboxGroup:
      return options(component, 'checkbox');
    case ComponentType.Checkbox: {
      const box = Object.assign(make('input'), { type: 'checkbox', checked: component.default ?? false });
      return { element: box, value: () => box.checked };
    }
    case ComponentType.FileUpload: {
      const input = Object.assign(make('input'), { type: 'file', multiple: (component.max_values ?? 1) > 1 });
      input.required = component.required !== false;
      return { element: input, value: () => Promise.all([...(input.files ?? [])].map(sentFile)) };
    }
    default:
      return { element: make('p', '', '(a menu that this page does not show)'), value: () => null };
  }
}

function textInput({
  style,
  value,
  required,
  placeholder,
  min_length,
  max_length,
}: Of<ComponentType.TextInput>): Control {
  const input = style === TextInputStyle.Paragraph ? make('textarea') : make('input');
  input.value = value ?? '';
  input.required = required ?? true;
  input.placeholder = placeholder ?? '';
  if (min_length !== undefined) input.minLength = min_length;
  const left = make('small', 'left');
  if (max_length !== undefined) input.maxLength = max_length;
  const count = () => {
    left.textContent = max_length === undefined ? '' : `${input.value.length} / ${max_length}`;
  };
  input.addEventListener('input', count);
  count();
  return { element: make('div', 'text-input', input, left), value: () => input.value };
}

function menu({ options: offered, placeholder, required, max_values }: Of<ComponentType.StringSelect>): Control {
  const select = make('select');
  select.multiple = (max_values ?? 1) > 1;
  if (!select.multiple && (required === false || !offered.some((option) => option.default))) {
    select.append(new Option(placeholder ?? 'Make a selection', ''));
  }
  select.append(...offered.map(({ label, value, default: isChosen }) => new Option(label, value, false, isChosen)));
  select.required = required !== false;
  const chosen = () => [...select.selectedOptions].map(({ value }) => value).filter((value) => value !== '');
  return { element: select, value: chosen };
}

/** One of several, or several of them, each with a line of its own. */
function options(
  { custom_id, options: offered, required }: Of<ComponentType.RadioGroup> | Of<ComponentType.CheckboxGroup>,
  type: 'radio' | 'checkbox',
): Control {
  const inputs = offered.map(({ value, default: isChosen }) =>
    Object.assign(make('input'), {
      type,
      name: custom_id,
      value,
      checked: isChosen ?? false,
      required: type === 'radio' && required !== false,
    }),
  );
  const lines = offered.map(({ label, description }, index) => {
    const words = make('span', '', label, ...(description ? [make('small', '', description)] : []));
    return make('label', 'option-line', inputs[index] ?? '', words);
  });
  const chosen = () => inputs.filter(({ checked }) => checked).map(({ value }) => value);
  return { element: make('div', 'option-lines', ...lines), value: chosen, isGroup: true };
}
