import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  MessageFlags,
  type RepliableInteraction,
} from 'discord.js';
import { copyable, detailsOf } from '../actions/details.ts';
import type { Bot } from '../bot.ts';
import { type Attached, readAttachedImage } from '../initial-image.ts';
import { chosenJob } from '../job-choice.ts';
import type { KnownJob } from '../known-job.ts';
import { pngText } from '../png-text.ts';
import { refuse } from '../response.ts';
import { textsFor } from '../texts/texts.ts';
import { showUserText } from '../user-text.ts';
import type { Command, Menu } from './command.ts';
import { idOption } from './id-option.ts';
import { menuSource } from './menu-source.ts';
import { EVERYWHERE } from './place.ts';
import { show } from './show.ts';

const NAME_MAX = 60;

/** `/info`: how a result, or any picture that says so itself, was painted. */
export const info = {
  data: {
    name: 'info',
    description: 'How a result or a picture was painted',
    ...EVERYWHERE,
    options: [
      { type: ApplicationCommandOptionType.Attachment, name: 'image', description: 'A PNG as it was painted' },
      { ...idOption('Or which result'), required: false },
    ],
  },

  async execute(interaction, bot) {
    const file = interaction.options.getAttachment('image');
    const isById = interaction.options.getString('id') !== null;
    if ((file !== null) === isById) return refuse(interaction, { code: 'info_needs_one' });
    if (file !== null) return tellOfFile(interaction, file, bot);
    const chosen = await chosenJob(interaction, 'details', bot);
    if (!chosen.ok) return refuse(interaction, chosen.refusal);
    await tellOfJob(interaction, chosen.value, 0, bot);
  },

  autocomplete: show.autocomplete,
} satisfies Command;

/** **Image info** in a message's menu: of a result of ours, else of the first picture that anybody attached. */
export const imageInfo = {
  data: { type: ApplicationCommandType.Message, name: 'Image info', ...EVERYWHERE },
  what: 'button:details',

  async execute(interaction, bot) {
    const source = await menuSource(interaction, 'details', bot);
    if (!('code' in source)) return tellOfJob(interaction, source.job, source.slot ?? 0, bot);
    const file = interaction.targetMessage.attachments.find(({ contentType }) => contentType?.startsWith('image/'));
    if (source.code === 'message_without_job' && file) return tellOfFile(interaction, file, bot);
    await refuse(interaction, source);
  },
} satisfies Menu;

async function tellOfJob(interaction: RepliableInteraction, job: KnownJob, slot: number, bot: Bot): Promise<void> {
  const about = detailsOf(job, await bot.jobs.images(job.id), slot, textsFor(interaction.locale));
  await interaction.reply({ ...about, flags: MessageFlags.Ephemeral, allowedMentions: { parse: [] } });
}

/** The file is fetched and checked like one to start from; its text alone is read. */
async function tellOfFile(interaction: RepliableInteraction, file: Attached, { cdn }: Bot): Promise<void> {
  const image = await readAttachedImage(file, cdn);
  if (!image.ok) return refuse(interaction, image.refusal);
  const { name, bytes } = image.value;
  const parameters = pngText(bytes, 'parameters');
  if (parameters === null) return refuse(interaction, { code: 'image_without_parameters', values: { name } });
  const { block, files } = copyable(parameters);
  const { info: words } = textsFor(interaction.locale);
  await interaction.reply({
    content: [words.from({ name: showUserText(name, NAME_MAX) }), ...block].join('\n'),
    files,
    flags: MessageFlags.Ephemeral,
    allowedMentions: { parse: [] },
  });
}
