import {
  ApplicationCommandOptionType,
  ApplicationIntegrationType,
  type ChatInputCommandInteraction,
  InteractionContextType,
  PermissionFlagsBits,
} from 'discord.js';
import type { AuditAction } from '../audit.ts';
import type { Bot } from '../bot.ts';
import { unixSeconds } from '../person-limits.ts';
import { answerPrivately, refuse } from '../response.ts';
import type { SettingsDifferences } from '../settings.ts';
import { textsFor } from '../texts/texts.ts';
import { showUserText } from '../user-text.ts';
import type { Command } from './command.ts';
import { changeServerSettings } from './server-settings.ts';

const REASON_MAX = 300;
const DAYS_MAX = 365;
const DAY_MS = 86_400_000;

type Admin = (interaction: ChatInputCommandInteraction<'cached' | 'raw'>, bot: Bot) => Promise<void>;

const reason = {
  type: ApplicationCommandOptionType.String,
  name: 'reason',
  description: 'What people are told',
  max_length: REASON_MAX,
} as const;
const user = {
  type: ApplicationCommandOptionType.User,
  name: 'user',
  description: 'Whom it is about',
  required: true,
} as const;
const sub = <Options>(name: string, description: string, options: Options) =>
  ({ type: ApplicationCommandOptionType.Subcommand, name, description, options }) as const;

/** `/admin`: what an admin needs without leaving Discord. Discord itself shows it to those who manage the server alone. */
export const admin = {
  data: {
    name: 'admin',
    description: 'See and steer Easel on this server',
    contexts: [InteractionContextType.Guild],
    integration_types: [ApplicationIntegrationType.GuildInstall],
    default_member_permissions: PermissionFlagsBits.ManageGuild.toString(),
    options: [
      sub('status', 'Who paints, how long the line is, what went wrong', []),
      sub('pause', 'Accept nothing more; what waits is still painted', [{ ...reason, required: true }]),
      sub('drain', 'Accept nothing more, and say how much is still to be painted', [reason]),
      sub('resume', 'Accept requests again', []),
      sub('block', 'Let somebody paint no more on this server', [
        user,
        { ...reason, required: true },
        {
          type: ApplicationCommandOptionType.Integer,
          name: 'days',
          description: 'For how long; for ever if left out',
          min_value: 1,
          max_value: DAYS_MAX,
        } as const,
      ]),
      sub('unblock', 'Let somebody paint again', [user]),
      sub('dashboard', 'Where everything else is', []),
    ],
  },

  async execute(interaction, bot) {
    if (!interaction.inGuild()) return;
    await SUBCOMMANDS[interaction.options.getSubcommand()]?.(interaction, bot);
  },
} satisfies Command;

const SUBCOMMANDS: Record<string, Admin> = {
  status: async (interaction, bot) => {
    const { admin: words } = textsFor(interaction.locale);
    const { guildId, user: asker } = interaction;
    const { waitingOfEverybody } = await bot.jobs.usage({ guildId, userId: asker.id });
    const { pausedBecause } = bot.settings.of(guildId);
    const day = await bot.history.lastDay(guildId);
    await answerPrivately(interaction, [
      words.workers({
        workers: bot.catalogue.workers,
        models: bot.catalogue.models.map(({ name }) => name).join(', '),
      }),
      words.day({ painted: day.painted, failed: day.failed, waiting: waitingOfEverybody }),
      pausedBecause === null ? words.running : words.paused({ reason: showUserText(pausedBecause, REASON_MAX) }),
    ]);
  },
  pause: async (interaction, bot) => {
    const pausedBecause = interaction.options.getString('reason', true);
    const { admin: words } = textsFor(interaction.locale);
    await change(
      interaction,
      bot,
      'painting_paused',
      { pausedBecause },
      words.paused({ reason: showUserText(pausedBecause, REASON_MAX) }),
    );
  },
  drain: async (interaction, bot) => {
    const { admin: words } = textsFor(interaction.locale);
    const pausedBecause = interaction.options.getString('reason') ?? words.draining;
    const left = await bot.history.unfinishedIn(interaction.guildId);
    await change(interaction, bot, 'workers_drained', { pausedBecause }, words.drained({ left }));
  },
  resume: async (interaction, bot) => {
    const { admin: words } = textsFor(interaction.locale);
    await change(interaction, bot, 'painting_resumed', { pausedBecause: null }, words.running);
  },
  block: async (interaction, bot) => {
    const { id: userId } = interaction.options.getUser('user', true);
    const { guildId } = interaction;
    const days = interaction.options.getInteger('days');
    const expiresAt = days === null ? null : new Date(Date.now() + days * DAY_MS);
    const why = interaction.options.getString('reason', true);
    await bot.bans.set({ guildId, userId, authorId: interaction.user.id, reason: why, expiresAt });
    const until = expiresAt === null ? null : unixSeconds(expiresAt);
    await answerPrivately(interaction, [textsFor(interaction.locale).admin.blocked({ user: `<@${userId}>`, until })]);
  },
  unblock: async (interaction, bot) => {
    const { id: userId } = interaction.options.getUser('user', true);
    const { admin: words } = textsFor(interaction.locale);
    const wasBanned = await bot.bans.lift(interaction.guildId, userId, interaction.user.id);
    await answerPrivately(interaction, [(wasBanned ? words.unblocked : words.notBlocked)({ user: `<@${userId}>` })]);
  },
  dashboard: async (interaction, { dashboardUrl }) => {
    const { admin: words } = textsFor(interaction.locale);
    const url = dashboardUrl();
    await answerPrivately(interaction, [
      url === null ? words.noDashboard : words.dashboard({ url: `${url}/servers/${interaction.guildId}/overview` }),
    ]);
  },
};

/** Saves one change to this server's settings; two admins at once are told apart by the version. */
async function change(
  interaction: ChatInputCommandInteraction<'cached' | 'raw'>,
  bot: Bot,
  action: AuditAction,
  values: SettingsDifferences,
  sentence: string,
): Promise<void> {
  const refusal = await changeServerSettings(interaction, interaction.guildId, bot, values, action);
  if (refusal) return refuse(interaction, refusal);
  await answerPrivately(interaction, [sentence]);
}
