import { type APIButtonComponentWithCustomId, ButtonStyle, ComponentType } from 'discord.js';
import { encodeButtonId, type JobButton } from './custom-id.ts';
import type { Texts } from './texts/texts.ts';

type Row = APIButtonComponentWithCustomId[];

/** Every emoji has words beside it, for those who do not see it or do not know it. */
const EMOJI: Partial<Record<JobButton, string>> = {
  reroll: '🔄',
  remix: '✏️',
  rerun: '♻️',
  details: 'ℹ️',
  originals: '⬇️',
  delete: '🗑️',
};

/** Under a result: U and V for each picture, then what concerns all of them. A picture alone needs no U and V. */
export function resultRows(jobId: string, count: number, texts: Texts): Row[] {
  const whole = (action: JobButton) => button(jobId, action, 0, texts);
  const common = [whole('rerun'), whole('details'), whole('originals'), whole('delete')];
  if (count === 1) {
    return [[whole('subtle'), whole('strong'), whole('enlarge'), whole('reroll'), whole('remix')], common];
  }
  const each = (action: 'upscale' | 'variation', letter: string) =>
    Array.from({ length: count }, (_, slot) => button(jobId, action, slot, texts, `${letter}${slot + 1}`));
  return [[...each('upscale', 'U'), whole('reroll')], [...each('variation', 'V'), whole('remix')], common];
}

/** Under a picture that U showed alone. */
export const singleRow = (jobId: string, slot: number, texts: Texts): Row =>
  (['subtle', 'strong', 'enlarge', 'details'] as const).map((action) => button(jobId, action, slot, texts));

/** Under the waiting message. */
export const waitingRow = (jobId: string, texts: Texts): Row => [button(jobId, 'cancel', 0, texts)];

function button(
  jobId: string,
  action: JobButton,
  slot: number,
  texts: Texts,
  label = labelOf(action, texts),
): APIButtonComponentWithCustomId {
  const emoji = EMOJI[action];
  return {
    type: ComponentType.Button,
    style: ButtonStyle.Secondary,
    label,
    custom_id: encodeButtonId({ action, slot, jobId }),
    ...(emoji === undefined ? {} : { emoji: { name: emoji } }),
  };
}

/** U and V are named by their picture. */
const labelOf = (action: JobButton, { buttons }: Texts): string =>
  action === 'upscale' || action === 'variation' ? '' : buttons[action];
