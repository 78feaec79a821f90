import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type Check, explain } from '../explanation.ts';
import * as en from '../texts/en.ts';
import { sentenceOf } from '../texts/texts.ts';
import type { DashboardOptions } from './dashboard.ts';
import { doableOptions, isDoable, labelOf } from './doables.ts';
import { visitOf } from './guard.ts';
import { type Html, html } from './html.ts';
import { notice } from './layout.ts';
import type { Visit } from './visit.ts';

const question = z.strictObject({
  userId: z.string().regex(/^\d{17,20}$/, 'an id is 17 to 20 digits'),
  channelId: z.string().regex(/^\d{17,20}$/),
  what: z.string().refine(isDoable),
  own: z.literal('on').optional(),
});

/** “Why can't @x do y here?”, answered by the functions that decide it. */
export function explanationRoutes(server: FastifyInstance, { bot, guilds }: DashboardOptions): void {
  server.get('/access/explanation', async (request, reply) => {
    const { scope } = visitOf(request);
    const asked = question.safeParse(request.query);
    const send = (answer: Html) => reply.type('text/html').send(answer.toString());
    if (!asked.success)
      return send(notice('Give a person’s id: in Discord, right click on them and Copy User ID.', 'bad'));
    const { userId, channelId, what, own } = asked.data;
    const { guildId } = scope;
    const surroundings = guildId && (await guilds.surroundings(guildId, channelId, userId));
    if (!surroundings) return send(notice('There is no such member of this server, or no such channel.', 'bad'));
    const checks = explain({
      what,
      userId,
      surroundings,
      isOwnResult: own === 'on',
      settings: bot.settings.of(guildId),
      usage: await bot.jobs.usage({ guildId, userId }),
      missing: guilds.missingPermissions(guildId ?? '', channelId),
    });
    const channel = guilds.channels(guildId ?? '').find(({ id }) => id === channelId)?.name ?? channelId;
    return send(answer(await guilds.nameOf(userId), what, channel, checks));
  });
}

function answer(name: string, what: string, channel: string, checks: readonly Check[]): Html {
  const refused = checks.find(({ refusal }) => refusal !== null);
  const verdict = `${name} ${refused === undefined ? 'can' : 'cannot'} use ${labelOf(what)} in #${channel}.`;
  return html`
    ${notice(verdict, refused === undefined ? 'good' : 'bad')}
    <div class="scroll"><table>
      <thead><tr><th>Asked</th><th>Passed</th><th>Because</th></tr></thead>
      <tbody>${checks.map(
        ({ name: check, refusal, because }) => html`<tr><td>${check}</td>
          <td>${refusal === null ? html`<span class="badge good">yes</span>` : html`<span class="badge bad">no</span>`}</td>
          <td>${because}${refusal !== null && html`<br><span class="hint">They are told: “${sentenceOf(en, refusal)}”</span>`}</td></tr>`,
      )}</tbody></table></div>`;
}

/** The question, for one server; there is no such place as all of them. */
export function explanationPanel(visit: Visit, { guilds }: DashboardOptions): Html | null {
  const { guildId } = visit.scope;
  if (guildId === null) return null;
  const address = visit.path('access/explanation');
  return html`
    <section class="panel" aria-labelledby="why-title">
      <h2 id="why-title">Why can, or can’t, somebody do something?</h2>
      <form class="inline-form" method="get" action="${address}" hx-get="${address}" hx-target="#why">
        <label>Person’s id<input name="userId" required inputmode="numeric" pattern="\\d{17,20}" title="In Discord: right click on somebody, Copy User ID"></label>
        <label>What<select name="what">${doableOptions('/imagine')}</select></label>
        <label>Channel<select name="channelId">${guilds.channels(guildId).map(({ id, name }) => html`<option value="${id}">#${name}</option>`)}</select></label>
        <label class="inline"><input type="checkbox" name="own" value="on">under their own result</label>
        <button>Explain</button>
      </form>
      <div id="why" aria-live="polite"></div>
    </section>`;
}
