import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { DashboardOptions } from './dashboard.ts';
import { visitOf } from './guard.ts';
import { type Html, html } from './html.ts';
import { formToken, moment } from './layout.ts';
import { namesOf } from './names.ts';
import { refuse } from './problem-page.ts';
import type { Visit } from './visit.ts';
import { wholeNumber } from './whole-number.ts';

const DAY_MS = 86_400_000;
const DAYS_MAX = 3_650;
const REASON_MAX = 300;

const snowflake = z.string().regex(/^\d{17,20}$/);
const banForm = z.strictObject({
  userId: snowflake,
  reason: z.string().trim().min(1).max(REASON_MAX),
  days: z.union([z.literal(''), wholeNumber(1, DAYS_MAX)]),
});
const liftForm = z.strictObject({ userId: snowflake });

/** Banning people from painting on a server, and letting them again. */
export async function banRoutes(server: FastifyInstance, { bot }: DashboardOptions): Promise<void> {
  server.post('/moderation/ban', async (request, reply) => {
    const visit = visitOf(request);
    const { guildId } = visit.scope;
    if (guildId === null) return refuse(reply, 404, 'People are banned on a server.');
    const { userId, reason, days } = banForm.parse(request.body);
    const expiresAt = days === '' ? null : new Date(Date.now() + days * DAY_MS);
    await bot.bans.set({ guildId, userId, authorId: visit.session.userId, reason, expiresAt });
    return reply.redirect(`${visit.path('moderation')}?done=done`, 303);
  });

  server.post('/moderation/lift', async (request, reply) => {
    const visit = visitOf(request);
    const { guildId } = visit.scope;
    if (guildId === null) return refuse(reply, 404, 'People are banned on a server.');
    const { userId } = liftForm.parse(request.body);
    const lifted = await bot.bans.lift(guildId, userId, visit.session.userId);
    return reply.redirect(`${visit.path('moderation')}?done=${lifted ? 'done' : 'gone'}`, 303);
  });
}

/** Who may not paint on this server; nothing for the whole instance. */
export async function bansPanel(visit: Visit, { bot, guilds }: DashboardOptions): Promise<Html | null> {
  const { guildId } = visit.scope;
  if (guildId === null) return null;
  const bans = await bot.bans.list(guildId);
  const names = await namesOf(
    guilds,
    bans.flatMap(({ userId, authorId }) => [userId, authorId]),
  );
  const name = (id: string) => names.get(id) ?? id;
  return html`
    <section class="panel" aria-labelledby="bans-title">
      <h2 id="bans-title">Who may not paint here</h2>
      <div class="scroll" tabindex="0" role="region" aria-label="Bans"><table>
        <thead><tr><th>Who</th><th>Because</th><th>By</th><th>Until</th><th><span class="unseen">What to do</span></th></tr></thead>
        <tbody>${
          bans.length === 0
            ? html`<tr><td colspan="5">Everybody may.</td></tr>`
            : bans.map(
                ({ userId, reason, authorId, expiresAt }) => html`<tr><td>${name(userId)}<br><code>${userId}</code></td>
                  <td>${reason}</td><td>${name(authorId)}</td><td>${expiresAt === null ? 'for ever' : moment(expiresAt)}</td>
                  <td>${visit.mayEdit && html`<form method="post" action="${visit.path('moderation/lift')}">${formToken(visit)}<input type="hidden" name="userId" value="${userId}"><button class="small">Let them again</button></form>`}</td></tr>`,
              )
        }</tbody></table></div>
      ${
        visit.mayEdit &&
        html`<form class="inline-form" method="post" action="${visit.path('moderation/ban')}">${formToken(visit)}
          <label>Person’s id<input name="userId" required pattern="\\d{17,20}" inputmode="numeric" title="In Discord: right click on somebody, Copy User ID"></label>
          <label>Reason, which they are told<input name="reason" required maxlength="${REASON_MAX}"></label>
          <label>Days<input type="number" name="days" min="1" max="${DAYS_MAX}" placeholder="for ever"></label>
          <button class="danger">Ban from painting</button></form>`
      }
    </section>`;
}
