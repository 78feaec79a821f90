import { type APIApplicationCommandStringOption, ApplicationCommandOptionType } from 'discord.js';

/** Which result a command is about: chosen from the person's own, or typed. */
export const idOption = (description: string): APIApplicationCommandStringOption => ({
  type: ApplicationCommandOptionType.String,
  name: 'id',
  description,
  required: true,
  autocomplete: true,
  max_length: 100,
});
