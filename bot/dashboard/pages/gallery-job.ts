import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { SCHEDULER_LABELS } from '../../../prisma/scheduler-name.ts';
import { shortId } from '../../reply.ts';
import * as en from '../../texts/en.ts';
import { noticeOf, sentenceOf } from '../../texts/texts.ts';
import type { PageOptions } from '../dashboard.ts';
import { doneNotice } from '../forms.ts';
import { visitOf } from '../guard.ts';
import { type Html, html } from '../html.ts';
import { type JobRecord, jobRecord, type Written } from '../job-record.ts';
import { formToken, moment, notice, page } from '../layout.ts';
import type { Relative } from '../lineage.ts';
import { namesOf } from '../names.ts';
import { refuse } from '../problem-page.ts';
import { Studio } from '../studio.ts';
import type { Visit } from '../visit.ts';

const params = z.object({ jobId: z.uuid() });
const NOT_HERE = 'There is no such job on this server.';

/** One job: what was asked, what came of it, how it was painted, and where it belongs. */
export async function galleryJobPage(server: FastifyInstance, options: PageOptions): Promise<void> {
  const { bot, guilds, database, removeMessage } = options;
  const studio = new Studio(bot, guilds);
  const find = (visit: Visit, jobId: string) =>
    jobRecord(database, { guildId: visit.scope.guildId, viewerId: visit.session.userId, jobId });

  const render = async (visit: Visit, job: JobRecord, told: Html | null): Promise<Html> => {
    const { ancestors, children } = job.lineage;
    const names = await namesOf(
      guilds,
      [job, ...ancestors, ...children].map(({ userId }) => userId),
    );
    return page(
      visit,
      'gallery',
      html`${told}${content(visit, job, (id) => names.get(id) ?? id)}`,
      `Job ${shortId(job.id)}`,
    );
  };

  server.get('/gallery/:jobId', async (request, reply) => {
    const visit = visitOf(request);
    const job = await find(visit, params.parse(request.params).jobId);
    if (job === null) return refuse(reply, 404, NOT_HERE);
    const rendered = await render(visit, job, doneNotice(request.query));
    return reply.type('text/html').send(rendered.toString());
  });

  server.post('/gallery/:jobId/rerun', async (request, reply) => {
    const visit = visitOf(request);
    const { jobId } = params.parse(request.params);
    z.strictObject({}).parse(request.body);
    const job = await find(visit, jobId);
    if (job === null || job.written === null) return refuse(reply, 404, NOT_HERE);
    const asked = await studio.rerun({ userId: visit.session.userId, guildId: job.guildId }, jobId);
    if (asked.ok) return reply.redirect(`${visit.path(`gallery/${asked.jobId}`)}?done=begun`, 303);
    const rendered = await render(visit, job, notice(sentenceOf(en, asked.refusal), 'bad'));
    return reply.code(400).type('text/html').send(rendered.toString());
  });

  server.post('/gallery/:jobId/delete', async (request, reply) => {
    const visit = visitOf(request);
    const { jobId } = params.parse(request.params);
    z.strictObject({}).parse(request.body);
    const job = await find(visit, jobId);
    if (job === null) return refuse(reply, 404, NOT_HERE);
    const images = await bot.jobs.deleteImages(jobId);
    const messageGone = job.messageId === null ? false : await removeMessage(job.channelId, job.messageId);
    const after = { images, messageGone, isOwn: job.userId === visit.session.userId };
    const entry = {
      guildId: job.guildId,
      actorId: visit.session.userId,
      action: 'result_deleted',
      subject: jobId,
    } as const;
    await bot.audit.record({ ...entry, after });
    return reply.redirect(`${visit.path(`gallery/${jobId}`)}?done=done`, 303);
  });
}

function content(visit: Visit, job: JobRecord, nameOf: (id: string) => string): Html {
  const { written, apology, state } = job;
  return html`
    ${apology !== null && notice(en.apologies[apology as keyof typeof en.apologies](), 'bad')}
    ${proofOf(job)}
    ${written === null ? notice('This is private: what was asked, and what it looks like, is for its owner alone.') : pictures(visit, job, written)}
    ${(state === 'accepted' || state === 'painting') && html`<p class="panel">It is not painted yet. <a href="${visit.path('queue')}">Live queue</a></p>`}
    <div class="grid">
      <section class="panel" aria-labelledby="asked-title"><h2 id="asked-title">Asked</h2>${asked(job, nameOf(job.userId))}</section>
      <section class="panel" aria-labelledby="how-title"><h2 id="how-title">Painted</h2>${painted(job)}</section>
      <section class="panel" aria-labelledby="line-title"><h2 id="line-title">Where it belongs</h2>${family(visit, job, nameOf)}</section>
      <section class="panel" aria-labelledby="told-title"><h2 id="told-title">Delivery</h2>${deliveries(job)}</section>
    </div>
    ${
      visit.mayEdit &&
      html`<section class="panel row" aria-label="Deeds">
        ${written !== null && html`<form method="post" action="${visit.path(`gallery/${job.id}/rerun`)}">${formToken(visit)}<button>Paint it again, exactly</button></form>`}
        <form method="post" action="${visit.path(`gallery/${job.id}/delete`)}">${formToken(visit)}<button class="danger">Delete the pictures and the message</button></form>
        <span class="hint">A rerun is on your own account and shown here alone. What painted a deleted picture stays, so that it can be painted again.</span>
      </section>`
    }`;
}

