import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { SAFETY_POLICIES } from '../../safety.ts';
import type { Problem } from '../../settings-changes.ts';
import { findBlockedWord } from '../../word-rules.ts';
import { banRoutes, bansPanel } from '../bans-panel.ts';
import type { DashboardOptions } from '../dashboard.ts';
import { answerChange, changeBy, doneNotice, sentSettings, settingsForm, wrongWhy } from '../forms.ts';
import { visitOf } from '../guard.ts';
import { attribute, type Html, html } from '../html.ts';
import { formToken, notice, page } from '../layout.ts';
import type { Visit } from '../visit.ts';

const PROMPT_MAX = 6_000;
/** What a channel without a policy of its own says in the form. */
const AS_ELSEWHERE = '';

const policy = z.enum(SAFETY_POLICIES);

/** What may not be asked for, what happens to pictures that a checkpoint flags, and who may not paint. */
export async function moderationPage(server: FastifyInstance, options: DashboardOptions): Promise<void> {
  const { bot, guilds } = options;
  const { changes } = bot;
  const render = async (visit: Visit, told: Html | null, problems: readonly Problem[] = [], words?: string) =>
    page(visit, 'moderation', await content(visit, options, { told, problems, words }));

  server.get('/moderation', async (request, reply) => {
    const rendered = await render(visitOf(request), doneNotice(request.query));
    return reply.type('text/html').send(rendered.toString());
  });

  server.post('/moderation/words', async (request, reply) => {
    const visit = visitOf(request);
    const { values, ...sent } = sentSettings(request);
    const { words } = z.strictObject({ words: z.string() }).parse(values);
    const blockedWords = linesOf(words);
    const changed = await changes.set(changeBy(visit, sent), { blockedWords });
    return answerChange(reply, changed, {
      back: visit.path('moderation'),
      guilds,
      // What was typed stays beside what is wrong with it; of a stale page the newer rules are shown.
      invalid: (problems, told) =>
        render(visit, told, named(problems, blockedWords), problems.length === 0 ? undefined : words),
    });
  });

  // Looks at a sentence and stores nothing: reading is enough.
  server.post('/moderation/test', { config: { may: 'view' } }, async (request, reply) => {
    const { scope } = visitOf(request);
    const { text } = z.strictObject({ text: z.string().max(PROMPT_MAX) }).parse(request.body);
    const blocked = findBlockedWord(bot.settings.of(scope.guildId).blockedWords, text);
    const answer =
      blocked === null
        ? notice('Nothing in it is blocked.')
        : notice(`Blocked: “${blocked.found}”, by the rule “${blocked.rule}”.`, 'bad');
    return reply.type('text/html').send(answer.toString());
  });

  server.post('/moderation/safety', async (request, reply) => {
    const visit = visitOf(request);
    const { values, ...sent } = sentSettings(request);
    const { elsewhere, ageRestricted, ...channels } = values;
    const known = new Set(channelsOf(visit, options).map(({ id }) => id));
    const own = z
      .partialRecord(
        z.string().refine((id) => known.has(id)),
        z.union([policy, z.literal(AS_ELSEWHERE)]),
      )
      .parse(channels);
    const set = Object.entries(own).filter(([, chosen]) => chosen !== AS_ELSEWHERE);
    const safety = { elsewhere, ageRestricted, channels: Object.fromEntries(set) };
    const changed = await changes.set(changeBy(visit, sent), { safety });
    return answerChange(reply, changed, {
      back: visit.path('moderation'),
      guilds,
      invalid: (_, told) => render(visit, told),
    });
  });

  await server.register(banRoutes, options);
}

interface Shown {
  told: Html | null;
  problems: readonly Problem[];
  /** The rules as they were typed, when they could not be saved. */
  words: string | undefined;
}

async function content(visit: Visit, options: DashboardOptions, { told, problems, words }: Shown): Promise<Html> {
  const { bot } = options;
  const { blockedWords, safety } = bot.settings.of(visit.scope.guildId);
  const version = bot.settings.version(visit.scope.id);
  const why = wrongWhy(problems, 'words');
  const locked = attribute('disabled', !visit.mayEdit);
  return html`
    ${told}
    <div class="grid">
      <form class="panel" method="post" action="${visit.path('moderation/words')}">
        <h2><label for="words">Blocked words</label></h2>
        ${settingsForm(visit, version)}
        <p class="hint">One word or phrase a line. Whole words only: <code>hell</code> lets a shell be painted; <code>kill*</code> blocks every word that begins so. Capitals, accents and invisible characters make no difference.</p>
        <textarea id="words" name="words" rows="10" spellcheck="false" aria-describedby="words-why"${locked}>${words ?? blockedWords.join('\n')}</textarea>
        ${why}
        ${visit.mayEdit && html`<p><button class="primary">Save</button></p>`}
      </form>
      <section class="panel" aria-labelledby="try-title">
        <h2 id="try-title">Try a prompt</h2>
        <form hx-post="${visit.path('moderation/test')}" hx-target="#tried" hx-swap="innerHTML" method="post" action="${visit.path('moderation/test')}">
          ${formToken(visit)}
          <label for="text">A prompt, as somebody would type it</label>
          <textarea id="text" name="text" rows="4" maxlength="${PROMPT_MAX}" required></textarea>
          <p><button>Would it be blocked?</button></p>
        </form>
        <div id="tried" aria-live="polite"></div>
      </section>
    </div>
    <form class="panel" method="post" action="${visit.path('moderation/safety')}">
      <h2>Pictures that a checkpoint flags</h2>
      <p class="hint">By the safety checker that some checkpoints bring along. block: a grey square in its place. spoiler: behind a click. allow: as it is.</p>
      ${settingsForm(visit, version)}
      ${policyRow('elsewhere', 'In most channels', safety.elsewhere, false, locked)}
      ${policyRow('ageRestricted', 'In age-restricted channels', safety.ageRestricted, false, locked)}
      ${channelsOf(visit, options).map(({ id, name }) => policyRow(id, `#${name}`, safety.channels[id] ?? AS_ELSEWHERE, true, locked))}
      ${visit.mayEdit && html`<p><button class="primary">Save</button></p>`}
    </form>
    ${await bansPanel(visit, options)}`;
}

const policyRow = (name: string, label: string, current: string, mayFollow: boolean, locked: Html): Html => html`
  <div class="field"><label for="safety-${name}">${label}</label>
    <select id="safety-${name}" name="${name}"${locked}>${mayFollow && html`<option value="">as above</option>`}${SAFETY_POLICIES.map(
      (each) => html`<option value="${each}"${attribute('selected', each === current)}>${each}</option>`,
    )}</select></div>`;

const channelsOf = ({ scope }: Visit, { guilds }: DashboardOptions) =>
  scope.guildId === null ? [] : guilds.channels(scope.guildId);

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** `blockedWords.3` is of no use to a person; the rule itself is. */
const named = (problems: readonly Problem[], words: readonly string[]): Problem[] =>
  problems.map(({ path, sentence }) => {
    const word = words[Number(path.split('.')[1])];
    return { path: 'words', sentence: word === undefined ? sentence : `“${word}”: ${sentence}` };
  });
