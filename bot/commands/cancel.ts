import type { Bot } from '../bot.ts';
import { CHOICES_MAX, type Choice, chosenJob, jobChoice, suggest } from '../job-choice.ts';
import { answerPrivately, refuse } from '../response.ts';
import { textsFor } from '../texts/texts.ts';
import type { Command } from './command.ts';
import { idOption } from './id-option.ts';
import { EVERYWHERE } from './place.ts';

const ALL = 'all';
/** More than anybody may have waiting. */
const JOBS_MAX = 1_000;

/** `/cancel`: takes one or all of one's own jobs back, waiting or half painted; moderators may take back anybody's one. */
export const cancel = {
  data: {
    name: 'cancel',
    description: 'Take back a job that waits or is being painted',
    ...EVERYWHERE,
    options: [idOption('Which job, or all')],
  },

  async execute(interaction, bot) {
    const { cancelCommand: words } = textsFor(interaction.locale);
    if (interaction.options.getString('id', true).trim().toLowerCase() === ALL) {
      const unfinished = await bot.history.unfinished(interaction.user.id, JOBS_MAX);
      const count = await cancelAll(unfinished, bot);
      return answerPrivately(interaction, [count === 0 ? words.none : words.done({ count })]);
    }
    const chosen = await chosenJob(interaction, 'cancel', bot);
    if (!chosen.ok) return refuse(interaction, chosen.refusal);
    const { id, guildId, userId } = chosen.value;
    if ((await cancelAll([{ id }], bot)) === 0) return refuse(interaction, { code: 'too_late_to_cancel' });
    if (userId !== interaction.user.id) {
      await bot.audit.record({ guildId, actorId: interaction.user.id, action: 'job_cancelled', subject: id });
    }
    await answerPrivately(interaction, [words.done({ count: 1 })]);
  },

  autocomplete: (interaction, bot) => suggest(interaction, choices(interaction, bot), bot),
} satisfies Command;

/** Returns how many of them were not finished yet; the waiting messages themselves become the answers. */
async function cancelAll(jobs: readonly { id: string }[], { jobs: stored, delivery }: Bot): Promise<number> {
  let count = 0;
  for (const { id } of jobs) {
    if (!(await stored.cancel(id))) continue;
    count += 1;
    delivery.nudge(id);
  }
  return count;
}

async function choices(interaction: { user: { id: string }; locale: string }, { history }: Bot): Promise<Choice[]> {
  const jobs = await history.unfinished(interaction.user.id, CHOICES_MAX - 1);
  if (jobs.length === 0) return [];
  const all = { name: textsFor(interaction.locale).cancelCommand.all, value: ALL };
  return [all, ...jobs.map((job) => jobChoice(job, interaction.locale))];
}
