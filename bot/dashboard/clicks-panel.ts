import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { CLICK_KINDS, CLICKERS, type Settings } from '../settings.ts';
import type { DashboardOptions } from './dashboard.ts';
import { answerChange, changeBy, sentSettings, settingsForm } from './forms.ts';
import { visitOf } from './guard.ts';
import { attribute, type Html, html } from './html.ts';
import type { RenderAccess } from './pages/access.ts';
import type { Visit } from './visit.ts';

const KINDS: Record<(typeof CLICK_KINDS)[number], string> = {
  look: 'Look: U1–U4, Details, Originals',
  paint: 'Paint: V1–V4, Vary, Upscale 2×, Reroll, Remix, Rerun (on the presser’s own account)',
  remove: 'Take away: Cancel, Delete',
};
const WHO: Record<(typeof CLICKERS)[number], string> = {
  owner: 'Whoever asked',
  others: 'Others',
  moderators: 'Moderators',
};

const ticks = z.partialRecord(
  z.enum(CLICK_KINDS.flatMap((kind) => CLICKERS.map((who) => `${kind}.${who}` as const))),
  z.literal('on'),
);

/** Who may press which kind of button under whose result. */
export function clicksRoutes(
  server: FastifyInstance,
  { bot: { changes }, guilds }: DashboardOptions,
  render: RenderAccess,
): void {
  server.post('/access/clicks', async (request, reply) => {
    const visit = visitOf(request);
    const { values, ...sent } = sentSettings(request);
    const ticked = ticks.parse(values);
    const clickersOf = (kind: (typeof CLICK_KINDS)[number]) =>
      Object.fromEntries(CLICKERS.map((who) => [who, ticked[`${kind}.${who}`] === 'on']));
    const clicks = Object.fromEntries(CLICK_KINDS.map((kind) => [kind, clickersOf(kind)]));
    const changed = await changes.set(changeBy(visit, sent), { clicks });
    return answerChange(reply, changed, {
      back: visit.path('access'),
      guilds,
      invalid: (_, told) => render(visit, told),
    });
  });
}

export function clicksPanel(visit: Visit, { bot }: DashboardOptions): Html {
  const { clicks }: Settings = bot.settings.of(visit.scope.guildId);
  const tick = (kind: (typeof CLICK_KINDS)[number], who: (typeof CLICKERS)[number]) => html`
    <td><input type="checkbox" name="${kind}.${who}" value="on" aria-label="${WHO[who]}: ${KINDS[kind]}"${attribute('checked', clicks[kind][who])}${attribute('disabled', !visit.mayEdit)}></td>`;
  return html`
    <form class="panel" method="post" action="${visit.path('access/clicks')}" aria-labelledby="clicks-title">
      <h2 id="clicks-title">Who may press the buttons under a result</h2>
      ${settingsForm(visit, bot.settings.version(visit.scope.id))}
      <div class="scroll" tabindex="0" role="region" aria-label="Buttons"><table>
        <thead><tr><th>Buttons</th>${CLICKERS.map((who) => html`<th>${WHO[who]}</th>`)}</tr></thead>
        <tbody>${CLICK_KINDS.map((kind) => html`<tr><td>${KINDS[kind]}</td>${CLICKERS.map((who) => tick(kind, who))}</tr>`)}</tbody>
      </table></div>
      ${visit.mayEdit && html`<p><button class="primary">Save</button></p>`}
    </form>`;
}
