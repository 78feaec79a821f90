import {
  type APIApplicationCommandBasicOption,
  ApplicationCommandOptionType,
  type ChatInputCommandInteraction,
  PermissionFlagsBits,
} from 'discord.js';
import type { Bot } from '../bot.ts';
import { type Choice, suggest } from '../job-choice.ts';
import { listThatFits } from '../name-list.ts';
import { answerPrivately, refuse } from '../response.ts';
import { type Settings, STYLES_MAX, styles as styleSchema } from '../settings.ts';
import { STYLE_SLOT } from '../style.ts';
import { type Refusal, textsFor } from '../texts/texts.ts';
import { showUserText } from '../user-text.ts';
import type { Command } from './command.ts';
import { EVERYWHERE } from './place.ts';
import { changeServerSettings } from './server-settings.ts';

type Styles = Settings['styles'];

const NAME_MAX = 40;
const TEMPLATE_MAX = 1_000;
/** Of the 2,000 characters of a message, for each of two lists. */
const LIST_MAX = 900;
const SHOWN_MAX = 400;

const name = (autocomplete: boolean) =>
  ({
    type: ApplicationCommandOptionType.String,
    name: 'name',
    description: 'What it is called',
    required: true,
    max_length: NAME_MAX,
    ...(autocomplete ? { autocomplete } : {}),
  }) as const;
const server = {
  type: ApplicationCommandOptionType.Boolean,
  name: 'server',
  description: 'For everybody on this server, which needs Manage Server; for you alone if left out',
} as const;
const template = (option: 'prompt' | 'negative', description: string, required: boolean) =>
  ({
    type: ApplicationCommandOptionType.String,
    name: option,
    description,
    required,
    max_length: TEMPLATE_MAX,
  }) as const;
const sub = (of: string, description: string, options: APIApplicationCommandBasicOption[]) =>
  ({ type: ApplicationCommandOptionType.Subcommand, name: of, description, options }) as const;

/** `/styles`: templates around a prompt, of a server and of a person. Of two with one name a person's own holds. */
export const styles = {
  data: {
    name: 'styles',
    description: 'Templates around your words, of this server and your own',
    ...EVERYWHERE,
    options: [
      sub('list', 'All that you can use here', []),
      sub('show', 'What a style adds', [name(true)]),
      sub('add', 'Keep a style, or change one', [
        name(false),
        template('prompt', `The template, with ${STYLE_SLOT} where the words go`, true),
        template('negative', 'What it would rather not see', false),
        server,
      ]),
      sub('remove', 'Remove a style', [name(true), server]),
    ],
  },

  execute: (interaction, bot) =>
    SUBCOMMANDS[interaction.options.getSubcommand()]?.(interaction, bot) ?? Promise.resolve(),

  autocomplete: (interaction, bot) => suggest(interaction, styleChoices(interaction, bot), bot),
} satisfies Command;

/** The styles that somebody can use in a place. */
export async function styleChoices(
  { guildId, user }: { guildId: string | null; user: { id: string } },
  bot: Bot,
): Promise<Choice[]> {
  const own = await bot.preferences.of(user.id);
  const names = Object.keys({ ...own.styles, ...bot.settings.of(guildId).styles });
  return names.map((style) => ({ name: style, value: style }));
}

const SUBCOMMANDS: Record<string, (interaction: ChatInputCommandInteraction, bot: Bot) => Promise<void>> = {
  list: async (interaction, bot) => {
    const { styles: words } = textsFor(interaction.locale);
    const own = Object.keys((await bot.preferences.of(interaction.user.id)).styles);
    const servers = Object.keys(bot.settings.of(interaction.guildId).styles);
    const list = (heading: string, names: string[]) =>
      names.length === 0 ? [] : [heading, listThatFits(names, ', ', LIST_MAX)];
    const lines = [...list(words.server, servers), ...list(words.own, own)];
    await answerPrivately(interaction, lines.length === 0 ? [words.none] : lines);
  },

  show: async (interaction, bot) => {
    const { styles: words } = textsFor(interaction.locale);
    const wanted = interaction.options.getString('name', true);
    const all = {
      ...bot.settings.of(interaction.guildId).styles,
      ...(await bot.preferences.of(interaction.user.id)).styles,
    };
    const style = Object.hasOwn(all, wanted) ? all[wanted] : undefined;
    if (!style) return refuse(interaction, unknown(wanted, all));
    const { prompt, negativePrompt } = style;
    const shown = (text: string) => showUserText(text, SHOWN_MAX);
    await answerPrivately(interaction, [
      words.shown({ name: shown(wanted), prompt: shown(prompt), negative: shown(negativePrompt) }),
    ]);
  },

  add: async (interaction, bot) => {
    const { options, locale } = interaction;
    const wanted = options.getString('name', true).trim();
    const one = { prompt: options.getString('prompt', true), negativePrompt: options.getString('negative') ?? '' };
    const checked = styleSchema.safeParse({ [wanted]: one });
    if (!checked.success) return refuse(interaction, { code: 'style_invalid' });
    const sentence = textsFor(locale).styles.added({ name: showUserText(wanted, NAME_MAX) });
    await change(interaction, bot, sentence, (before) => {
      const after = { ...before, ...checked.data };
      return Object.keys(after).length > STYLES_MAX ? { code: 'too_many_styles', values: { max: STYLES_MAX } } : after;
    });
  },

  remove: async (interaction, bot) => {
    const wanted = interaction.options.getString('name', true).trim();
    const sentence = textsFor(interaction.locale).styles.removed({ name: showUserText(wanted, NAME_MAX) });
    await change(interaction, bot, sentence, (before) => {
      if (!Object.hasOwn(before, wanted)) return unknown(wanted, before);
      return Object.fromEntries(Object.entries(before).filter(([other]) => other !== wanted));
    });
  },
};

const unknown = (style: string, all: Styles): Refusal => ({
  code: 'style_unknown',
  values: { style: style.slice(0, NAME_MAX), known: listThatFits(Object.keys(all), ', ', LIST_MAX) || '–' },
});

/** Changes the styles of the person, or of the server where that was asked for and may be. */
async function change(
  interaction: ChatInputCommandInteraction,
  bot: Bot,
  sentence: string,
  edit: (before: Styles) => Styles | Refusal,
): Promise<void> {
  const { guildId, user, memberPermissions, options } = interaction;
  const isOfServer = options.getBoolean('server') ?? false;
  if (isOfServer && (guildId === null || !memberPermissions?.has(PermissionFlagsBits.ManageGuild))) {
    return refuse(interaction, { code: 'style_not_yours' });
  }
  const before = isOfServer ? bot.settings.of(guildId).styles : (await bot.preferences.of(user.id)).styles;
  const after = edit(before);
  if (isRefusal(after)) return refuse(interaction, after);
  if (isOfServer && guildId !== null) {
    const refusal = await changeServerSettings(interaction, guildId, bot, { styles: after });
    if (refusal) return refuse(interaction, refusal);
  } else await bot.preferences.change(user.id, { styles: after });
  await answerPrivately(interaction, [sentence]);
}

/** A style may be called “code”, but it is an object then. */
const isRefusal = (value: Styles | Refusal): value is Refusal => 'code' in value && typeof value.code === 'string';
