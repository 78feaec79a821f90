import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type Settings, settingsSchema } from '../../settings.ts';
import type { Problem } from '../../settings-changes.ts';
import type { DashboardOptions } from '../dashboard.ts';
import { answerChange, changeBy, doneNotice, type FormValues, sentSettings, settingsForm } from '../forms.ts';
import { visitOf } from '../guard.ts';
import { type Html, html } from '../html.ts';
import { page } from '../layout.ts';
import { fieldRow } from '../settings-field-row.ts';
import { changesOf, SECTIONS, type Section } from '../settings-fields.ts';
import type { Visit } from '../visit.ts';

const key = settingsSchema.keyof();

/** What the page shows beside the settings themselves. */
interface Shown {
  notice: Html | null;
  problems: readonly Problem[];
  /** What was typed into a form that was not saved, by the section. */
  entered: { section: string; values: FormValues } | null;
}

/** The settings of a scope, section by section, each with where it comes from. */
export async function settingsPage(server: FastifyInstance, options: DashboardOptions): Promise<void> {
  const { bot, guilds } = options;
  const { changes } = bot;
  const render = (visit: Visit, shown: Shown) => page(visit, 'settings', content(visit, options, shown));

  server.get('/settings', async (request, reply) => {
    const shown = { notice: doneNotice(request.query), problems: [], entered: null };
    return reply.type('text/html').send(render(visitOf(request), shown).toString());
  });

  for (const section of SECTIONS) {
    server.post(`/settings/${section.id}`, async (request, reply) => {
      const visit = visitOf(request);
      const { version, note, values } = sentSettings(request);
      z.strictObject(Object.fromEntries(section.fields.map(({ name }) => [name, z.unknown().optional()]))).parse(
        values,
      );
      const change = changeBy(visit, { version, note });
      const changed = await changes.set(change, changesOf(section, values, bot.settings.of(visit.scope.guildId)));
      return answerChange(reply, changed, {
        back: visit.path('settings'),
        guilds,
        // What was typed stays beside what is wrong with it; of a stale page the newer settings are shown.
        invalid: (problems, notice) =>
          render(visit, { notice, problems, entered: problems.length === 0 ? null : { section: section.id, values } }),
      });
    });
  }

  server.post('/settings/reset', async (request, reply) => {
    const visit = visitOf(request);
    const { version, note, values } = sentSettings(request);
    const asked = z.strictObject({ key }).parse(values);
    const change = changeBy(visit, { version, note });
    const changed = await changes.reset(change, asked.key as keyof Settings);
    return answerChange(reply, changed, {
      back: visit.path('settings'),
      guilds,
      invalid: (problems, notice) => render(visit, { notice, problems, entered: null }),
    });
  });
}

function content(visit: Visit, { bot }: DashboardOptions, { notice, problems, entered }: Shown): Html {
  const { scope } = visit;
  const version = bot.settings.version(scope.id);
  const shown = {
    settings: bot.settings.of(scope.guildId),
    sourceOf: (name: keyof Settings) => bot.settings.sourceOf(scope.id, name),
    models: bot.catalogue.models.map(({ name }) => name),
    mayEdit: visit.mayEdit,
    problems,
  };
  const section = ({ id, title, fields }: Section) => html`
    <form class="panel" method="post" action="${visit.path(`settings/${id}`)}" aria-labelledby="${id}-title">
      <h2 id="${id}-title">${title}</h2>
      ${settingsForm(visit, version)}
      ${fields.map((field) => fieldRow(field, { ...shown, entered: entered?.section === id ? entered.values : null }))}
      ${visit.mayEdit && html`<p class="row"><button class="primary">Save</button></p>`}
    </form>`;
  return html`
    ${notice}
    <p class="hint">${
      scope.guildId === null
        ? 'What holds on every server and in direct messages, unless a server says otherwise.'
        : html`<span class="badge server">server</span> was set here, <span class="badge instance">instance</span> by whoever runs this Easel, <span class="badge">default</span> by nobody.`
    } Version ${version}. <a href="${visit.path('revisions')}">Earlier ones</a> · <a href="${visit.path('settings/styles')}">Styles</a></p>
    ${SECTIONS.map(section)}
    ${visit.mayEdit && resets(visit, shown, version)}`;
}

/** One small form for each setting of this scope's own: a form cannot stand within another. */
function resets(
  visit: Visit,
  { sourceOf }: { sourceOf: (key: keyof Settings) => string },
  version: number,
): Html | null {
  const own = key.options.filter((name) => sourceOf(name) === (visit.scope.guildId === null ? 'instance' : 'server'));
  if (own.length === 0) return null;
  return html`
    <section class="panel" aria-labelledby="own-title">
      <h2 id="own-title">Set here</h2>
      <p class="hint">Take one back, and what holds everywhere else holds here again.</p>
      <ul class="row">${own.map(
        (name) => html`<li><form method="post" action="${visit.path('settings/reset')}">${settingsForm(visit, version)}
          <input type="hidden" name="key" value="${name}"><button class="small">${name} ↺</button></form></li>`,
      )}</ul>
    </section>`;
}
