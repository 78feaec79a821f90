import { type APIModalInteractionResponseCallbackData, ComponentType } from 'discord-api-types/v10';
import { invalidBody } from '../api-error.ts';
import { componentErrors, placed } from './components.ts';
import { broken } from './rule.ts';

const COMPONENTS_MAX = 5;

/** Refuses what Discord refuses about a modal beyond the specification. */
export function checkModal({ components }: APIModalInteractionResponseCallbackData): void {
  const errors = componentErrors(components);
  if (components.length > COMPONENTS_MAX) {
    errors.push(broken(['components'], 'BASE_TYPE_BAD_LENGTH', `Must be between 1 and ${COMPONENTS_MAX} in length.`));
  }
  for (const { part, path } of placed(components, ['components'])) {
    if (part.type !== ComponentType.TextInput) continue;
    const { min_length = 0, max_length = 4000, value } = part;
    if (Number(min_length) > Number(max_length)) {
      errors.push(broken([...path, 'min_length'], 'BASE_TYPE_BAD_LENGTH', 'min_length is above max_length'));
    }
    if (
      typeof value === 'string' &&
      value !== '' &&
      (value.length > Number(max_length) || value.length < Number(min_length))
    ) {
      const message = `Must be between ${min_length} and ${max_length} in length.`;
      errors.push(broken([...path, 'value'], 'BASE_TYPE_BAD_LENGTH', message));
    }
  }
  if (errors.length > 0) throw invalidBody(errors.map((error) => ({ ...error, path: ['data', ...error.path] })));
}
