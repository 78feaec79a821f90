import { paintAgain } from '../actions/repaint.ts';
import { chosenJob } from '../job-choice.ts';
import { refuse } from '../response.ts';
import type { Command } from './command.ts';
import { idOption } from './id-option.ts';
import { EVERYWHERE } from './place.ts';
import { show } from './show.ts';

/** `/rerun`: what the button Rerun does, for a result that is far up or was deleted. */
export const rerun = {
  data: {
    name: 'rerun',
    description: 'Paint a stored request again, exactly',
    ...EVERYWHERE,
    options: [idOption('Which result')],
  },

  async execute(interaction, bot) {
    const chosen = await chosenJob(interaction, 'rerun', bot);
    if (!chosen.ok) return refuse(interaction, chosen.refusal);
    await paintAgain({ interaction, job: chosen.value, slot: 0 }, bot, 'rerun', (request) => request);
  },

  autocomplete: show.autocomplete,
} satisfies Command;
