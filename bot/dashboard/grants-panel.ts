import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { MAY } from '../grants.ts';
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

const snowflake = z.string().regex(/^\d{17,20}$/, 'an id is 17 to 20 digits');
const grantForm = z.strictObject({
  userId: snowflake,
  may: z.enum(MAY),
  days: z.union([z.literal(''), wholeNumber(1, DAYS_MAX)]),
});
const revokeForm = z.strictObject({ userId: snowflake });
const NOT_OF_ALL = 'Access to all servers is the owners’ alone: EASEL_OWNERS in the configuration.';

/** Letting people into the dashboard who do not manage the server on Discord. */
export function grantRoutes(server: FastifyInstance, { grants, guilds }: DashboardOptions): void {
  server.post('/access/grants', { config: { may: 'manage' } }, async (request, reply) => {
    const visit = visitOf(request);
    const { guildId } = visit.scope;
    if (guildId === null) return refuse(reply, 404, NOT_OF_ALL);
    const { userId, may, days } = grantForm.parse(request.body);
    if ((await guilds.member(guildId, userId)) === null) {
      return refuse(reply, 400, 'That person is no member of this server, so there is nobody to let in.');
    }
    const expiresAt = days === '' ? null : new Date(Date.now() + days * DAY_MS);
    await grants.set({ guildId, userId, may, authorId: visit.session.userId, expiresAt });
    return reply.redirect(`${visit.path('access')}?done=done`, 303);
  });

  server.post('/access/grants/revoke', { config: { may: 'manage' } }, async (request, reply) => {
    const visit = visitOf(request);
    const { guildId } = visit.scope;
    if (guildId === null) return refuse(reply, 404, NOT_OF_ALL);
    const { userId } = revokeForm.parse(request.body);
    const revoked = await grants.revoke(guildId, userId, visit.session.userId);
    return reply.redirect(`${visit.path('access')}?done=${revoked ? 'done' : 'gone'}`, 303);
  });
}

/** Who was let in, until when and by whom. */
export async function grantsPanel(visit: Visit, { grants, guilds }: DashboardOptions): Promise<Html | null> {
  const { guildId } = visit.scope;
  if (guildId === null) return null;
  const all = await grants.list(guildId);
  const names = await namesOf(
    guilds,
    all.flatMap(({ userId, authorId }) => [userId, authorId]),
  );
  const name = (id: string) => names.get(id) ?? id;
  return html`
    <section class="panel" aria-labelledby="grants-title">
      <h2 id="grants-title">Who else may see and steer this dashboard</h2>
      <p class="hint">Whoever has Manage Server on Discord may do everything here. view: look. edit: change settings and the queue. manage: also let others in.</p>
      <div class="scroll" tabindex="0" role="region" aria-label="Grants"><table>
        <thead><tr><th>Who</th><th>May</th><th>By</th><th>Until</th><th><span class="unseen">What to do</span></th></tr></thead>
        <tbody>${
          all.length === 0
            ? html`<tr><td colspan="5">Nobody but those who manage the server.</td></tr>`
            : all.map(
                ({
                  userId,
                  may,
                  authorId,
                  expiresAt,
                }) => html`<tr><td>${name(userId)}<br><code>${userId}</code></td><td>${may}</td>
                  <td>${name(authorId)}</td><td>${expiresAt === null ? 'for ever' : moment(expiresAt)}</td>
                  <td>${visit.mayManage && html`<form method="post" action="${visit.path('access/grants/revoke')}">${formToken(visit)}<input type="hidden" name="userId" value="${userId}"><button class="small">Take it back</button></form>`}</td></tr>`,
              )
        }</tbody></table></div>
      ${
        visit.mayManage &&
        html`<form class="inline-form" method="post" action="${visit.path('access/grants')}">${formToken(visit)}
          <label>Person’s id<input name="userId" required inputmode="numeric" pattern="\\d{17,20}"></label>
          <label>May<select name="may">${MAY.map((may) => html`<option>${may}</option>`)}</select></label>
          <label>Days<input type="number" name="days" min="1" max="${DAYS_MAX}" placeholder="for ever"></label>
          <button class="primary">Let them in</button></form>`
      }
    </section>`;
}
