import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Settings } from '../settings.ts';
import type { PageOptions } from './dashboard.ts';
import { answerChange, changeBy, sentSettings, settingsForm } from './forms.ts';
import { visitOf } from './guard.ts';
import { type Html, html } from './html.ts';
import { notice } from './layout.ts';
import type { RenderPeople } from './pages/people.ts';
import type { Visit } from './visit.ts';

const COLUMNS = [
  { part: 'waitingMax', label: 'Jobs waiting', min: 1 },
  { part: 'imagesPerDayMax', label: 'Pictures a day', min: 0 },
  { part: 'gpuSecondsPerDayMax', label: 'GPU-seconds a day', min: 0 },
  { part: 'priority', label: 'Priority', min: -10 },
] as const;
type Part = (typeof COLUMNS)[number]['part'];

/** Blank: as everybody. `-`: no limit at all. */
const entered = z
  .string()
  .trim()
  .transform((text) => (text === '' ? undefined : text === '-' ? null : Number(text)));
const roleForm = z.strictObject({
  roleId: z.string().regex(/^\d{17,20}$/),
  waitingMax: entered,
  imagesPerDayMax: entered,
  gpuSecondsPerDayMax: entered,
  priority: entered,
});
const removeForm = z.strictObject({ roleId: z.string() });

/** What a role adds to everybody's limits. */
export function roleLimitRoutes(server: FastifyInstance, options: PageOptions, render: RenderPeople): void {
  const { bot, guilds } = options;
  const { changes } = bot;

  server.post('/people/roles', async (request, reply) => {
    const visit = visitOf(request);
    const { values, ...sent } = sentSettings(request);
    const { roleId, ...parts } = roleForm.parse(values);
    const limits = Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
    const roles = { ...bot.settings.of(visit.scope.guildId).roles, [roleId]: limits };
    const changed = await changes.set(changeBy(visit, sent), { roles });
    return answerChange(reply, changed, {
      back: visit.path('people'),
      guilds,
      invalid: (problems, stale) =>
        render(
          visit,
          problems.length === 0
            ? stale
            : notice(`Not saved: ${problems.map(({ sentence }) => sentence).join(' ')}`, 'bad'),
        ),
    });
  });

  server.post('/people/roles/remove', async (request, reply) => {
    const visit = visitOf(request);
    const { values, ...sent } = sentSettings(request);
    const { roleId } = removeForm.parse(values);
    const left = Object.entries(bot.settings.of(visit.scope.guildId).roles).filter(([id]) => id !== roleId);
    const changed = await changes.set(changeBy(visit, sent), { roles: Object.fromEntries(left) });
    return answerChange(reply, changed, {
      back: visit.path('people'),
      guilds,
      invalid: (_, told) => render(visit, told),
    });
  });
}

/** Roles are a server's; for all servers together there is nothing to show. */
export function roleLimitsPanel(visit: Visit, { bot, guilds }: PageOptions): Html | null {
  const { guildId } = visit.scope;
  if (guildId === null) return null;
  const { roles: limits, everybody } = bot.settings.of(guildId);
  const version = bot.settings.version(visit.scope.id);
  const roles = guilds.roles(guildId);
  const nameOf = (id: string) => roles.find((role) => role.id === id)?.name ?? `deleted (${id})`;
  const row = ([id, own]: [string, Settings['roles'][string]]) => html`
    <tr><td>@${nameOf(id)}</td>${COLUMNS.map(({ part }) => html`<td class="number">${shown(own, part)}</td>`)}
      <td>${visit.mayEdit && html`<form method="post" action="${visit.path('people/roles/remove')}">${settingsForm(visit, version)}<input type="hidden" name="roleId" value="${id}"><button class="small danger">Remove</button></form>`}</td></tr>`;
  return html`
    <section class="panel" aria-labelledby="roles-title">
      <h2 id="roles-title">What roles add</h2>
      <p class="hint">Of everybody’s limits and those of a person’s roles the most generous holds, each by itself. Everybody’s are under <a href="${visit.path('settings')}">Settings</a>.</p>
      <div class="scroll" tabindex="0" role="region" aria-label="Limits of roles"><table>
        <thead><tr><th>Role</th>${COLUMNS.map(({ label }) => html`<th class="number">${label}</th>`)}<th><span class="unseen">What to do</span></th></tr></thead>
        <tbody><tr><td>everybody</td>${COLUMNS.map(({ part }) => html`<td class="number">${shown(everybody, part)}</td>`)}<td></td></tr>
        ${Object.entries(limits).map(row)}</tbody></table></div>
      ${
        visit.mayEdit &&
        html`<form class="inline-form" method="post" action="${visit.path('people/roles')}">${settingsForm(visit, version)}
          <label>Role<select name="roleId" required>${roles.map(({ id, name }) => html`<option value="${id}">@${name}</option>`)}</select></label>
          ${COLUMNS.map(({ part, label }) => html`<label>${label}<input name="${part}" size="6" placeholder="as everybody" pattern="-|-?\\d+"></label>`)}
          <button class="primary">Set</button></form>
          <p class="hint">Left blank: as everybody. A single dash: no limit.</p>`
      }
    </section>`;
}

function shown(limits: { [part in Part]?: number | null | undefined }, part: Part): string {
  const value = limits[part];
  return value === undefined ? '–' : value === null ? 'no limit' : String(value);
}
