import type { Database } from '../prisma/database.ts';

/** What is kept about a person, as the file of /privacy export has it. Pictures are named; those that fit come beside it. */
export interface PersonalData {
  userId: string;
  jobs: PersonalJob[];
  preferences: unknown;
  bans: { guildId: string; reason: string; expiresAt: Date | null }[];
}

/** One job of a person's. */
export interface PersonalJob {
  id: string;
  createdAt: Date;
  guildId: string | null;
  channelId: string;
  messageId: string | null;
  action: string;
  state: string;
  request: unknown;
  asked: unknown;
  images: { slot: number; seed: string; pixelSha256: string }[];
}

/** One picture of a person's, as it was painted. */
export interface PersonalPicture {
  jobId: string;
  slot: number;
  seed: string;
  png: Uint8Array;
}

/** A person's own rows: to hand out, or to delete. */
export class PersonalDataStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async export(userId: string): Promise<PersonalData> {
    const jobs = await this.#database.job.findMany({
      where: { userId },
      orderBy: { createdAt: 'asc' },
      select: {
        id: true,
        createdAt: true,
        guildId: true,
        channelId: true,
        messageId: true,
        action: true,
        state: true,
        request: true,
        asked: true,
        images: { select: { slot: true, seed: true, pixelSha256: true }, orderBy: { slot: 'asc' } },
      },
    });
    const person = await this.#database.person.findUnique({ where: { userId } });
    const bans = await this.#database.ban.findMany({
      where: { userId },
      select: { guildId: true, reason: true, expiresAt: true },
    });
    return {
      userId,
      jobs: jobs.map(({ images, ...job }) => ({
        ...job,
        images: images.map((image) => ({ ...image, seed: String(image.seed) })), // JSON has no BigInt
      })),
      preferences: person?.preferences ?? null,
      bans,
    };
  }

  /** The latest pictures of a person that fit into so many bytes together, and how many there are in all. */
  async pictures(userId: string, bytesMax: number): Promise<{ pictures: PersonalPicture[]; total: number }> {
    const sizes = await this.#database.$queryRaw<{ id: string; bytes: number }[]>`
      SELECT image.id, octet_length(png) AS bytes FROM image JOIN job ON job.id = job_id
      WHERE user_id = ${userId} ORDER BY job.created_at DESC, slot`;
    let bytes = 0;
    const fitting = sizes.filter((picture) => {
      bytes += picture.bytes;
      return bytes <= bytesMax;
    });
    const rows = await this.#database.image.findMany({
      where: { id: { in: fitting.map(({ id }) => id) } },
      select: { jobId: true, slot: true, seed: true, png: true },
    });
    return { pictures: rows.map((row) => ({ ...row, seed: String(row.seed) })), total: sizes.length };
  }

  /**
   * Deletes a person's jobs with their prompts, pictures and tokens, their preferences and drafts. Jobs go as whole
   * rows: a request without its words would paint something else, and children keep living without their parent. Bans
   * stay, since they protect others. Returns how many jobs there were.
   */
  forget(userId: string): Promise<number> {
    return this.#database.$transaction(async (transaction) => {
      await transaction.person.deleteMany({ where: { userId } });
      await transaction.draft.deleteMany({ where: { userId } });
      const { count } = await transaction.job.deleteMany({ where: { userId } });
      return count;
    });
  }
}
