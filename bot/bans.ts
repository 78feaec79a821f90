import type { Database } from '../prisma/database.ts';
import type { Audit } from './audit.ts';

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

  /** Bans somebody, or changes a ban. */
  async set(ban: Ban): Promise<void> {
    const { guildId, userId, authorId, reason, expiresAt } = ban;
    const where = { guildId_userId: { guildId, userId } };
    await this.#database.ban.upsert({
      where,
      create: ban,
      update: { authorId, reason, expiresAt, createdAt: new Date() },
    });
    const after = { reason, expiresAt: expiresAt?.toISOString() ?? null };
    await this.#audit.record({ guildId, actorId: authorId, action: 'person_banned', subject: userId, after });
  }

  /** Ends a ban; false when there was none. */
  async lift(guildId: string, userId: string, actorId: string): Promise<boolean> {
    const { count } = await this.#database.ban.deleteMany({ where: { guildId, userId } });
    if (count > 0) await this.#audit.record({ guildId, actorId, action: 'person_unbanned', subject: userId });
    return count > 0;
  }
}
