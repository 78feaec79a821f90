import { ApplicationCommandType } from 'discord.js';
import { refusalOfForm, remixModal } from '../actions/remix.ts';
import { refuse } from '../response.ts';
import type { Menu } from './command.ts';
import { menuSource } from './menu-source.ts';
import { EVERYWHERE } from './place.ts';

/** **Remix this** in a message's menu: the form behind the button Remix. */
export const remixThis = {
  data: { type: ApplicationCommandType.Message, name: 'Remix this', ...EVERYWHERE },
  what: 'button:remix',

  async execute(interaction, bot) {
    const source = await menuSource(interaction, 'remix', bot);

    if ('code' in source) return refuse(interaction, source);
    const tooLong = refusalOfForm(source.job);
    if (tooLong) return refuse(interaction, tooLong);
    await interaction.showModal(remixModal(source.job, source.slot ?? 0, interaction.locale));
  },
} satisfies Menu;