function pictures(
  visit: Visit,
  { id, apology }: JobRecord,
  { pictures: stored, prompt, prompts }: Written,
): Html | null {
  if (stored.length === 0) return apology === null ? html`<p class="panel">No picture is stored (any more).</p>` : null;
  return html`
    <section class="panel" aria-label="Pictures"><div class="originals">${stored.map(
      ({ slot, seed, width, height, isFlagged }) => html`
      <figure><a href="${visit.path(`gallery/${id}/pictures/${slot}`)}"><img src="${visit.path(`gallery/${id}/pictures/${slot}`)}" width="${width}" height="${height}" alt="${prompts?.[slot] ?? prompt}"></a>
        <figcaption>${slot + 1}: seed ${seed}, ${width} × ${height}${isFlagged === true && html` <span class="badge bad">flagged</span>`}</figcaption></figure>`,
    )}</div></section>`;
}

const fact = (name: string, value: Html | string | number | null): Html | null =>
  value === null || value === '' ? null : html`<dt>${name}</dt><dd>${value}</dd>`;

function asked(
  { written, parameters, userId, action, isPrivate, createdAt, hasInitialImage }: JobRecord,
  name: string,
): Html {
  const { seed, steps, guidanceScale, scheduler, width, height, model, count, variation, imageToImage, tile, noise } =
    parameters;
  return html`<dl class="facts">
    ${fact('By', html`${name} <code>${userId}</code>`)}
    ${fact('When', moment(createdAt))}
    ${fact('Action', `${action}${isPrivate ? ', private' : ''}`)}
    ${fact('Typed', written?.asked?.prompt ?? null)}
    ${fact('Prompt', written === null ? null : (written.prompts ?? [written.prompt]).join(' / '))}
    ${fact('Unwanted', written?.negativePrompt ?? null)}
    ${fact('Style', written?.asked?.style ?? null)}
    ${fact('Model', model)}${fact('Pictures', count)}${fact('Seed', seed)}
    ${fact('Steps', steps)}${fact('Guidance scale', guidanceScale)}${fact('Scheduler', SCHEDULER_LABELS[scheduler])}
    ${fact('Size', `${width} × ${height}`)}${fact('Noise', noise)}
    ${variation !== null && fact('Variation', `seed ${variation.seed}, ${Math.round(variation.strength * 100)} %`)}
    ${imageToImage !== null && fact('Image to image', `strength ${imageToImage.strength}${hasInitialImage ? '' : ', its picture is gone'}`)}
    ${tile && fact('Tiles', 'yes')}
    ${(written?.notices ?? []).map((each) => fact('Told', noticeOf(en, each)))}
  </dl>`;
}

function painted({ provenance, gpuMs, imagesCharged, attempt, workerId, startedAt }: JobRecord): Html {
  if (provenance === null)
    return html`<p class="hint">Nothing was painted${attempt > 0 && html`, in ${attempt} attempts`}.</p>`;
  const { device, runtime, modelHash, rowsMax, queuedMs, inferenceMs, unetMs } = provenance;
  return html`<dl class="facts">
    ${fact('Device', device)}
    ${fact(
      'With',
      Object.entries(runtime)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    )}
    ${fact('Weights', html`<code>${modelHash.slice(0, 16)}…</code>`)}
    ${fact('Worker', html`<code>${workerId}</code>`)}
    ${startedAt !== null && fact('Begun', moment(startedAt))}
    ${fact('Waited', seconds(queuedMs))}${fact('Painting', `${seconds(inferenceMs)}, ${seconds(unetMs)} of it in the UNet`)}
    ${fact('Rows', `${rowsMax} in its fullest call`)}
    ${fact('Charged', `${imagesCharged} pictures, ${seconds(gpuMs)}`)}
  </dl>`;
}

function family(visit: Visit, { lineage, parentSlot }: JobRecord, nameOf: (id: string) => string): Html {
  const relative = ({ id, action, userId, isPrivate }: Relative) =>
    html`<li><a href="${visit.path(`gallery/${id}`)}">${shortId(id)}</a> ${action} by ${nameOf(userId)}${isPrivate && ', private'}</li>`;
  const { ancestors, children } = lineage;
  return html`
    <h3>Comes from${parentSlot !== null && html` picture ${parentSlot + 1} of`}</h3>
    ${ancestors.length === 0 ? html`<p class="hint">Nothing: it is the first.</p>` : html`<ul>${ancestors.map(relative)}</ul>`}
    <h3>Led to</h3>
    ${children.length === 0 ? html`<p class="hint">Nothing yet.</p>` : html`<ul>${children.map(relative)}</ul>`}`;
}

const deliveries = ({ deliveries: tries, state }: JobRecord): Html =>
  tries.length === 0
    ? html`<p class="hint">${state === 'answered' ? 'Shown in the dashboard.' : 'Not tried yet.'}</p>`
    : html`<ul>${tries.map(
        ({ rung, code, at }) =>
          html`<li><span class="badge ${code === null ? 'good' : 'bad'}">${code === null ? 'sent' : `refused: ${code}`}</span> ${rung}, ${moment(at)}</li>`,
      )}</ul>`;

/** The verdict in the same words as on Discord. */
const proofOf = ({ proof }: JobRecord): Html | null => {
  if (proof === null) return null;
  const { words } = en;
  const verdict =
    proof.verdict === 'close' ? words.close({ because: words.because[proof.because] }) : words[proof.verdict];
  return notice(`A rerun: ${verdict}`, proof.verdict === 'exact' ? 'good' : 'bad');
};

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 0)} s`;
