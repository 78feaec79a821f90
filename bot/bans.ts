import type { Database } from '../prisma/database.ts';
import type { Audit, AuditEntry } from './audit.ts';

/** A page's worth; whoever bans more people than this has other troubles. */
const BANS_SHOWN = 500;

/** Somebody who may not paint on a server; for ever where no end is given. */
export interface Ban {
  guildId: string;
  userId: string;
  authorId: string;
  reason: string;
  expiresAt: Date | null;
}

/** Who may not paint where. Each change is written down; usage.ts reads them with everything else about a person. */
export class Bans {
  readonly #database: Database;
  readonly #audit: Audit;

  constructor(database: Database, audit: Audit) {
    this.#database = database;
    this.#audit = audit;
  }

  /** Those of a server that hold, the latest first. */
  list(guildId: string): Promise<(Ban & { createdAt: Date })[]> {
    return this.#database.$queryRaw`
      SELECT guild_id AS "guildId", user_id AS "userId", author_id AS "authorId", reason, expires_at AS "expiresAt", created_at AS "createdAt"
      FROM ban WHERE guild_id = ${guildId} AND (expires_at IS NULL OR expires_at > now())
      ORDER BY created_at DESC LIMIT ${BANS_SHOWN}`;
  }

  /** Bans somebody, or changes a ban. */
  async set(ban: Ban): Promise<void> {
    const { guildId, userId, authorId, reason, expiresAt } = ban;
    const where = { guildId_userId: { guildId, userId } };
    const update = { authorId, reason, expiresAt, createdAt: new Date() };
    const after = { reason, expiresAt: expiresAt?.toISOString() ?? null };
    const entry: AuditEntry = { guildId, actorId: authorId, action: 'person_banned', subject: userId, after };
    await this.#database.$transaction(async (transaction) => {
      await transaction.ban.upsert({ where, create: ban, update });
      await this.#audit.record(entry, transaction);
    });
  }

  /** Ends a ban; false when there was none. */
  async lift(guildId: string, userId: string, actorId: string): Promise<boolean> {
    const entry: AuditEntry = { guildId, actorId, action: 'person_unbanned', subject: userId };
    return this.#database.$transaction(async (transaction) => {
      const { count } = await transaction.ban.deleteMany({ where: { guildId, userId } });
      if (count > 0) await this.#audit.record(entry, transaction);
      return count > 0;
    });
  }
}
