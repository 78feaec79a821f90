import type { AutocompleteInteraction, ChatInputCommandInteraction } from 'discord.js';
import type { Bot } from './bot.ts';
import type { JobButton } from './custom-id.ts';
import { jobAsHere, refusalOfPress } from './gate.ts';
import type { ListedJob } from './history.ts';
import type { KnownJob } from './known-job.ts';
import { loggable } from './log.ts';
import { shortId } from './reply.ts';
import type { Checked } from './request.ts';
import { plainUserText } from './user-text.ts';

/** Discord shows at most this many, with names of at most 100 characters. */
export const CHOICES_MAX = 25;
const NAME_MAX = 100;
/** While somebody types, no list is better than a late one: of the 300 ms that they may take, some are for the way. */
const SUGGEST_WITHIN_MS = 250;

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

export interface Choice {
  name: string;
  value: string;
}

/** Answers an autocompletion with what arrives in time; with nothing when it does not, or cannot be read. */
export async function suggest(
  interaction: AutocompleteInteraction,
  choices: Promise<readonly Choice[]>,
  { log }: Bot,
): Promise<void> {
  const late = AbortSignal.timeout(SUGGEST_WITHIN_MS);
  const inTime = new Promise<readonly Choice[]>((resolve) => {
    late.addEventListener('abort', () => resolve([]));
    choices.then(resolve, (error: unknown) => {
      log.warn(loggable(error), 'suggestions could not be read');
      resolve([]);
    });
  });
  const typed = interaction.options.getFocused().toLowerCase();
  const fits = (await inTime).filter(({ name, value }) => `${name} ${value}`.toLowerCase().includes(typed));
  await interaction.respond(fits.slice(0, CHOICES_MAX));
}

/** `#7f3k2 · a red fox… · 3 hr. ago`, in the person's own words for time. */
export function jobChoice({ id, prompt, createdAt }: ListedJob, locale: string): Choice {
  const [start, end] = [`${shortId(id)} · `, ` · ${ageOf(createdAt, locale)}`];
  return { name: `${start}${plainUserText(prompt, (NAME_MAX - start.length - end.length) / 2)}${end}`, value: id };
}

/** How long ago something was, such as `3 hr. ago`. */
function ageOf(at: Date, locale: string): string {
  const ageMs = Date.now() - at.getTime();
  const [unit, unitMs] = UNITS.find(([, ms]) => ageMs >= ms) ?? (['minute', 60_000] as const);
  return new Intl.RelativeTimeFormat(locale, { style: 'short' }).format(-Math.floor(ageMs / unitMs), unit);
}

/** The job that the option `id` names, if this person may do to it what the button would do. */
export async function chosenJob(
  interaction: ChatInputCommandInteraction,
  action: JobButton,
  bot: Bot,
): Promise<Checked<KnownJob>> {
  const typed = interaction.options.getString('id', true);
  const unknown = { ok: false, refusal: { code: 'job_not_found', values: { id: typed.slice(0, 40) } } } as const;
  const id = await bot.history.idOf(typed, interaction.user.id, interaction.guildId);
  const job = id === null ? null : await bot.jobs.find(id);
  if (job === null) return unknown;
  const refusal = refusalOfPress(interaction, { action, slot: 0 }, job, bot);
  if (refusal?.code === 'job_unknown') return unknown;
  return refusal ? { ok: false, refusal } : { ok: true, value: jobAsHere(job, interaction, bot) };
}
