import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { pino } from 'pino';
import { Audit } from '../../bot/audit.ts';
import { Catalogue } from '../../bot/catalogue.ts';
import { Figures } from '../../bot/dashboard/figures.ts';
import { Gallery, type GallerySearch } from '../../bot/dashboard/gallery.ts';
import { jobRecord } from '../../bot/dashboard/job-record.ts';
import { LiveQueue } from '../../bot/dashboard/live-queue.ts';
import { People } from '../../bot/dashboard/people.ts';
import { Jobs } from '../../bot/jobs.ts';
import { SettingsStore } from '../../bot/settings-store.ts';
import { startPostgres } from '../../deploy/postgres.ts';
import { PrismaClient } from '../../prisma/generated/client.ts';
import { migrate } from '../../prisma/migrate.ts';
import { writePast } from './past.ts';
import { explain, RecordingPool } from './statements.ts';

/**
 * How long the dashboard's queries take among many jobs, and which indexes they use: every statement that a page asks
 * for is explained as Prisma sent it. The tables are as autovacuum keeps them: the rows that changed last, a twentieth,
 * are not yet known to be visible to all, so an index alone does not answer for them. Ends with 1 when a statement takes
 * longer than it may.
 *
 *   node --import tsx test/load/dashboard.ts [--jobs 100000] [--waiting 1000] [--rounds 5] [--changed 5000]
 */
const { values } = parseArgs({
  options: {
    jobs: { type: 'string', default: '100000' },
    waiting: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '5' },
    changed: { type: 'string', default: '5000' },
  },
});
const MS_MAX = 50;
const VIEWER = 'admin';

const directory = mkdtempSync(join(tmpdir(), 'easel-load-'));
chmodSync(directory, 0o755); // where this runs as root, Postgres runs as somebody else
const postgres = await startPostgres({ directory, settings: ['fsync=off', 'autovacuum=off'] });
await migrate(postgres.url);
const client = new pg.Client({ connectionString: postgres.url });
await client.connect();
const startedAtMs = performance.now();
await writePast(client, { jobs: Number(values.jobs), waiting: Number(values.waiting) });
await client.query('VACUUM ANALYZE');
await client.query(
  'UPDATE job SET deliver_after = now() WHERE id IN (SELECT id FROM job WHERE ready_at IS NOT NULL ORDER BY ready_at DESC LIMIT $1::int)',
  [values.changed],
);
console.log(`${values.jobs} jobs written in ${Math.round((performance.now() - startedAtMs) / 1_000)} s`);

const pool = new RecordingPool({ connectionString: postgres.url, max: 4 });
const database = new PrismaClient({ adapter: new PrismaPg(pool) });
const log = pino({ level: 'silent' });
const catalogue = new Catalogue(database, log);
await catalogue.refresh();
const audit = new Audit(database);
const figures = new Figures(database);
const queue = new LiveQueue({ database, jobs: new Jobs(database), catalogue, audit });
const gallery = new Gallery(database);
const people = new People(database, new SettingsStore(database, log));
const { id: jobId } = await database.job.findFirstOrThrow({ where: { interactionId: '4242' }, select: { id: true } });
const search = (guildId: string | null, wanted: GallerySearch, after?: string) =>
  gallery.search(guildId, VIEWER, wanted, { count: 24, after });
const DAY_MS = 86_400_000;
const longAgo = new Date(Date.now() - 25 * DAY_MS);

const pages: Record<string, () => Promise<unknown>> = {
  'overview of everything': () => figures.overview(null),
  'overview of a large server': () => figures.overview('900'),
  'overview of a small server': () => figures.overview('905'),
  'queue of everything': () => queue.line(null, VIEWER),
  'queue of a server': () => queue.line('900', VIEWER),
  'gallery of everything': () => search(null, {}),
  'gallery of a small server': () => search('905', {}),
  'gallery, 25 days back': () => search('900', {}, `${longAgo.getTime()}_00000000-0000-4000-8000-000000000000`),
  'search for a common word': () => search('900', { text: 'apple' }),
  'search for a rare word': () => search('900', { text: 'number4242' }),
  'search for a rare word everywhere': () => search(null, { text: 'number4242' }),
  'search for the beginning of a word': () => search(null, { text: 'numb' }),
  'search for a word that nobody used': () => search(null, { text: 'zeppelin' }),
  'search for words that never meet': () => search(null, { text: 'morning evening' }),
  'search for what a hundredth has': () => search(null, { text: 'number42' }),
  'search for three words': () => search('905', { text: 'dragon castle number77' }),
  'search by a common model': () => search('905', { model: 'other' }),
  'search by a rare model': () => search('905', { model: 'rare' }),
  'search by an unknown model': () => search('900', { model: 'unknown' }),
  'search by seed': () => search('900', { seed: 4_242 }),
  'search by person': () => search('900', { userId: '0' }),
  'search by somebody unknown': () => search('900', { userId: 'nobody' }),
  'search for apologies': () => search('905', { outcome: 'apology' }),
  'search in a past week': () => search('900', { from: longAgo, until: new Date(longAgo.getTime() + 7 * DAY_MS) }),
  'search by person, word and week': () => search('900', { userId: '1', text: 'apple', from: longAgo }),
  'a job': () => jobRecord(database, { guildId: null, viewerId: VIEWER, jobId }),
  'people of everything': () => people.list(null, { count: 24 }),
  'people of a large server': () => people.list('900', { count: 24 }),
  'people of a small server': () => people.list('905', { count: 24 }),
  'people, a later page': () => people.list(null, { count: 24, after: `${longAgo.getTime()}_500` }),
  'the busiest person': () => people.person('900', '0', []),
};

const rows: { page: string; ms: number; reads: string }[] = [];
for (const [page, read] of Object.entries(pages)) {
  pool.statements.length = 0;
  await read();
  for (const statement of [...pool.statements]) {
    const { ms, reads } = await explain(client, statement, Number(values.rounds));
    rows.push({ page, ms: Number(ms.toFixed(1)), reads: reads.join(', ') });
  }
}
console.table(rows);
const slow = rows.filter(({ ms }) => ms > MS_MAX);
console.log(slow.length === 0 ? `None takes over ${MS_MAX} ms.` : `${slow.length} take over ${MS_MAX} ms.`);
process.exitCode = slow.length === 0 ? 0 : 1;

await database.$disconnect();
await pool.end();
await client.end();
await postgres.stop();
rmSync(directory, { recursive: true, force: true });
