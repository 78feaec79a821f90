import {
  type APIActionRowComponent,
  type APIButtonComponentWithCustomId,
  ButtonStyle,
  ComponentType,
  MessageFlags,
} from 'discord.js';
import type { Panel } from '../actions/action.ts';
import type { Bot } from '../bot.ts';
import { encodePanelId } from '../custom-id.ts';
import type { ListedJob } from '../history.ts';
import { unixSeconds } from '../person-limits.ts';
import { shortId } from '../reply.ts';
import { type Texts, textsFor } from '../texts/texts.ts';
import { showUserText } from '../user-text.ts';
import type { Command } from './command.ts';
import { EVERYWHERE } from './place.ts';

/** Seven lines of at most 270 characters fit into the 2,000 of a message. */
const JOBS_ON_PAGE = 7;
const PROMPT_MAX = 40;

interface Page {
  content: string;
  components: APIActionRowComponent<APIButtonComponentWithCustomId>[];
  allowedMentions: { parse: [] };
}

/** `/history`: everything that a person painted, newest first, in private pages. */
export const history = {
  data: { name: 'history', description: 'Everything you painted, newest first', ...EVERYWHERE },

  async execute(interaction, bot) {
    const page = await pageOf(interaction, 0, bot);
    await interaction.reply({ ...page, flags: MessageFlags.Ephemeral });
  },
} satisfies Command;

/** Previous and Next: the part is how many jobs are before the page, so the buttons outlive any restart. */
export const turnHistory: Panel = async (interaction, part, bot) => {
  const skip = /^\d{1,7}$/.test(part) ? Number(part) : 0;
  const page = await pageOf(interaction, skip, bot);
  if (interaction.isMessageComponent()) await interaction.update(page);
};

async function pageOf(
  { user, locale }: { user: { id: string }; locale: string },
  skip: number,
  bot: Bot,
): Promise<Page> {
  const texts = textsFor(locale);
  const { history: words } = texts;
  const jobs = await bot.history.of(user.id, JOBS_ON_PAGE + 1, skip);
  const lines = jobs.slice(0, JOBS_ON_PAGE).map((job) => lineOf(job, texts));
  const number = Math.floor(skip / JOBS_ON_PAGE) + 1;
  const buttons = [
    ...(skip > 0 ? [turnTo(Math.max(0, skip - JOBS_ON_PAGE), words.previous)] : []),
    ...(jobs.length > JOBS_ON_PAGE ? [turnTo(skip + JOBS_ON_PAGE, words.next)] : []),
  ];
  return {
    content: lines.length === 0 ? words.none : [words.page({ page: number }), ...lines].join('\n'),
    components: buttons.length === 0 ? [] : [{ type: ComponentType.ActionRow, components: buttons }],
    allowedMentions: { parse: [] },
  };
}

const turnTo = (skip: number, label: string): APIButtonComponentWithCustomId => ({
  type: ComponentType.Button,
  style: ButtonStyle.Secondary,
  label,
  custom_id: encodePanelId('history', String(skip)),
});

/** `#7f3k2 · a red apple · painted · seed 7 · 3 hours ago · open` */
function lineOf(job: ListedJob, { history: words }: Texts): string {
  const { id, prompt, seed, state, apology, createdAt } = job;
  const became =
    apology === null ? (words.states[state] ?? state) : words[apology === 'cancelled' ? apology : 'failed'];
  const link = linkTo(job);
  const parts = [
    `\`${shortId(id)}\``,
    showUserText(prompt, PROMPT_MAX),
    became,
    words.seed({ seed }),
    `<t:${unixSeconds(createdAt)}:R>`,
    ...(link === null ? [] : [`[${words.open}](${link})`]),
  ];
  return parts.join(' · ');
}

/** Nobody can go to a message that only its person sees. */
const linkTo = ({ guildId, channelId, messageId, isPrivate }: ListedJob): string | null =>
  messageId === null || isPrivate ? null : `https://discord.com/channels/${guildId ?? '@me'}/${channelId}/${messageId}`;
