import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { PersonLimits } from '../../settings.ts';
import type { PageOptions } from '../dashboard.ts';
import { doneNotice } from '../forms.ts';
import { visitOf } from '../guard.ts';
import { type Html, html } from '../html.ts';
import { moment, page } from '../layout.ts';
import { namesOf } from '../names.ts';
import { type ListedPerson, People, type PersonRecord } from '../people.ts';
import { roleLimitRoutes, roleLimitsPanel } from '../role-limits-panel.ts';
import type { Visit } from '../visit.ts';

const PEOPLE_SHOWN = 50;
const query = z.object({ after: z.string().optional() });
const params = z.object({ userId: z.string().regex(/^\d{17,20}$/) });

/** Draws the page, with a word on what is in the way of a change. */
export type RenderPeople = (visit: Visit, told: Html | null) => Promise<Html>;

/** Who paints how much, what each may, and what roles add to it. */
export async function peoplePage(server: FastifyInstance, options: PageOptions): Promise<void> {
  const { bot, guilds, database } = options;
  const people = new People(database, bot.settings);

  const render = async (visit: Visit, told: Html | null, after?: string): Promise<Html> => {
    const { people: listed, next } = await people.list(visit.scope.guildId, { count: PEOPLE_SHOWN, after });
    const names = await namesOf(
      guilds,
      listed.map(({ userId }) => userId),
    );
    const content = html`
      ${told}
      ${peopleTable(visit, listed, (id) => names.get(id) ?? id)}
      ${next !== null && html`<p><a class="button" href="?${new URLSearchParams({ after: next }).toString()}">Those of before</a></p>`}
      ${roleLimitsPanel(visit, options)}`;
    return page(visit, 'people', content);
  };

  server.get('/people', async (request, reply) => {
    const { after } = query.parse(request.query);
    const rendered = await render(visitOf(request), doneNotice(request.query), after);
    return reply.type('text/html').send(rendered.toString());
  });

  server.get('/people/:userId', async (request, reply) => {
    const visit = visitOf(request);
    const { userId } = params.parse(request.params);
    const { guildId } = visit.scope;
    const member = guildId === null ? null : await guilds.member(guildId, userId);
    const record = await people.person(guildId, userId, member?.roleIds ?? []);
    const name = member?.name ?? (await guilds.nameOf(userId));
    return reply.type('text/html').send(page(visit, 'people', personContent(visit, userId, record), name).toString());
  });

  roleLimitRoutes(server, options, render);
}

const peopleTable = (visit: Visit, people: readonly ListedPerson[], nameOf: (id: string) => string): Html => html`
  <section class="panel" aria-label="People"><div class="scroll" tabindex="0" role="region" aria-label="Table of people"><table>
    <thead><tr><th>Who</th><th class="number">Jobs</th><th class="number">Pictures today</th><th class="number">7 days</th><th class="number">Ever</th><th class="number">GPU-seconds</th><th>Last</th></tr></thead>
    <tbody>${
      people.length === 0
        ? html`<tr><td colspan="7">Nobody has painted here yet.</td></tr>`
        : people.map(
            (each) => html`<tr>
              <td><a href="${visit.path(`people/${each.userId}`)}">${nameOf(each.userId)}</a>${each.bans.length > 0 && html` <span class="badge bad">banned</span>`}</td>
              <td class="number">${each.jobs}</td><td class="number">${each.imagesToday}</td><td class="number">${each.imagesOfWeek}</td>
              <td class="number">${each.images}</td><td class="number">${Math.round(each.gpuSeconds)}</td><td>${moment(each.lastAt)}</td></tr>`,
          )
    }</tbody></table></div></section>`;

function personContent(visit: Visit, userId: string, { figures, bans, allowance }: PersonRecord): Html {
  const of = (used: number, max: number | null) => `${used} of ${max ?? 'as many as they like'}`;
  const limits: PersonLimits | undefined = allowance?.limits;
  const usage = allowance?.usage;
  return html`
    <p><code>${userId}</code> · <a href="${visit.path(`gallery?userId=${userId}`)}">Their pictures</a> · <a href="${visit.path('moderation')}">Bans</a> · <a href="${visit.path('people')}">Everybody</a></p>
    ${bans.map(
      ({ reason, expiresAt }) =>
        html`<p class="notice bad">May not paint: ${reason}, ${expiresAt === null ? 'for ever' : html`until ${moment(expiresAt)}`}</p>`,
    )}
    <div class="grid">
      ${
        usage &&
        limits &&
        html`<section class="panel" aria-labelledby="may-title"><h2 id="may-title">What they may use</h2><dl class="facts">
          <dt>Waiting jobs</dt><dd>${of(usage.waitingOfPerson, limits.waitingMax)}</dd>
          <dt>Pictures today</dt><dd>${of(usage.imagesToday, limits.imagesPerDayMax)}</dd>
          <dt>GPU-seconds today</dt><dd>${of(Math.round(usage.gpuMsToday / 1_000), limits.gpuSecondsPerDayMax)}</dd>
          <dt>Priority</dt><dd>${limits.priority}</dd></dl></section>`
      }
      <section class="panel" aria-labelledby="had-title"><h2 id="had-title">What they had</h2>${
        figures === null
          ? html`<p class="hint">Nothing yet.</p>`
          : html`<dl class="facts"><dt>Jobs</dt><dd>${figures.jobs}</dd><dt>Pictures in 7 days</dt><dd>${figures.imagesOfWeek}</dd>
            <dt>Pictures ever</dt><dd>${figures.images}</dd><dt>GPU-seconds ever</dt><dd>${Math.round(figures.gpuSeconds)}</dd><dt>Last</dt><dd>${moment(figures.lastAt)}</dd></dl>`
      }</section>
    </div>`;
}
