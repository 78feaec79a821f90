import type { Database } from '../prisma/database.ts';
import { Prisma } from '../prisma/generated/client.ts';

/** What can be found in the audit log. */
export const AUDIT_ACTIONS = [
  'job_cancelled', // by somebody else than its owner
  'job_requeued', // taken from its worker, to wait again
  'result_deleted',
  'settings_saved',
  'painting_paused',
  'painting_resumed',
  'workers_drained',
  'person_banned',
  'person_unbanned',
  'access_granted',
  'access_revoked',
  'data_exported',
  'data_forgotten',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** Something that an admin did, or a person with their own data. Never a prompt, a picture or a token. */
export interface AuditEntry {
  guildId: string | null;
  actorId: string;
  action: AuditAction;
  /** What it was done to: the id of a job, a person, a scope of settings. */
  subject: string;
  before?: Prisma.InputJsonValue;
  after?: Prisma.InputJsonValue;
}

/** Who did what, kept for the admins of a server. */
export class Audit {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Within a transaction where one is given: what was done and that it was written down then hold together. */
  async record({ before, after, ...entry }: AuditEntry, transaction?: Prisma.TransactionClient): Promise<void> {
    const data = { ...entry, before: before ?? Prisma.DbNull, after: after ?? Prisma.DbNull };
    await (transaction ?? this.#database).auditEntry.create({ data });
  }

  /** The latest entries of a server, or of direct messages and the instance for null; older than `beforeId` where given. */
  entries(guildId: string | null, count: number, beforeId?: bigint) {
    return this.#database.auditEntry.findMany({
      where: { guildId, ...(beforeId === undefined ? {} : { id: { lt: beforeId } }) },
      orderBy: { id: 'desc' },
      take: count,
    });
  }
}
