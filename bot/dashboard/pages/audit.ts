import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { DashboardOptions } from '../dashboard.ts';
import { visitOf } from '../guard.ts';
import { type Html, html } from '../html.ts';
import { moment, page } from '../layout.ts';
import { namesOf } from '../names.ts';

const SHOWN = 50;
/** Of Postgres' BIGINT. */
const ID_MAX = 9_223_372_036_854_775_807n;
const query = z.strictObject({ before: z.coerce.bigint().positive().max(ID_MAX).optional() });

type Entry = Awaited<ReturnType<DashboardOptions['bot']['audit']['entries']>>[number];

/** Who did what, newest first. */
export async function auditPage(server: FastifyInstance, { bot, guilds }: DashboardOptions): Promise<void> {
  server.get('/audit', async (request, reply) => {
    const visit = visitOf(request);
    const { before } = query.parse(request.query);
    const entries = await bot.audit.entries(visit.scope.guildId, SHOWN + 1, before);
    const shown = entries.slice(0, SHOWN);
    const names = await namesOf(
      guilds,
      shown.map(({ actorId }) => actorId),
    );
    const content = html`
      <p class="hint">What admins did, and people with their own data. Prompts and pictures are never written down here.</p>
      <div class="panel scroll" tabindex="0" role="region" aria-label="Audit log">
        <table>
          <thead><tr><th>When</th><th>Who</th><th>Did</th><th>To</th><th>Before → after</th></tr></thead>
          <tbody>${
            shown.length === 0
              ? html`<tr><td colspan="5">Nothing has happened yet.</td></tr>`
              : shown.map((entry) => row(entry, names.get(entry.actorId) ?? entry.actorId))
          }</tbody>
        </table>
      </div>
      ${entries.length > SHOWN && html`<p><a class="button" href="?before=${shown.at(-1)?.id}">Older</a></p>`}`;
    return reply.type('text/html').send(page(visit, 'audit', content).toString());
  });
}

const row = ({ createdAt, action, subject, before, after }: Entry, actor: string): Html => html`
  <tr>
    <td>${moment(createdAt)}</td>
    <td>${actor}</td>
    <td>${action.replaceAll('_', ' ')}</td>
    <td><code>${subject}</code></td>
    <td>${before !== null && html`<del>${JSON.stringify(before)}</del> `}${after !== null && html`<ins>${JSON.stringify(after)}</ins>`}</td>
  </tr>`;
