import {
  ApplicationCommandOptionType,
  ApplicationIntegrationType,
  ButtonStyle,
  ComponentType,
  InteractionContextType,
  MessageFlags,
} from 'discord.js';
import { encodeButtonId } from '../custom-id.ts';
import { textsFor } from '../texts/texts.ts';
import { zip } from '../zip.ts';
import type { Command } from './command.ts';

/** A file may have 10 MiB; the headers of the archive take their part. */
const ARCHIVE_BYTES_MAX = 9 * 1024 * 1024;
/** Stands in the place of a job in the button's id; the person who presses it is whose data it is. */
const NO_JOB = '00000000-0000-0000-0000-000000000000';

/** `/privacy`: everything that is kept about a person, to have or to delete. */
export const privacy = {
  data: {
    name: 'privacy',
    description: 'Get the data that is kept about you, or delete it',
    contexts: [InteractionContextType.Guild, InteractionContextType.BotDM, InteractionContextType.PrivateChannel],
    integration_types: [ApplicationIntegrationType.GuildInstall, ApplicationIntegrationType.UserInstall],
    options: [
      { type: ApplicationCommandOptionType.Subcommand, name: 'export', description: 'Get all of it as a file' },
      {
        type: ApplicationCommandOptionType.Subcommand,
        name: 'forget',
        description: 'Delete prompts, pictures and settings',
      },
    ],
  },

  async execute(interaction, bot) {
    const texts = textsFor(interaction.locale);
    if (interaction.options.getSubcommand() === 'export') {
      const userId = interaction.user.id;
      await interaction.deferReply({ flags: MessageFlags.Ephemeral });
      const data = Buffer.from(JSON.stringify(await bot.personalData.export(userId), null, 1));
      const { pictures, total } = await bot.personalData.pictures(userId, ARCHIVE_BYTES_MAX);
      const archive = zip(
        pictures.map(({ jobId, slot, seed, png }) => ({ name: `${jobId}/${slot + 1}-seed-${seed}.png`, data: png })),
      );
      await bot.audit.record({
        guildId: interaction.guildId,
        actorId: userId,
        action: 'data_exported',
        subject: userId,
      });
      await interaction.editReply({
        content: texts.privacy.exported({ pictures: pictures.length, total }),
        files: [
          { name: 'easel-data.json', attachment: data },
          ...(pictures.length === 0 ? [] : [{ name: 'easel-pictures.zip', attachment: archive }]),
        ],
      });
      return;
    }
    const forget = {
      type: ComponentType.Button as const,
      style: ButtonStyle.Danger as const,
      label: texts.buttons.forget,
      custom_id: encodeButtonId({ action: 'forget', slot: 0, jobId: NO_JOB }),
    };
    await interaction.reply({
      flags: MessageFlags.Ephemeral,
      content: texts.privacy.confirm,
      components: [{ type: ComponentType.ActionRow, components: [forget] }],
    });
  },
} satisfies Command;
