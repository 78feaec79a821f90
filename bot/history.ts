import type { Database } from '../prisma/database.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { imageRequest } from '../prisma/image-request.ts';
import type { DueJob } from './jobs.ts';

/** A job as a line of a list. */
export interface ListedJob {
  id: string;
  state: string;
  prompt: string;
  /** Of the first picture. */
  seed: number;
  apology: string | null;
  isPrivate: boolean;
  guildId: string | null;
  channelId: string;
  /** The visible answer, once there is one. */
  messageId: string | null;
  createdAt: Date;
}

const LISTED = {
  id: true,
  state: true,
  request: true,
  apology: true,
  isPrivate: true,
  guildId: true,
  channelId: true,
  messageId: true,
  createdAt: true,
} satisfies Prisma.JobSelect;

/** A short id is looked for among so many of a server's latest jobs; further back it takes the whole id. */
const SHORT_IDS_OF = 5_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SHORT = /^#?([0-9a-f]{5})$/;

/** Jobs as people look back at them: lists of their own, and one by the id that they see. All reads are indexed. */
export class History {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** A person's latest jobs, newest first; `skip` of them are left out. */
  async of(userId: string, count: number, skip = 0): Promise<ListedJob[]> {
    const rows = await this.#database.job.findMany({
      where: { userId },
      select: LISTED,
      orderBy: { createdAt: 'desc' },
      take: count,
      skip,
    });
    return rows.map(listed);
  }

  /** A person's jobs that nobody has painted yet, oldest first. */
  async unfinished(userId: string, count: number): Promise<ListedJob[]> {
    const rows = await this.#database.job.findMany({
      where: { userId, state: { in: ['accepted', 'painting'] } },
      select: LISTED,
      orderBy: { createdAt: 'asc' },
      take: count,
    });
    return rows.map(listed);
  }

  /** Where a person's unfinished jobs stand, oldest first; 0 is with a painter. */
  async inLine(userId: string, count: number): Promise<{ id: string; position: number; prompt: string }[]> {
    return this.#database.$queryRaw`
      SELECT id, request->>'prompt' AS prompt, (CASE WHEN state = 'painting' THEN 0 ELSE
        1 + (SELECT count(*) FROM job other WHERE other.state = 'accepted' AND other.id <> job.id
          AND (other.priority, job.created_at) > (job.priority, other.created_at)) END)::int AS position
      FROM job WHERE user_id = ${userId} AND state IN ('accepted', 'painting') ORDER BY created_at LIMIT ${count}`;
  }

  /** How many jobs of a server are still to be painted. */
  unfinishedIn(guildId: string): Promise<number> {
    return this.#database.job.count({ where: { guildId, state: { in: ['accepted', 'painting'] } } });
  }

  /** What became of a server's jobs in the last 24 hours. */
  async lastDay(guildId: string): Promise<{ painted: number; failed: number }> {
    const [row] = await this.#database.$queryRaw<[{ painted: number; failed: number }]>`
      SELECT (count(*) FILTER (WHERE apology IS NULL AND ready_at IS NOT NULL))::int AS painted,
        (count(*) FILTER (WHERE apology IS NOT NULL AND apology <> 'cancelled'))::int AS failed
      FROM job WHERE guild_id = ${guildId} AND created_at > now() - interval '1 day'`;
    return row;
  }

  /**
   * The id of the job that a person means: a whole id, or the five characters behind `#` that every answer shows, of
   * which their own latest job comes first, then the latest of the server.
   */
  async idOf(typed: string, userId: string, guildId: string | null): Promise<string | null> {
    const name = typed.trim().toLowerCase();
    if (UUID.test(name)) return name;
    const [, end] = SHORT.exec(name) ?? [];
    if (end === undefined) return null;
    const [found] = await this.#database.$queryRaw<{ id: string }[]>`
      SELECT id FROM (
        (SELECT id, user_id, created_at FROM job WHERE user_id = ${userId} ORDER BY created_at DESC LIMIT ${SHORT_IDS_OF})
        UNION ALL
        (SELECT id, user_id, created_at FROM job WHERE guild_id = ${guildId} ORDER BY created_at DESC LIMIT ${SHORT_IDS_OF})
      ) latest
      WHERE right(id::text, 5) = ${end} ORDER BY user_id = ${userId} DESC, created_at DESC LIMIT 1`;
    return found?.id ?? null;
  }

  /** The job whose visible answer is this message. */
  async idOfMessage(messageId: string): Promise<string | null> {
    const job = await this.#database.job.findFirst({ where: { messageId }, select: { id: true } });
    return job?.id ?? null;
  }

  /** A job with its pictures, to be shown again; null when it is gone. */
  stored(id: string): Promise<DueJob | null> {
    return this.#database.job.findUnique({ where: { id }, include: { images: { orderBy: { slot: 'asc' } } } });
  }
}

function listed({ request, ...row }: Prisma.JobGetPayload<{ select: typeof LISTED }>): ListedJob {
  const { prompt, seed } = imageRequest.parse(request);
  return { ...row, prompt, seed };
}
