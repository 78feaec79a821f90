import type { Database } from '../prisma/database.ts';
import type { Audit, AuditEntry } from './audit.ts';

/** What a person may do in the dashboard of a server; each includes the ones before it. */
export const MAY = ['view', 'edit', 'manage'] as const;
export type May = (typeof MAY)[number];

/** A right that an admin gave somebody who does not manage the server on Discord; for ever where no end is given. */
export interface Grant {
  guildId: string;
  userId: string;
  may: May;
  authorId: string;
  expiresAt: Date | null;
}

/** Of a server; more people than this manage none. */
const GRANTS_SHOWN = 200;

/** Who was let into the dashboard of which server. Each change is written down. */
export class Grants {
  readonly #database: Database;
  readonly #audit: Audit;

  constructor(database: Database, audit: Audit) {
    this.#database = database;
    this.#audit = audit;
  }

  /** What a person was given and still has, by the database's clock; null: nothing. */
  async of(guildId: string, userId: string): Promise<May | null> {
    const [grant] = await this.#database.$queryRaw<{ may: May }[]>`
      SELECT may FROM dashboard_grant
      WHERE guild_id = ${guildId} AND user_id = ${userId} AND (expires_at IS NULL OR expires_at > now())`;
    return grant?.may ?? null;
  }

  /** Those of a server that hold, the latest first. */
  list(guildId: string): Promise<Grant[]> {
    return this.#database.$queryRaw`
      SELECT guild_id AS "guildId", user_id AS "userId", may, author_id AS "authorId", expires_at AS "expiresAt"
      FROM dashboard_grant WHERE guild_id = ${guildId} AND (expires_at IS NULL OR expires_at > now())
      ORDER BY created_at DESC LIMIT ${GRANTS_SHOWN}`;
  }

  /** Gives somebody a right, or another one than they had. */
  async set({ guildId, userId, may, authorId, expiresAt }: Grant): Promise<void> {
    const before = await this.of(guildId, userId);
    const rest = { may, authorId, expiresAt };
    const entry: AuditEntry = {
      ...{ guildId, actorId: authorId, action: 'access_granted', subject: userId },
      ...(before === null ? {} : { before: { may: before } }),
      after: { may, expiresAt: expiresAt?.toISOString() ?? null },
    };
    await this.#database.$transaction(async (transaction) => {
      await transaction.dashboardGrant.upsert({
        where: { guildId_userId: { guildId, userId } },
        create: { guildId, userId, ...rest },
        update: { ...rest, createdAt: new Date() },
      });
      await this.#audit.record(entry, transaction);
    });
  }

  /** Takes it back; false when there was nothing to take. */
  async revoke(guildId: string, userId: string, actorId: string): Promise<boolean> {
    const entry: AuditEntry = { guildId, actorId, action: 'access_revoked', subject: userId };
    return this.#database.$transaction(async (transaction) => {
      const { count } = await transaction.dashboardGrant.deleteMany({ where: { guildId, userId } });
      if (count > 0) await this.#audit.record(entry, transaction);
      return count > 0;
    });
  }
}
