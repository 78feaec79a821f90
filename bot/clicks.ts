import type { JobButton } from './custom-id.ts';
import type { KnownJob } from './known-job.ts';
import type { ClickKind, Settings } from './settings.ts';
import type { Surroundings } from './surroundings.ts';
import type { Refusal } from './texts/texts.ts';

const KINDS: Record<JobButton, ClickKind> = {
  upscale: 'look',
  details: 'look',
  originals: 'look',
  variation: 'paint',
  subtle: 'paint',
  strong: 'paint',
  enlarge: 'paint',
  reroll: 'paint',
  remix: 'paint',
  rerun: 'paint',
  cancel: 'remove',
  delete: 'remove',
};

/** What pressing a button comes to: looking, painting or taking away. */
export const kindOfButton = (button: JobButton): ClickKind => KINDS[button];

/** Why somebody may not press a button of a job's result, or null. A private result is its owner's alone. */
export function refusalOfClick(
  action: JobButton,
  job: Pick<KnownJob, 'userId' | 'isPrivate' | 'guildId'>,
  clicker: { userId: string } & Pick<Surroundings, 'isModerator' | 'guildId'>,
  { clicks }: Settings,
): Refusal | null {
  const isOwner = job.userId === clicker.userId;
  if (!isOwner && (job.isPrivate || job.guildId !== clicker.guildId)) return { code: 'job_unknown' };
  const may = clicks[KINDS[action]];
  if ((isOwner && may.owner) || (!isOwner && may.others) || (clicker.isModerator && may.moderators)) return null;
  return { code: 'not_yours', values: { owner: `<@${job.userId}>` } };
}
