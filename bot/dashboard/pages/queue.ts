import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { PageOptions } from '../dashboard.ts';
import { sendEvents } from '../event-stream.ts';
import { answerChange, changeBy, doneNotice, sentSettings, settingsForm } from '../forms.ts';
import { SESSION_COOKIE, visitOf } from '../guard.ts';
import { type Html, html } from '../html.ts';
import { formToken, page } from '../layout.ts';
import { LiveQueue, type QueuedJob, type Requeued } from '../live-queue.ts';
import { namesOf } from '../names.ts';
import type { Visit } from '../visit.ts';
import { wholeNumber } from '../whole-number.ts';

const REASON_MAX = 300;

const pauseForm = z.strictObject({ reason: z.string().trim().min(1).max(REASON_MAX) });
const jobForm = z.strictObject({ jobId: z.uuid() });
const requeueForm = jobForm.extend({ attempt: wholeNumber(1) });

const REQUEUED: Record<Requeued, string> = {
  requeued: 'done',
  not_painting: 'gone',
  last_attempt: 'last_attempt',
  too_old: 'too_old',
};

/** Who waits for what, while it moves; and what an admin may do about it. */
export async function queuePage(server: FastifyInstance, options: PageOptions): Promise<void> {
  const { bot, guilds, database, news, rights, sessions } = options;
  const { changes } = bot;
  const queue = new LiveQueue({ database, jobs: bot.jobs, catalogue: bot.catalogue, audit: bot.audit });

  const line = async (visit: Visit): Promise<Html> => {
    const { jobs, jobsInAll } = await queue.line(visit.scope.guildId, visit.session.userId);
    const names = await namesOf(
      guilds,
      jobs.map(({ userId }) => userId),
    );
    return lineTable(visit, jobs, jobsInAll, (id) => names.get(id) ?? id);
  };
  const render = async (visit: Visit, told: Html | null) =>
    page(
      visit,
      'queue',
      html`${told}
      ${pausePanel(visit, options)}
      <section class="panel" hx-ext="sse" sse-connect="${visit.path('queue/events')}" sse-swap="line" aria-label="Jobs">${await line(visit)}</section>`,
    );

  server.get('/queue', async (request, reply) => {
    const rendered = await render(visitOf(request), doneNotice(request.query));
    return reply.type('text/html').send(rendered.toString());
  });

  server.get('/queue/events', (request, reply) => {
    const visit = visitOf(request);
    const token = request.cookies[SESSION_COOKIE] ?? '';
    const mayStill = async () =>
      (await sessions.holds(token)) && (await rights.of(visit.session.userId, visit.scope.guildId)) !== null;
    return sendEvents(reply, {
      event: 'line',
      news,
      render: async () => ((await mayStill()) ? line(visit) : null),
      onFault: (error) => bot.log.warn({ error: String(error) }, 'a live queue could not be drawn'),
    });
  });

  server.post('/queue/cancel', async (request, reply) => {
    const visit = visitOf(request);
    const { jobId } = jobForm.parse(request.body);
    const cancelled = await queue.cancel({ guildId: visit.scope.guildId, jobId, actorId: visit.session.userId });
    return reply.redirect(`${visit.path('queue')}?done=${cancelled ? 'done' : 'gone'}`, 303);
  });

  server.post('/queue/requeue', async (request, reply) => {
    const visit = visitOf(request);
    const { jobId, attempt } = requeueForm.parse(request.body);
    const who = { guildId: visit.scope.guildId, jobId, actorId: visit.session.userId };
    const result = await queue.requeue({ ...who, attempt });
    return reply.redirect(`${visit.path('queue')}?done=${REQUEUED[result]}`, 303);
  });

  server.post('/queue/pause', async (request, reply) => {
    const visit = visitOf(request);
    const { values, ...sent } = sentSettings(request);
    const { reason } = pauseForm.parse(values);
    const changed = await changes.set(changeBy(visit, sent), { pausedBecause: reason }, 'painting_paused');
    return answerChange(reply, changed, {
      back: visit.path('queue'),
      guilds,
      invalid: (_, told) => render(visit, told),
    });
  });

  server.post('/queue/resume', async (request, reply) => {
    const visit = visitOf(request);
    const { values, ...sent } = sentSettings(request);
    z.strictObject({}).parse(values);
    const changed = await changes.set(changeBy(visit, sent), { pausedBecause: null }, 'painting_resumed');
    return answerChange(reply, changed, {
      back: visit.path('queue'),
      guilds,
      invalid: (_, told) => render(visit, told),
    });
  });
}

