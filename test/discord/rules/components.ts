import { ButtonStyle, ComponentType } from 'discord-api-types/v10';
import type { BodyError } from '../api-error.ts';
import { broken, repeated } from './rule.ts';

type Path = readonly PropertyKey[];

/** A component in whatever place, with the path to it. */
export interface Placed {
  part: Record<string, unknown> & { type: number };
  path: Path;
}

const COMPONENTS_MAX = 40;
const SELECTS: readonly number[] = [
  ComponentType.StringSelect,
  ComponentType.UserSelect,
  ComponentType.RoleSelect,
  ComponentType.MentionableSelect,
  ComponentType.ChannelSelect,
];

/** All components below a value, outer before inner. */
export function placed(value: unknown, path: Path): Placed[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => placed(item, [...path, index]));
  if (!isComponent(value)) return [];
  const inner = ['components', 'component', 'accessory'].flatMap((key) => placed(value[key], [...path, key]));
  return [{ part: value, path }, ...inner];
}

const isComponent = (value: unknown): value is Placed['part'] =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'number';

/** Rules that hold for components of messages and modals alike. */
export function componentErrors(components: unknown): BodyError[] {
  const all = placed(components, ['components']);
  const ids = all.flatMap(({ part, path }) =>
    typeof part.custom_id === 'string' ? [{ value: part.custom_id, path: [...path, 'custom_id'] }] : [],
  );
  const errors = repeated(ids).map(({ path }) =>
    broken(path, 'COMPONENT_CUSTOM_ID_DUPLICATED', 'Component custom id cannot be duplicated'),
  );
  if (all.length > COMPONENTS_MAX) {
    const message = `The total number of components cannot exceed ${COMPONENTS_MAX}`;
    errors.push(broken(['components'], 'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED', message));
  }
  return [...errors, ...all.flatMap(oneComponentErrors)];
}

function oneComponentErrors({ part, path }: Placed): BodyError[] {
  if (part.type === ComponentType.Button) return buttonErrors(part, path);
  if (part.type === ComponentType.ActionRow) return rowErrors(part, path);
  if (part.type === ComponentType.StringSelect) return selectErrors(part, path);
  return [];
}

/** Which of custom_id, url and sku_id a button has is decided by its style. */
function buttonErrors({ style, custom_id, url, sku_id, label, emoji }: Placed['part'], path: Path): BodyError[] {
  const errors: BodyError[] = [];
  const need = style === ButtonStyle.Link ? 'url' : style === ButtonStyle.Premium ? 'sku_id' : 'custom_id';
  for (const [key, value] of Object.entries({ custom_id, url, sku_id })) {
    if (key === need && !value) errors.push(broken([...path, key], 'BASE_TYPE_REQUIRED', 'This field is required'));
    if (key !== need && value) {
      errors.push(broken([...path, key], 'BUTTON_COMPONENT_INVALID_FIELD', `A button of this style has no ${key}`));
    }
  }
  if (style !== ButtonStyle.Premium && !label && !emoji) {
    errors.push(broken(path, 'BUTTON_COMPONENT_EMPTY', 'A button must have a label or emoji'));
  }
  return errors;
}

function rowErrors({ components }: Placed['part'], path: Path): BodyError[] {
  const children = Array.isArray(components) ? components.filter(isComponent) : [];
  if (children.length < 2 || !children.some(({ type }) => SELECTS.includes(type))) return [];
  const message = 'A select menu takes a whole action row';
  return [broken([...path, 'components'], 'COMPONENT_LAYOUT_WIDTH_EXCEEDED', message)];
}

function selectErrors({ options, min_values, max_values }: Placed['part'], path: Path): BodyError[] {
  if (!Array.isArray(options)) return [];
  const errors = repeated(
    options.map(({ value }: { value: string }, index) => ({ value, path: [...path, 'options', index, 'value'] })),
  ).map(({ path: at }) => broken(at, 'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED', 'Option value is duplicated'));
  const most = Number(max_values ?? 1);
  if (most > options.length) {
    const message = `Must be between 1 and ${options.length}`;
    errors.push(broken([...path, 'max_values'], 'BASE_TYPE_BAD_LENGTH', message));
  }
  if (Number(min_values ?? 1) > most) {
    errors.push(broken([...path, 'min_values'], 'BASE_TYPE_BAD_LENGTH', 'min_values is above max_values'));
  }
  return errors;
}
