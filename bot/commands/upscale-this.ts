import { ApplicationCommandType } from 'discord.js';
import { enlarge } from '../actions/enlarge.ts';
import { refuse } from '../response.ts';
import type { Menu } from './command.ts';
import { menuSource } from './menu-source.ts';
import { EVERYWHERE } from './place.ts';

/** **Upscale** in a message's menu: what Upscale 2× does. Of a grid nobody can say which picture is meant. */
export const upscaleThis = {
  data: { type: ApplicationCommandType.Message, name: 'Upscale', ...EVERYWHERE },
  what: 'button:enlarge',

  async execute(interaction, bot) {
    const source = await menuSource(interaction, 'enlarge', bot);
    if ('code' in source) return refuse(interaction, source);
    const slot = source.slot ?? (source.job.request.count === 1 ? 0 : null);
    if (slot === null) return refuse(interaction, { code: 'grid_needs_choice' });
    await enlarge({ interaction, job: source.job, slot }, bot);
  },
} satisfies Menu;
