import { composeAnswer } from '../answer.ts';
import { CHOICES_MAX, chosenJob, jobChoice, suggest } from '../job-choice.ts';
import { missingPermissions, refuse, respond } from '../response.ts';
import type { Command } from './command.ts';
import { idOption } from './id-option.ts';
import { EVERYWHERE } from './place.ts';

/** `/show`: a stored result once more, with live buttons; a private one only for its owner, who alone sees it again. */
export const show = {
  data: {
    name: 'show',
    description: 'Show a stored result again, with working buttons',
    ...EVERYWHERE,
    options: [idOption('Which result')],
  },

  async execute(interaction, bot) {
    const obstacle = missingPermissions(interaction);
    if (obstacle) return refuse(interaction, obstacle);
    const chosen = await chosenJob(interaction, 'details', bot);
    if (!chosen.ok) return refuse(interaction, chosen.refusal);
    const stored = await bot.history.stored(chosen.value.id);
    if (stored === null || (stored.images.length === 0 && stored.apology === null)) {
      const isWaiting = chosen.value.state === 'accepted' || chosen.value.state === 'painting';
      return refuse(interaction, { code: isWaiting ? 'job_unfinished' : 'image_unknown' });
    }
    const { renderer } = bot.settings.of(interaction.guildId);
    const { safety } = chosen.value;
    const answer = await composeAnswer({ ...stored, renderer, safety, locale: interaction.locale }, bot);
    await respond(interaction, answer, stored.isPrivate);
  },

  autocomplete: (interaction, bot) =>
    suggest(
      interaction,
      bot.history
        .of(interaction.user.id, CHOICES_MAX)
        .then((jobs) => jobs.map((job) => jobChoice(job, interaction.locale))),
      bot,
    ),
} satisfies Command;
