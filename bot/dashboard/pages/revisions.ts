import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { differencesBetween, type Problem, type SettingDifference } from '../../settings-changes.ts';
import type { SettingsRevision } from '../../settings-store.ts';
import type { DashboardOptions } from '../dashboard.ts';
import { answerChange, changeBy, doneNotice, sentSettings, settingsForm } from '../forms.ts';
import { visitOf } from '../guard.ts';
import { type Html, html } from '../html.ts';
import { moment, notice, page } from '../layout.ts';
import { namesOf } from '../names.ts';
import { refuse } from '../problem-page.ts';
import type { Visit } from '../visit.ts';
import { wholeNumber } from '../whole-number.ts';

const SHOWN = 20;
const query = z.object({ below: wholeNumber(1).optional() });

/** Every version of a scope's settings: what changed, who changed it, and the way back; to keep and to carry elsewhere. */
export async function revisionsPage(server: FastifyInstance, options: DashboardOptions): Promise<void> {
  const { bot, guilds } = options;
  const { changes } = bot;

  const render = async (visit: Visit, told: Html | null, below?: number): Promise<Html> => {
    const revisions = await bot.settings.revisions(visit.scope.id, SHOWN + 1, below);
    const names = await namesOf(
      guilds,
      revisions.map(({ authorId }) => authorId),
    );
    return page(visit, 'revisions', content(visit, bot.settings.version(visit.scope.id), revisions, names, told));
  };

  server.get('/revisions', async (request, reply) => {
    const { below } = query.parse(request.query);
    const rendered = await render(visitOf(request), doneNotice(request.query), below);
    return reply.type('text/html').send(rendered.toString());
  });

  server.post('/revisions/roll-back', async (request, reply) => {
    const visit = visitOf(request);
    const { version, note, values } = sentSettings(request);
    const { to } = z.strictObject({ to: wholeNumber(0) }).parse(values);
    const because = note === '' ? `back to version ${to}` : note;
    const change = changeBy(visit, { version, note: because });
    const changed = await changes.rollBack(change, to);
    if (changed === null) return refuse(reply, 404, `There is no version ${to}.`);
    return answerChange(reply, changed, {
      back: visit.path('revisions'),
      guilds,
      invalid: (_, told) => render(visit, told),
    });
  });

  server.get('/revisions/export', async (request, reply) => {
    const { scope } = visitOf(request);
    return reply
      .type('application/json')
      .header('content-disposition', `attachment; filename="easel-settings-${scope.id}.json"`)
      .send(changes.exportOf(scope.id));
  });

  server.post('/revisions/import', async (request, reply) => {
    const visit = visitOf(request);
    const { version, note, values } = sentSettings(request);
    const { text } = z.strictObject({ text: z.string() }).parse(values);
    const because = note === '' ? 'import' : note;
    const change = changeBy(visit, { version, note: because });
    const changed = await changes.importFrom(change, text);
    return answerChange(reply, changed, {
      back: visit.path('revisions'),
      guilds,
      invalid: (problems, stale) => render(visit, problems.length === 0 ? stale : notImported(problems)),
    });
  });
}

function notImported(problems: readonly Problem[]): Html {
  const why = problems.map(({ path, sentence }) => (path === '' ? sentence : `${path}: ${sentence}`)).join('; ');
  return notice(`Nothing was imported. ${why}`, 'bad');
}

function content(
  visit: Visit,
  version: number,
  revisions: readonly SettingsRevision[],
  names: ReadonlyMap<string, string>,
  told: Html | null,
): Html {
  const shown = revisions.slice(0, SHOWN);
  return html`
    ${told}
    ${shown.length === 0 && html`<p class="panel">Nothing has been changed yet: the defaults hold.</p>`}
    ${shown.map((revision, i) => {
      const before = revisions[i + 1];
      const changed = differencesBetween(before?.differences ?? {}, revision.differences);
      return html`
      <section class="panel" aria-labelledby="version-${revision.version}">
        <div class="row">
          <h2 id="version-${revision.version}">Version ${revision.version}${revision.version === version && html` <span class="badge good">in force</span>`}</h2>
          <span class="hint">${names.get(revision.authorId) ?? revision.authorId}, ${moment(revision.createdAt)}${revision.note !== '' && html` · ${revision.note}`}</span>
        </div>
        ${changed.length === 0 ? html`<p class="hint">Nothing differs from the version before.</p>` : differences(changed)}
        ${visit.mayEdit && revision.version !== version && rollBackForm(visit, version, revision.version)}
      </section>`;
    })}
    ${revisions.length > SHOWN && html`<p><a class="button" href="?below=${shown.at(-1)?.version}">Older</a></p>`}
    ${visit.mayEdit && version > 0 && html`<div class="panel"><h2>From the start</h2><p class="hint">The defaults${visit.scope.guildId !== null && ', and what holds on every server'}.</p>${rollBackForm(visit, version, 0)}</div>`}
    <section class="panel" aria-labelledby="carry-title">
      <h2 id="carry-title">Keep and carry</h2>
      <p><a class="button" href="${visit.path('revisions/export')}" download>Export as a file</a></p>
      ${
        visit.mayEdit &&
        html`<form method="post" action="${visit.path('revisions/import')}">${settingsForm(visit, version)}
          <label for="text">Import: what an export holds</label>
          <textarea id="text" name="text" rows="6" spellcheck="false" required placeholder='{ "format": "easel-settings", … }'></textarea>
          <p><button>Put it in the place of the settings here</button></p></form>`
      }
    </section>`;
}

/** What a version changed, as a table of settings. */
const differences = (changed: readonly SettingDifference[]): Html => html`
  <div class="scroll" tabindex="0" role="region" aria-label="Changes"><table>
    <thead><tr><th>Setting</th><th>Before</th><th>After</th></tr></thead>
    <tbody>${changed.map(
      ({ key, before, after }) => html`<tr><td>${key}</td>
        <td>${before === undefined ? html`<span class="hint">not set here</span>` : html`<del>${JSON.stringify(before)}</del>`}</td>
        <td>${after === undefined ? html`<span class="hint">not set here</span>` : html`<ins>${JSON.stringify(after)}</ins>`}</td></tr>`,
    )}</tbody></table></div>`;

const rollBackForm = (visit: Visit, version: number, to: number): Html => html`
  <form method="post" action="${visit.path('revisions/roll-back')}">${settingsForm(visit, version)}
    <input type="hidden" name="to" value="${to}"><button class="small">${to === 0 ? 'Back to the defaults' : `Back to version ${to}`}</button></form>`;
