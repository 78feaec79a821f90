import type { Message } from 'discord.js';
import type { Bot } from './bot.ts';
import { decodeButtonId } from './custom-id.ts';

/** The picture that a message shows: of which job, and which of its pictures; slot null where it shows a whole grid. */
export interface Source {
  jobId: string;
  slot: number | null;
}

/**
 * Where a message of ours comes from: first by its id, which is stored with the job; then by its buttons, for what U
 * or /show posted once more. A message made of components lists no attachments, so those could not tell. What is found
 * gives no rights: they are looked up like those of a click.
 */
export async function sourceOf(message: Message, { history }: Bot): Promise<Source | null> {
  const jobId = await history.idOfMessage(message.id);
  if (jobId !== null) return { jobId, slot: null };
  const ids = customIdsIn(message.components.map((component) => component.toJSON()));
  const buttons = ids.flatMap((customId) => decodeButtonId(customId) ?? []);
  const [first] = buttons;
  if (first === undefined) return null;
  const isGrid = buttons.some(({ action }) => action === 'rerun'); // the row that concerns all of them
  return { jobId: first.jobId, slot: isGrid ? null : first.slot };
}

/** Of all components in whatever depth. */
function customIdsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(customIdsIn);
  if (typeof value !== 'object' || value === null) return [];
  const own = 'custom_id' in value && typeof value.custom_id === 'string' ? [value.custom_id] : [];
  const inner = 'components' in value ? customIdsIn(value.components) : [];
  return [...own, ...inner];
}
