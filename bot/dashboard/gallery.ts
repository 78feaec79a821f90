import type { Database } from '../../prisma/database.ts';
import { Prisma } from '../../prisma/generated/client.ts';
import { PROMPT_SHOWN_MAX } from '../limits.ts';
import { knownPolicy, shownPng } from '../safety.ts';
import { plainUserText } from '../user-text.ts';
import { inScope } from './in-scope.ts';
import { pageOf, readMark } from './page-mark.ts';

/** Which jobs to show; what is left out does not matter. */
export interface GallerySearch {
  /** Beginnings of words of the prompt, all of them, in any order and case. */
  text?: string | undefined;
  userId?: string | undefined;
  model?: string | undefined;
  /** Of one of the stored pictures. */
  seed?: number | undefined;
  /** When it was painted: at or after `from`, before `until`. */
  from?: Date | undefined;
  until?: Date | undefined;
  outcome?: 'painted' | 'apology' | undefined;
}

/** A job with its outcome, as one card of the gallery. */
export interface GalleryJob {
  id: string;
  guildId: string | null;
  userId: string;
  action: string;
  isPrivate: boolean;
  isSpoiler: boolean;
  /** Private and somebody else's: no prompt and no picture is told. */
  isHidden: boolean;
  /** Shortened; null where it is hidden. */
  prompt: string | null;
  model: string;
  apology: string | null;
  readyAt: Date;
  /** Slots of the pictures that are still stored; none where they are hidden. */
  slots: number[];
}

export interface GalleryPage {
  jobs: GalleryJob[];
  /** What to ask for the next page with; null on the last one. */
  next: string | null;
}

interface StoredPicture {
  png: Uint8Array;
  width: number;
  height: number;
  isFlagged: boolean | null;
  safety: string;
}

/** Longer texts are cut: nobody searches for so many words. */
const TEXT_LENGTH_MAX = 200;
/** Prompts whose words are looked at one by one, 20 µs each. */
const LATEST = 500;

/**
 * Jobs that have their outcome, newest first. Pages begin after a mark, never at an offset: the thousandth page costs
 * what the first one does, and none shows a job twice when another is added.
 *
 * A private job keeps its prompt and its pictures to its owner. A search for words does not find somebody else's at
 * all, since whether it does would tell them one by one.
 */
export class Gallery {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The jobs of a server, or of everything for null, as `viewerId` may see them. Errors: a ZodError for a foreign mark. */
  async search(
    guildId: string | null,
    viewerId: string,
    search: GallerySearch,
    { count, after }: { count: number; after?: string | undefined },
  ): Promise<GalleryPage> {
    const wanted = [...conditions(search), inScope(guildId)];
    if (after !== undefined) {
      const { at, id } = readMark(after);
      wanted.push(Prisma.sql`ready_at <= ${at} AND (ready_at, job.id) < (${at}, ${id}::uuid)`);
    }
    const words = plainUserText(search.text ?? '', TEXT_LENGTH_MAX);
    const found = await (words === ''
      ? this.#newest(Prisma.sql`(SELECT * FROM job WHERE ${allOf(wanted)})`, viewerId, count + 1)
      : this.#withWords(words, wanted, viewerId, count + 1));
    const { rows, next } = pageOf(found, count, ({ readyAt, id }) => ({ at: readyAt, id }));
    return { jobs: rows.map(shown), next };
  }

  /**
   * A stored picture as it may be shown: one that the safety checker flagged is covered where the job's policy says so.
   * Null when there is none here, or it is hidden from `viewerId`.
   */
  async image(guildId: string | null, viewerId: string, jobId: string, slot: number): Promise<Uint8Array | null> {
    const [image] = await this.#database.$queryRaw<StoredPicture[]>`
      SELECT png, width, height, is_flagged AS "isFlagged", safety FROM image JOIN job ON job.id = job_id
      WHERE job_id = ${jobId}::uuid AND slot = ${slot} AND ${inScope(guildId)} AND ${isVisible(viewerId)}`;
    return image === undefined ? null : shownPng(image, knownPolicy(image.safety));
  }

  /**
   * In two ways, because Postgres cannot foresee how many prompts have a beginning of a word and, when it guesses wrong,
   * walks through all jobs from the newest on (2 s for a word that nobody used, among 100,000). A common word is found
   * among the latest jobs; one that is rare there is rare, so all that have it are taken from the index and sorted.
   * `OFFSET 0` is what keeps Postgres from doing the second like the first.
   */
  async #withWords(words: string, wanted: Prisma.Sql[], viewerId: string, count: number): Promise<GalleryJob[]> {
    const hasWords = Prisma.sql`prompt_words(request->>'prompt') @@ prompt_search(${words}) AND ${isVisible(viewerId)}`;
    const latest = Prisma.sql`(SELECT * FROM job WHERE ${allOf(wanted)} ORDER BY ready_at DESC, id DESC LIMIT ${LATEST})`;
    const found = await this.#newest(Prisma.sql`(SELECT * FROM ${latest} AS job WHERE ${hasWords})`, viewerId, count);
    if (found.length === count) return found;
    const all = Prisma.sql`(SELECT * FROM job WHERE ${allOf([...wanted, hasWords])} OFFSET 0)`;
    return this.#newest(all, viewerId, count);
  }

  #newest(jobs: Prisma.Sql, viewerId: string, count: number): Promise<GalleryJob[]> {
    return this.#database.$queryRaw`
      SELECT job.id, guild_id AS "guildId", user_id AS "userId", action, is_private AS "isPrivate",
        is_spoiler AS "isSpoiler", is_private AND user_id <> ${viewerId} AS "isHidden", request->>'prompt' AS prompt,
        request->>'model' AS model, apology, ready_at AS "readyAt",
        ARRAY(SELECT slot FROM image WHERE job_id = job.id ORDER BY slot) AS slots
      FROM ${jobs} AS job ORDER BY ready_at DESC, job.id DESC LIMIT ${count}`;
  }
}

/** Of jobs with an outcome. */
const allOf = (wanted: Prisma.Sql[]): Prisma.Sql =>
  Prisma.sql`ready_at IS NOT NULL AND ${Prisma.join(wanted, ' AND ')}`;

const isVisible = (viewerId: string): Prisma.Sql => Prisma.sql`(NOT is_private OR user_id = ${viewerId})`;

function conditions({ userId, model, seed, from, until, outcome }: GallerySearch): Prisma.Sql[] {
  return [
    userId !== undefined && Prisma.sql`user_id = ${userId}`,
    model !== undefined && Prisma.sql`request->>'model' = ${model}`,
    seed !== undefined && Prisma.sql`job.id IN (SELECT job_id FROM image WHERE seed = ${seed})`,
    from !== undefined && Prisma.sql`ready_at >= ${from}`,
    until !== undefined && Prisma.sql`ready_at < ${until}`,
    outcome === 'painted' && Prisma.sql`apology IS NULL`,
    outcome === 'apology' && Prisma.sql`apology IS NOT NULL`,
  ].filter((condition) => condition !== false);
}

const shown = (job: GalleryJob): GalleryJob => ({
  ...job,
  prompt: job.isHidden ? null : plainUserText(job.prompt ?? '', PROMPT_SHOWN_MAX),
  slots: job.isHidden ? [] : job.slots,
});