function pausePanel(visit: Visit, { bot }: PageOptions): Html | null {
  const { pausedBecause } = bot.settings.of(visit.scope.guildId);
  const fields = settingsForm(visit, bot.settings.version(visit.scope.id));
  if (!visit.mayEdit) return pausedBecause === null ? null : html`<p class="notice bad">Paused: ${pausedBecause}</p>`;
  if (pausedBecause !== null) {
    return html`<form class="panel row" method="post" action="${visit.path('queue/resume')}">${fields}
      <p class="notice bad" role="status">Nothing more is accepted: “${pausedBecause}”. What waits is still painted.</p>
      <button class="primary">Accept requests again</button></form>`;
  }
  return html`<details class="panel"><summary>Pause, or drain before the power goes off</summary>
    <p class="hint">Nothing more is accepted, with the reason that you give. What waits is still painted: when the line below is empty, it is safe to stop.</p>
    <form class="inline-form" method="post" action="${visit.path('queue/pause')}">${fields}
      <label>Reason, which people are told<input name="reason" required maxlength="${REASON_MAX}" value="The painters are being looked after."></label>
      <button class="danger">Accept nothing more</button></form></details>`;
}

function lineTable(visit: Visit, jobs: readonly QueuedJob[], jobsInAll: number, nameOf: (id: string) => string): Html {
  const rows = jobs.map((job) => row(visit, job, nameOf(job.userId)));
  return html`
    <h2>${jobsInAll === 0 ? 'Nobody waits' : `${jobsInAll} ${jobsInAll === 1 ? 'job' : 'jobs'}`}</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="Line of jobs"><table>
      <thead><tr><th>Place</th><th>Who</th><th>What</th><th>Progress</th><th>Ready</th><th><span class="unseen">What to do</span></th></tr></thead>
      <tbody>${rows.length === 0 ? html`<tr><td colspan="6">Everything is painted.</td></tr>` : rows}</tbody>
    </table></div>
    ${jobsInAll > jobs.length && html`<p class="hint">The first ${jobs.length} of ${jobsInAll}.</p>`}`;
}

const row = (visit: Visit, job: QueuedJob, name: string): Html => html`
  <tr>
    <td>${job.state === 'painting' ? html`<span class="badge good">painting</span>` : job.position}</td>
    <td>${name}</td>
    <td>${job.prompt ?? html`<em>private</em>`}<br><span class="hint">${job.action} · ${job.model}${job.attempt > 1 && html` · attempt ${job.attempt}`} · <code>#${job.id.slice(-5)}</code></span></td>
    <td>${
      job.state === 'painting'
        ? html`<progress max="${job.steps}" value="${job.step}" aria-label="Step"></progress><br><span class="hint">step ${job.step} of ${job.steps}</span>`
        : '–'
    }</td>
    <td>${job.estimate === null ? 'not known yet' : html`in ${shortTime(job.estimate.endsInMs)}`}</td>
    <td>${
      visit.mayEdit &&
      html`<form method="post" action="${visit.path('queue/cancel')}">${formToken(visit)}<input type="hidden" name="jobId" value="${job.id}"><button class="small danger">Cancel</button></form>
      ${
        job.mayRequeue &&
        html`<form method="post" action="${visit.path('queue/requeue')}">${formToken(visit)}<input type="hidden" name="jobId" value="${job.id}"><input type="hidden" name="attempt" value="${job.attempt}"><button class="small">Back to the line</button></form>`
      }`
    }</td>
  </tr>`;

const shortTime = (ms: number): string =>
  ms < 90_000 ? `${Math.ceil(ms / 1_000)}\u00a0s` : `${Math.round(ms / 60_000)}\u00a0min`;
