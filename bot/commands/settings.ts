import {
  type APIActionRowComponent,
  type APIComponentInMessageActionRow,
  type APIModalInteractionResponseCallbackData,
  ButtonStyle,
  ComponentType,
  MessageFlags,
  TextInputStyle,
} from 'discord.js';
import type { Panel } from '../actions/action.ts';
import type { Bot } from '../bot.ts';
import { encodePanelId } from '../custom-id.ts';
import { NEGATIVE_MAX, type PersonalPreferences, VARIATIONS } from '../preferences.ts';
import { modelsOffered } from '../request.ts';
import { ASPECTS } from '../size.ts';
import { type Texts, textsFor } from '../texts/texts.ts';
import { showUserText } from '../user-text.ts';
import type { Command } from './command.ts';
import { EVERYWHERE } from './place.ts';

/** Stands for “as this server has it” among the values of a menu. */
const SERVER = ':server';
/** A menu has at most 25 entries, of which one leaves it to the server. */
const MODELS_MAX = 24;
const SHOWN_MAX = 200;

interface Shown {
  content: string;
  components: APIActionRowComponent<APIComponentInMessageActionRow>[];
  allowedMentions: { parse: [] };
}

/** `/settings`: a private panel of what /imagine does with what a person leaves out. */
export const personalSettings = {
  data: { name: 'settings', description: 'Your own defaults: model, shape, how many, who sees them', ...EVERYWHERE },

  async execute(interaction, bot) {
    const own = await bot.preferences.of(interaction.user.id);
    await interaction.reply({ ...panel(own, interaction, bot), flags: MessageFlags.Ephemeral });
  },
} satisfies Command;

/** What was chosen in the panel is stored, and the panel shows it. */
export const changeSettings: Panel = async (interaction, part, bot) => {
  const userId = interaction.user.id;
  const own = await bot.preferences.of(userId);
  if (interaction.isButton() && part === 'edit') {
    return interaction.showModal(negativeModal(own, textsFor(interaction.locale)));
  }
  const chosen = interaction.isStringSelectMenu() ? interaction.values[0] : undefined;
  const value = chosen === undefined || chosen === SERVER ? null : chosen;
  const written = interaction.isModalSubmit() ? interaction.fields.getTextInputValue('negative') : '';
  const changed = await bot.preferences.change(userId, changesFor(part, value, written, own));
  const shown = panel(changed, interaction, bot);
  if (interaction.isMessageComponent() || interaction.isFromMessage()) await interaction.update(shown);
};

/** The choice that a part of the panel stands for; one that this version does not offer changes nothing. */
function changesFor(
  part: string,
  value: string | null,
  written: string,
  own: PersonalPreferences,
): Partial<PersonalPreferences> {
  switch (part) {
    case 'model':
      return { model: value };
    case 'count':
      return { count: value === null ? null : Number(value) };
    case 'aspect':
      return { aspect: ASPECTS.find((aspect) => aspect === value) ?? null };
    case 'variation':
      return { variation: VARIATIONS.find((variation) => variation === value) ?? null };
    case 'private':
      return { isPrivate: !own.isPrivate };
    case 'direct':
      return { isDirect: !own.isDirect };
    case 'negative':
      return { negative: written };
    default:
      return {};
  }
}

function panel(
  own: PersonalPreferences,
  { guildId, locale }: { guildId: string | null; locale: string },
  bot: Bot,
): Shown {
  const { personal: words } = textsFor(locale);
  const offered = modelsOffered(bot.catalogue.models, bot.settings.of(guildId)).map(({ name }) => name);
  // A model that is gone stays visible as long as it is chosen: /imagine names it too.
  const models = [...new Set([...(own.model === null ? [] : [own.model]), ...offered])].slice(0, MODELS_MAX);
  const same = (values: readonly string[]) => values.map((value) => [value, value] as const);
  const counts = [1, 2, 3, 4].map((count) => [String(count), words.counts({ count })] as const);
  const variations = VARIATIONS.map((variation) => [variation, words.variations[variation]] as const);
  const button = (part: string, label: string) => ({
    type: ComponentType.Button as const,
    style: ButtonStyle.Secondary as const,
    label,
    custom_id: encodePanelId('settings', part),
  });
  const menus = [
    menu('model', words.model, same(models), own.model, words.server),
    menu('count', words.count, counts, own.count === null ? null : String(own.count), words.server),
    menu('aspect', words.aspect, same(ASPECTS), own.aspect, words.server),
    menu('variation', words.variation, variations, own.variation, words.server),
  ];
  const buttons = [
    button('private', own.isPrivate ? words.makePublic : words.makePrivate),
    button('direct', own.isDirect ? words.makeHere : words.makeDirect),
    button('edit', words.edit),
  ];
  const negative = own.negative === '' ? words.noNegative : showUserText(own.negative, SHOWN_MAX);
  return {
    content: [words.heading, answersOf(own, words), `${words.negative}: ${negative}`].join('\n'),
    components: [...menus, { type: ComponentType.ActionRow, components: buttons }],
    allowedMentions: { parse: [] },
  };
}

/** Each entry says what it is about, since a menu shows nothing but the chosen one. */
function menu(
  part: string,
  title: string,
  values: readonly (readonly [value: string, label: string])[],
  chosen: string | null,
  server: string,
): APIActionRowComponent<APIComponentInMessageActionRow> {
  const options = [[SERVER, server] as const, ...values].map(([value, label]) => ({
    value,
    label: `${title}: ${label}`.slice(0, 100),
    default: value === (chosen ?? SERVER),
  }));
  return {
    type: ComponentType.ActionRow,
    components: [{ type: ComponentType.StringSelect, custom_id: encodePanelId('settings', part), options }],
  };
}

function negativeModal(own: PersonalPreferences, { personal: words }: Texts): APIModalInteractionResponseCallbackData {
  const field = {
    type: ComponentType.TextInput as const,
    custom_id: 'negative',
    style: TextInputStyle.Paragraph,
    value: own.negative,
    max_length: NEGATIVE_MAX,
    required: false,
  };
  return {
    custom_id: encodePanelId('settings', 'negative'),
    title: words.negative,
    components: [{ type: ComponentType.Label, label: words.negative, component: field }],
  };
}

function answersOf({ isDirect, isPrivate }: PersonalPreferences, words: Texts['personal']): string {
  if (isDirect) return words.directOn;
  return isPrivate ? words.privateOn : words.privateOff;
}
