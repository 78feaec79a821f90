import { InteractionResponseType, InteractionType } from 'discord-api-types/v10';
import { invalidBody } from '../api-error.ts';
import { broken } from './rule.ts';

const {
  ChannelMessageWithSource,
  DeferredChannelMessageWithSource,
  DeferredMessageUpdate,
  UpdateMessage,
  ApplicationCommandAutocompleteResult,
  Modal,
} = InteractionResponseType;
const MESSAGES = [ChannelMessageWithSource, DeferredChannelMessageWithSource];
const UPDATES = [DeferredMessageUpdate, UpdateMessage];

const ALLOWED: Record<number, readonly InteractionResponseType[]> = {
  [InteractionType.ApplicationCommand]: [...MESSAGES, Modal],
  [InteractionType.MessageComponent]: [...MESSAGES, ...UPDATES, Modal],
  [InteractionType.ApplicationCommandAutocomplete]: [ApplicationCommandAutocompleteResult],
  [InteractionType.ModalSubmit]: [...MESSAGES, ...UPDATES],
};

/** Refuses an answer that does not go with the kind of interaction; an update needs a message to update. */
export function checkCallbackType(
  { type, sourceId }: { type: InteractionType; sourceId: string | null },
  answer: InteractionResponseType,
): void {
  const isAllowed = ALLOWED[type]?.includes(answer) ?? false;
  if (isAllowed && (sourceId !== null || !UPDATES.includes(answer))) return;
  const message = `Interaction of type ${type} cannot be answered by a callback of type ${answer}`;
  throw invalidBody([broken(['type'], 'INTERACTION_CALLBACK_TYPE_INVALID', message)]);
}
