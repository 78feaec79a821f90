import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { style as styleSchema } from '../../settings.ts';
import { STYLE_SLOT, type Style } from '../../style.ts';
import * as en from '../../texts/en.ts';
import { sentenceOf } from '../../texts/texts.ts';
import type { PageOptions } from '../dashboard.ts';
import { answerChange, changeBy, doneNotice, sentSettings, settingsForm } from '../forms.ts';
import { visitOf } from '../guard.ts';
import { attribute, type Html, html } from '../html.ts';
import { notice, page } from '../layout.ts';
import { Studio } from '../studio.ts';
import type { Visit } from '../visit.ts';

/** A picture that is being painted is asked for so often. */
const LOOKS_PER_MINUTE = 240;

const styleForm = z.strictObject({ name: z.string(), prompt: z.string(), negativePrompt: z.string().default('') });
const nameForm = z.strictObject({ name: z.string() });
const tryForm = styleSchema.extend({ name: z.string().optional() });

/** The templates that people choose by name, with a picture of what each does. */
export async function stylesPage(server: FastifyInstance, options: PageOptions): Promise<void> {
  const { bot, guilds } = options;
  const { changes } = bot;
  const studio = new Studio(bot, guilds);
  const render = (visit: Visit, told: Html | null) => page(visit, 'settings', content(visit, options, told), 'Styles');

  server.get('/settings/styles', async (request, reply) => {
    const rendered = render(visitOf(request), doneNotice(request.query));
    return reply.type('text/html').send(rendered.toString());
  });

  server.post('/settings/styles', async (request, reply) => {
    const visit = visitOf(request);
    const { values, ...sent } = sentSettings(request);
    const { name, ...style } = styleForm.parse(values);
    const styles = { ...bot.settings.of(visit.scope.guildId).styles, [name.trim()]: style };
    const changed = await changes.set(changeBy(visit, sent), { styles });
    const why = changed.outcome === 'invalid' ? changed.problems.map(({ sentence }) => sentence).join(' ') : '';
    const told = notice(
      `Not saved. A name has letters, digits, spaces and dashes, and a template has ${STYLE_SLOT} in it. ${why}`,
      'bad',
    );
    return answerChange(reply, changed, {
      back: visit.path('settings/styles'),
      guilds,
      invalid: (problems, stale) => render(visit, problems.length === 0 ? stale : told),
    });
  });

  server.post('/settings/styles/remove', async (request, reply) => {
    const visit = visitOf(request);
    const { values, ...sent } = sentSettings(request);
    const { name } = nameForm.parse(values);
    const left = Object.entries(bot.settings.of(visit.scope.guildId).styles).filter(([other]) => other !== name);
    const changed = await changes.set(changeBy(visit, sent), { styles: Object.fromEntries(left) });
    return answerChange(reply, changed, {
      back: visit.path('settings/styles'),
      guilds,
      invalid: (_, told) => render(visit, told),
    });
  });

  server.post('/settings/styles/try', async (request, reply) => {
    const visit = visitOf(request);
    const { name: _, ...style } = tryForm.parse(request.body);
    const asked = await studio.tryStyle({ userId: visit.session.userId, guildId: visit.scope.guildId }, style);
    const answer = asked.ok ? look(visit, asked.jobId) : notice(sentenceOf(en, asked.refusal), 'bad');
    return reply.type('text/html').send(answer.toString());
  });

  const often = { config: { perMinute: LOOKS_PER_MINUTE } };
  server.get('/settings/styles/tried/:jobId', often, async (request, reply) => {
    const visit = visitOf(request);
    const { jobId } = z.object({ jobId: z.uuid() }).parse(request.params);
    const job = await bot.jobs.find(jobId);
    // A try is its painter's alone, and on this server; of anybody else's job not even the state is told.
    const isTheirs = job?.userId === visit.session.userId && job.guildId === visit.scope.guildId;
    const answer = job === null || !isTheirs ? notice('It is gone.', 'bad') : tried(visit, job);
    return reply.type('text/html').send(answer.toString());
  });
}

function tried(visit: Visit, { id, state, apology }: { id: string; state: string; apology: string | null }): Html {
  if (apology !== null) return notice(en.apologies[apology as keyof typeof en.apologies](), 'bad');
  if (state === 'accepted' || state === 'painting') return look(visit, id);
  return html`<a href="${visit.path(`gallery/${id}`)}"><img src="${visit.path(`gallery/${id}/pictures/0`)}" alt="The style, tried" width="192"></a>`;
}

/** Asks again until the picture is there. */
const look = (visit: Visit, jobId: string): Html =>
  html`<p class="hint" hx-get="${visit.path(`settings/styles/tried/${jobId}`)}" hx-trigger="load delay:500ms" hx-swap="outerHTML">It is being painted…</p>`;

function content(visit: Visit, { bot }: PageOptions, told: Html | null): Html {
  const { styles } = bot.settings.of(visit.scope.guildId);
  const version = bot.settings.version(visit.scope.id);
  return html`
    ${told}
    <p class="hint">Chosen with the option style of /imagine. People may keep more of their own with /styles. <a href="${visit.path('settings')}">All settings</a></p>
    ${Object.entries(styles).map(([name, style], n) => styleForms(visit, version, `style-${n}`, name, style))}
    ${visit.mayEdit && styleForms(visit, version, 'style-new', '', { prompt: `${STYLE_SLOT}, `, negativePrompt: '' })}`;
}

function styleForms(visit: Visit, version: number, id: string, name: string, { prompt, negativePrompt }: Style): Html {
  const locked = attribute('disabled', !visit.mayEdit);
  const path = visit.path('settings/styles');
  return html`
    <section class="panel" aria-labelledby="${id}-title">
      <h2 id="${id}-title">${name === '' ? 'A new style' : name}</h2>
      <div class="grid">
        <form method="post" action="${path}" id="${id}">${settingsForm(visit, version)}
          <p>${name === '' ? html`<label for="${id}-name">Name</label><input id="${id}-name" name="name" required maxlength="40">` : html`<input type="hidden" name="name" value="${name}">`}</p>
          <p><label for="${id}-prompt">Template</label><textarea id="${id}-prompt" name="prompt" required maxlength="1000" rows="2"${locked}>${prompt}</textarea></p>
          <p><label for="${id}-negative">What it would rather not see</label><input id="${id}-negative" name="negativePrompt" maxlength="1000" value="${negativePrompt}"${locked}></p>
          ${
            visit.mayEdit &&
            html`<p class="row"><button class="primary">Save</button>
            <button formaction="${path}/try" hx-post="${path}/try" hx-target="#${id}-tried" hx-params="prompt,negativePrompt,formToken">Try it on an apple</button></p>`
          }
        </form>
        <div>
          <div id="${id}-tried" aria-live="polite"></div>
          ${visit.mayEdit && name !== '' && html`<form method="post" action="${path}/remove">${settingsForm(visit, version)}<input type="hidden" name="name" value="${name}"><button class="small danger">Remove</button></form>`}
        </div>
      </div>
    </section>`;
}
