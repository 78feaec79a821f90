import type { Database } from '../../prisma/database.ts';
import { Prisma } from '../../prisma/generated/client.ts';
import type { Ban } from '../bans.ts';
import { limitsOf } from '../person-limits.ts';
import type { PersonLimits } from '../settings.ts';
import type { SettingsStore } from '../settings-store.ts';
import { type Usage, usageOf } from '../usage.ts';
import { inScope } from './in-scope.ts';
import { type PageMark, pageOf, readMark } from './page-mark.ts';

/** What somebody had of a scope; pictures as they are charged, so a cancelled job counts for what was made of it. */
export interface PersonFigures {
  userId: string;
  /** With an outcome. */
  jobs: number;
  /** Since midnight UTC, in the last seven days, and ever. */
  imagesToday: number;
  imagesOfWeek: number;
  images: number;
  gpuSeconds: number;
  /** When their latest job was ready. */
  lastAt: Date;
}

export interface ListedPerson extends PersonFigures {
  /** Those that hold now: at most one of a server. */
  bans: Ban[];
}

export interface PeoplePage {
  people: ListedPerson[];
  /** What to ask for the next page with; null on the last one. */
  next: string | null;
}

/** One person, for a page of their own. */
export interface PersonRecord {
  /** Null for somebody who had nothing yet. */
  figures: PersonFigures | null;
  bans: Ban[];
  /** What they may use on the server and what they have used; null for the whole instance, where no limits hold. */
  allowance: { limits: PersonLimits; usage: Usage } | null;
}

/** Who paints how much. Read from an index alone, because a person's jobs may be thousands. */
export class People {
  readonly #database: Database;
  readonly #settings: SettingsStore;

  constructor(database: Database, settings: SettingsStore) {
    this.#database = database;
    this.#settings = settings;
  }

  /** Everybody with a job in a server, or anywhere for null, the latest first. Errors: a ZodError for a foreign mark. */
  async list(
    guildId: string | null,
    { count, after }: { count: number; after?: string | undefined },
  ): Promise<PeoplePage> {
    const mark = after === undefined ? null : readMark(after);
    const found = await this.#figures(guildId, { userId: null, mark, count: count + 1 });
    const { rows, next } = pageOf(found, count, ({ lastAt, userId }) => ({ at: lastAt, id: userId }));
    const userIds = rows.map(({ userId }) => userId);
    const bans = await this.#bans(guildId, userIds);
    const people = rows.map((row) => ({ ...row, bans: bans.filter(({ userId }) => userId === row.userId) }));
    return { people, next };
  }

  /** Somebody by their id. `roleIds`: what they have on the server, since roles may allow more. */
  async person(guildId: string | null, userId: string, roleIds: readonly string[]): Promise<PersonRecord> {
    const [[figures], bans, usage] = await Promise.all([
      this.#figures(guildId, { userId, mark: null, count: 1 }),
      this.#bans(guildId, [userId]),
      guildId === null ? null : usageOf(this.#database, { guildId, userId }),
    ]);
    const allowance = usage && { limits: limitsOf(this.#settings.of(guildId), roleIds), usage };
    return { figures: figures ?? null, bans, allowance };
  }

  /** The latest moments of all people first, then the sums of those on the page alone: all sums took twice as long. */
  #figures(
    guildId: string | null,
    { userId, mark, count }: { userId: string | null; mark: PageMark | null; count: number },
  ): Promise<PersonFigures[]> {
    const counts = Prisma.sql`ready_at IS NOT NULL AND ${inScope(guildId)}`;
    const wanted = userId === null ? Prisma.sql`TRUE` : Prisma.sql`user_id = ${userId}`;
    const isAfter = mark === null ? Prisma.sql`TRUE` : Prisma.sql`(max(ready_at), user_id) < (${mark.at}, ${mark.id})`;
    return this.#database.$queryRaw`
      SELECT person.user_id AS "userId", person.last_at AS "lastAt", had.* FROM (
        SELECT user_id, max(ready_at) AS last_at FROM job WHERE ${counts} AND ${wanted}
        GROUP BY user_id HAVING ${isAfter} ORDER BY last_at DESC, user_id DESC LIMIT ${count}) AS person
      CROSS JOIN LATERAL (
        SELECT count(*)::int AS jobs, sum(images_charged)::int AS images, sum(gpu_ms)::float8 / 1000 AS "gpuSeconds",
          coalesce(sum(images_charged) FILTER (WHERE ready_at >= date_trunc('day', now(), 'UTC')), 0)::int AS "imagesToday",
          coalesce(sum(images_charged) FILTER (WHERE ready_at >= now() - interval '7 days'), 0)::int AS "imagesOfWeek"
        FROM job WHERE user_id = person.user_id AND ${counts}) AS had
      ORDER BY person.last_at DESC, person.user_id DESC`;
  }

  #bans(guildId: string | null, userIds: readonly string[]): Promise<Ban[]> {
    return this.#database.$queryRaw`
      SELECT guild_id AS "guildId", user_id AS "userId", author_id AS "authorId", reason, expires_at AS "expiresAt"
      FROM ban WHERE user_id = ANY(${userIds}) AND (${guildId}::text IS NULL OR guild_id = ${guildId})
        AND (expires_at IS NULL OR expires_at > now())
      ORDER BY created_at`;
  }
}
