import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { AccessRule } from '../settings.ts';
import type { DashboardOptions } from './dashboard.ts';
import { doableOptions, isDoable, labelOf } from './doables.ts';
import { answerChange, changeBy, sentSettings, settingsForm } from './forms.ts';
import { visitOf } from './guard.ts';
import { type Html, html } from './html.ts';
import type { RenderAccess } from './pages/access.ts';
import type { Visit } from './visit.ts';
import { wholeNumber } from './whole-number.ts';

const some = z.union([z.string(), z.array(z.string())]).default([]);
const ruleForm = z.strictObject({
  what: z.string().refine((what) => what === '*' || isDoable(what)),
  effect: z.enum(['allow', 'deny']),
  roleIds: some,
  channelIds: some,
});
const placeForm = z.strictObject({ index: wholeNumber(0), to: z.enum(['up', 'down', 'away']) });

/** Adding, moving and removing the rules of bot/access.ts. */
export function accessRuleRoutes(server: FastifyInstance, options: DashboardOptions, render: RenderAccess): void {
  const { bot, guilds } = options;
  const { changes } = bot;

  server.post('/access/rules', async (request, reply) => {
    const visit = visitOf(request);
    const { values, ...sent } = sentSettings(request);
    const { what, effect, roleIds, channelIds } = ruleForm.parse(values);
    const { guildId } = visit.scope;
    const known = (ids: readonly { id: string }[]) => z.array(z.enum(ids.map(({ id }) => id)));
    const rule = {
      what,
      effect,
      roleIds: known(guildId === null ? [] : guilds.roles(guildId)).parse([roleIds].flat()),
      channelIds: known(guildId === null ? [] : guilds.channels(guildId)).parse([channelIds].flat()),
    };
    const access = [...bot.settings.of(guildId).access, rule];
    const changed = await changes.set(changeBy(visit, sent), { access });
    return answerChange(reply, changed, {
      back: visit.path('access'),
      guilds,
      invalid: (_, told) => render(visit, told),
    });
  });

  server.post('/access/rules/move', async (request, reply) => {
    const visit = visitOf(request);
    const { values, ...sent } = sentSettings(request);
    const { index, to } = placeForm.parse(values);
    const access = moved(bot.settings.of(visit.scope.guildId).access, index, to);
    const changed = await changes.set(changeBy(visit, sent), { access });
    return answerChange(reply, changed, {
      back: visit.path('access'),
      guilds,
      invalid: (_, told) => render(visit, told),
    });
  });
}

/** The rules with one of them a place higher, a place lower, or gone. */
function moved(rules: readonly AccessRule[], index: number, to: 'up' | 'down' | 'away'): AccessRule[] {
  const rule = rules[index];
  const rest = rules.filter((_, i) => i !== index);
  if (rule === undefined || to === 'away') return rest;
  return rest.toSpliced(Math.max(0, index + (to === 'up' ? -1 : 1)), 0, rule);
}

/** The list, from the general to the special, with a form for one more. */
export function accessRulesPanel(visit: Visit, { bot, guilds }: DashboardOptions): Html {
  const { guildId } = visit.scope;
  const { access } = bot.settings.of(guildId);
  const version = bot.settings.version(visit.scope.id);
  const roles = guildId === null ? [] : guilds.roles(guildId);
  const channels = guildId === null ? [] : guilds.channels(guildId);
  const nameOf = (things: readonly { id: string; name: string }[], id: string) =>
    things.find((thing) => thing.id === id)?.name ?? `deleted (${id})`;
  const row = ({ what, effect, roleIds, channelIds }: AccessRule, index: number) => html`
    <tr><td class="number">${index + 1}</td>
      <td><span class="badge ${effect === 'allow' ? 'good' : 'bad'}">${effect}</span></td>
      <td>${labelOf(what)}</td>
      <td>${roleIds.length === 0 ? 'everybody' : roleIds.map((id) => `@${nameOf(roles, id)}`).join(', ')}</td>
      <td>${channelIds.length === 0 ? 'everywhere' : channelIds.map((id) => `#${nameOf(channels, id)}`).join(', ')}</td>
      <td>${
        visit.mayEdit &&
        html`<form method="post" action="${visit.path('access/rules/move')}">${settingsForm(visit, version)}
        <input type="hidden" name="index" value="${index}">
        <button class="quiet small" name="to" value="up" aria-label="Rule ${index + 1} up">↑</button>
        <button class="quiet small" name="to" value="down" aria-label="Rule ${index + 1} down">↓</button>
        <button class="quiet small" name="to" value="away" aria-label="Remove rule ${index + 1}">✕</button></form>`
      }</td></tr>`;
  return html`
    <section class="panel" aria-labelledby="rules-title">
      <h2 id="rules-title">Who may use what, and where</h2>
      <p class="hint">The last rule that fits holds; where none does, everybody may. /admin is never denied, so that nobody locks themselves out. Threads follow their channel.</p>
      <div class="scroll" tabindex="0" role="region" aria-label="Access rules"><table>
        <thead><tr><th class="number">#</th><th>Effect</th><th>What</th><th>Who</th><th>Where</th><th><span class="unseen">What to do</span></th></tr></thead>
        <tbody>${access.length === 0 ? html`<tr><td colspan="6">No rules: everybody may do everything everywhere.</td></tr>` : access.map(row)}</tbody>
      </table></div>
      ${visit.mayEdit && ruleFormOf(visit, version, roles, channels)}
    </section>`;
}

const ruleFormOf = (
  visit: Visit,
  version: number,
  roles: readonly { id: string; name: string }[],
  channels: readonly { id: string; name: string }[],
): Html => html`
  <details><summary>Add a rule</summary>
    <form method="post" action="${visit.path('access/rules')}">${settingsForm(visit, version)}
      <div class="inline-form">
        <label>Effect<select name="effect"><option value="deny">deny</option><option value="allow">allow</option></select></label>
        <label>What<select name="what"><option value="*">everything</option>${doableOptions('')}</select></label>
      </div>
      ${choices('roleIds', 'Roles (none: everybody)', roles, '@')}
      ${choices('channelIds', 'Channels (none: everywhere)', channels, '#')}
      <p><button class="primary">Add</button></p>
    </form></details>`;

const choices = (
  name: string,
  legend: string,
  things: readonly { id: string; name: string }[],
  mark: string,
): Html | null =>
  things.length === 0
    ? null
    : html`<fieldset class="choices"><legend>${legend}</legend>${things.map(
        (thing) => html`<label><input type="checkbox" name="${name}" value="${thing.id}">${mark}${thing.name}</label>`,
      )}</fieldset>`;
