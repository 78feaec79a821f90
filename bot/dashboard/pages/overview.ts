import type { FastifyInstance } from 'fastify';
import { apologies } from '../../texts/en.ts';
import type { DashboardOptions } from '../dashboard.ts';
import { Figures, type Overview } from '../figures.ts';
import { visitOf } from '../guard.ts';
import { type Html, html } from '../html.ts';
import { notice, page } from '../layout.ts';
import { namesOf } from '../names.ts';
import { bars, curves } from '../plot.ts';
import type { WorkerFigures } from '../worker-figures.ts';

/** How Easel is doing: what is painted, how long people wait, who uses the device, what went wrong. */
export async function overviewPage(server: FastifyInstance, options: DashboardOptions): Promise<void> {
  const { bot, guilds, database } = options;
  const figures = new Figures(database);

  server.get('/overview', async (request, reply) => {
    const visit = visitOf(request);
    const overview = await figures.overview(visit.scope.guildId);
    const names = await namesOf(
      guilds,
      overview.gpuSecondsByPerson.map(({ userId }) => userId),
    );
    const { pausedBecause } = bot.settings.of(visit.scope.guildId);
    const content = html`
      ${bot.catalogue.workers === 0 && notice('No inference process is running: requests are accepted and wait.', 'bad')}
      ${pausedBecause !== null && notice(`Painting is paused: ${pausedBecause}`, 'bad')}
      ${tiles(overview, options)}
      ${plots(overview)}
      <div class="grid">${people(overview, names)}${failures(overview)}</div>
      ${workers(overview.workers)}`;
    return reply.type('text/html').send(page(visit, 'overview', content).toString());
  });
}

function tiles({ images, wait, queue, workers: all }: Overview, { bot, isConnected }: DashboardOptions): Html {
  const tile = (name: string, value: string | number, more: string) =>
    html`<div class="tile"><dt>${name}</dt><dd>${value}<small>${more}</small></dd></div>`;
  const devices = [...new Set(all.filter(({ isAlive }) => isAlive).map(({ device }) => device))].join(', ');
  return html`
    <dl class="tiles">
      ${tile('Discord', isConnected() ? 'connected' : 'away', 'the gateway')}
      ${tile('Painters', bot.catalogue.workers, devices || 'none is alive')}
      ${tile('Waiting', queue.accepted, `${queue.painting} being painted`)}
      ${tile('Pictures', images, 'in 24 hours')}
      ${tile('Half wait less than', seconds(wait.p50Seconds), 'p50, 24 hours')}
      ${tile('Nearly all less than', seconds(wait.p95Seconds), 'p95, 24 hours')}
    </dl>`;
}

const plots = ({ hours }: Overview): Html => {
  const label = (at: Date) => at.toISOString().slice(11, 16);
  const waits = (pick: 'p50Seconds' | 'p95Seconds') =>
    hours.map(({ at, wait }) => ({ label: label(at), value: wait[pick] ?? 0 }));
  return html`
    <div class="grid">
      <section class="panel" aria-labelledby="images-title"><h2 id="images-title">Pictures per hour</h2>
        ${bars(
          'Pictures per hour of the last 24, UTC',
          hours.map(({ at, images }) => ({ label: label(at), value: images })),
        )}</section>
      <section class="panel" aria-labelledby="waits-title"><h2 id="waits-title">Waiting until painting begins</h2>
        ${curves(
          'Seconds of waiting by hour of the last 24, UTC',
          [
            { name: 'half (p50)', points: waits('p50Seconds') },
            { name: 'nearly all (p95)', points: waits('p95Seconds') },
          ],
          ' s',
        )}</section>
    </div>`;
};

const people = ({ gpuSecondsByPerson }: Overview, names: ReadonlyMap<string, string>): Html => html`
  <section class="panel" aria-labelledby="gpu-title">
    <h2 id="gpu-title">GPU-seconds by person, 7 days</h2>
    ${
      gpuSecondsByPerson.length === 0
        ? html`<p class="hint">Nobody has painted.</p>`
        : html`${bars(
            'GPU-seconds by person',
            gpuSecondsByPerson.map(({ userId, gpuSeconds }) => ({
              label: names.get(userId) ?? userId,
              value: gpuSeconds,
            })),
            ' s',
          )}`
    }
  </section>`;

const failures = ({ failures: all }: Overview): Html => html`
  <section class="panel" aria-labelledby="failures-title">
    <h2 id="failures-title">Not painted, 24 hours</h2>
    ${
      all.length === 0
        ? html`<p class="hint">Nothing went wrong.</p>`
        : html`<table><thead><tr><th class="number">Jobs</th><th>Why</th></tr></thead><tbody>${all.map(
            ({ apology, jobs }) =>
              html`<tr><td class="number">${jobs}</td><td>${apology.replaceAll('_', ' ')}<br><span class="hint">${told(apology)}</span></td></tr>`,
          )}</tbody></table>`
    }
  </section>`;

const workers = (all: readonly WorkerFigures[]): Html => html`
  <section class="panel" aria-labelledby="workers-title">
    <h2 id="workers-title">Painters</h2>
    <p class="hint">They serve all servers. Batch fill: rows of the calls that people shared, of the rows at which this device is fastest.</p>
    <div class="scroll" tabindex="0" role="region" aria-label="Table of painters"><table>
      <thead><tr><th>Device</th><th>Model</th><th class="number">Step</th><th class="number">Row’s step</th><th class="number">Best rows</th><th>Batch fill</th></tr></thead>
      <tbody>${
        all.length === 0
          ? html`<tr><td colspan="6">None has been seen in 24 hours.</td></tr>`
          : all.map(
              (
                each,
              ) => html`<tr><td>${each.device} <span class="badge ${each.isAlive ? 'good' : 'bad'}">${each.isAlive ? 'alive' : 'gone'}</span></td>
                <td>${each.model}</td><td class="number">${milliseconds(each.stepMs)}</td><td class="number">${milliseconds(each.rowStepMs)}</td>
                <td class="number">${each.rowsBest ?? '–'}</td>
                <td>${each.batchFill === null ? '–' : html`<progress max="1" value="${each.batchFill.toFixed(2)}" aria-label="Batch fill"></progress> ${(each.rows ?? 0).toFixed(1)} rows`}</td></tr>`,
            )
      }</tbody></table></div>
  </section>`;

const seconds = (value: number | null): string =>
  value === null ? '–' : `${value < 10 ? value.toFixed(1) : Math.round(value)} s`;

const milliseconds = (value: number | null): string => (value === null ? '–' : `${value.toFixed(1)} ms`);

/** What people were told, in the same words. */
function told(apology: string): string {
  return Object.hasOwn(apologies, apology) ? apologies[apology as keyof typeof apologies]() : '';
}
