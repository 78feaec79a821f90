import type { FastifyInstance } from 'fastify';
import sharp from 'sharp';
import { z } from 'zod';
import type { PageOptions } from '../dashboard.ts';
import { Gallery, type GalleryJob, type GallerySearch } from '../gallery.ts';
import { visitOf } from '../guard.ts';
import { attribute, type Html, html } from '../html.ts';
import { moment, page } from '../layout.ts';
import { namesOf } from '../names.ts';
import { refuse } from '../problem-page.ts';
import type { Visit } from '../visit.ts';

const JOBS_SHOWN = 24;
/** Two stand side by side on a card. */
const THUMBNAIL_SIDE = 160;
/** A page has many pictures. */
const PICTURES_PER_MINUTE = 1_200;
const DAY_MS = 86_400_000;

const blank = z.literal('').transform(() => undefined);
const day = z.iso.date();
/** The search as its form sends it; what is left blank does not matter. */
const searchForm = z.strictObject({
  text: z.union([blank, z.string().max(200)]).optional(),
  userId: z.union([blank, z.string().regex(/^\d{17,20}$/)]).optional(),
  model: z.union([blank, z.string().max(100)]).optional(),
  seed: z.union([blank, z.coerce.number().int().min(0).max(4_294_967_295)]).optional(),
  from: z.union([blank, day]).optional(),
  until: z.union([blank, day]).optional(),
  outcome: z.union([blank, z.enum(['painted', 'apology'])]).optional(),
  after: z.string().optional(),
});
type SearchForm = z.infer<typeof searchForm>;

const picture = z.object({ jobId: z.uuid(), slot: z.coerce.number().int().min(0).max(3) });

/** Everything that was painted: to be searched, looked at and painted again. */
export async function galleryPage(server: FastifyInstance, options: PageOptions): Promise<void> {
  const { guilds, database } = options;
  const gallery = new Gallery(database);

  server.get('/gallery', async (request, reply) => {
    const visit = visitOf(request);
    const { after, ...form } = searchForm.parse(request.query);
    const { jobs, next } = await gallery.search(visit.scope.guildId, visit.session.userId, searchOf(form), {
      count: JOBS_SHOWN,
      after,
    });
    const names = await namesOf(
      guilds,
      jobs.map(({ userId }) => userId),
    );
    const content = html`
      ${searchPanel(form, options)}
      ${jobs.length === 0 && html`<p class="panel">Nothing like that has been painted here.</p>`}
      <ul class="gallery">${jobs.map((job) => card(visit, job, names.get(job.userId) ?? job.userId))}</ul>
      ${next !== null && html`<p><a class="button" href="?${new URLSearchParams({ ...texts(form), after: next }).toString()}">Older</a></p>`}`;
    return reply.type('text/html').send(page(visit, 'gallery', content).toString());
  });

  const many = { config: { perMinute: PICTURES_PER_MINUTE } };

  server.get('/gallery/:jobId/pictures/:slot', many, async (request, reply) => {
    const { scope, session } = visitOf(request);
    const { jobId, slot } = picture.parse(request.params);
    const png = await gallery.image(scope.guildId, session.userId, jobId, slot);
    if (png === null) return refuse(reply, 404, 'There is no such picture, or it is not for you.');
    return reply.type('image/png').send(Buffer.from(png));
  });

  server.get('/gallery/:jobId/thumbnails/:slot', many, async (request, reply) => {
    const { scope, session } = visitOf(request);
    const { jobId, slot } = picture.parse(request.params);
    const png = await gallery.image(scope.guildId, session.userId, jobId, slot);
    if (png === null) return refuse(reply, 404, 'There is no such picture, or it is not for you.');
    const small = await sharp(png).resize(THUMBNAIL_SIDE, THUMBNAIL_SIDE, { fit: 'inside' }).webp().toBuffer();
    return reply.type('image/webp').header('cache-control', 'private, max-age=600').send(small);
  });
}

/** The whole last day counts. */
const searchOf = ({ from, until, ...rest }: SearchForm): GallerySearch => ({
  ...rest,
  from: from === undefined ? undefined : new Date(from),
  until: until === undefined ? undefined : new Date(Date.parse(until) + DAY_MS),
});

/** A search as it stands in an address. */
const texts = (form: SearchForm): Record<string, string> =>
  Object.fromEntries(
    Object.entries(form).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])),
  );

const searchPanel = (
  { text, userId, model, seed, from, until, outcome }: SearchForm,
  { bot }: PageOptions,
): Html => html`
  <form class="panel inline-form" method="get" role="search">
    <label>Words of the prompt<input type="search" name="text" value="${text}" maxlength="200"></label>
    <label>Person’s id<input name="userId" value="${userId}" inputmode="numeric" pattern="\\d{17,20}"></label>
    <label>Model<select name="model"><option value="">any</option>${bot.catalogue.models.map(
      ({ name }) => html`<option${attribute('selected', name === model)}>${name}</option>`,
    )}</select></label>
    <label>Seed<input type="number" name="seed" value="${seed}" min="0" max="4294967295"></label>
    <label>From<input type="date" name="from" value="${from}"></label>
    <label>Until<input type="date" name="until" value="${until}"></label>
    <label>Outcome<select name="outcome"><option value="">any</option><option value="painted"${attribute('selected', outcome === 'painted')}>painted</option><option value="apology"${attribute('selected', outcome === 'apology')}>not painted</option></select></label>
    <button class="primary">Search</button>
  </form>`;

function card(visit: Visit, job: GalleryJob, name: string): Html {
  const { id, prompt, slots, apology, isHidden, isSpoiler, action, model, readyAt } = job;
  const instead = isHidden
    ? 'private'
    : apology !== null
      ? apology.replaceAll('_', ' ')
      : isSpoiler
        ? 'spoiler'
        : slots.length === 0 && 'no longer stored';
  const pictures = slots.map((slot) => {
    const address = visit.path(`gallery/${id}/thumbnails/${slot}`);
    return html`<img src="${address}" alt="${slot === slots[0] && prompt}" loading="lazy" width="${THUMBNAIL_SIDE}" height="${THUMBNAIL_SIDE}">`;
  });
  return html`
    <li><a class="work" href="${visit.path(`gallery/${id}`)}">
      ${instead === false ? html`<div class="pictures">${pictures}</div>` : html`<span class="no-picture">${instead}</span>`}
      <div class="caption"><p>${prompt ?? html`<em>private</em>`}</p><span class="hint">${name} · ${action} · ${model}<br>${moment(readyAt)}</span></div>
    </a></li>`;
}
