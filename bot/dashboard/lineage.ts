import type { Database } from '../../prisma/database.ts';
import { inScope } from './in-scope.ts';

/** A job that another one came from, or that came from it. */
export interface Relative {
  id: string;
  userId: string;
  action: string;
  /** Which picture of its own parent was meant (0-based); null where none was. */
  parentSlot: number | null;
  isPrivate: boolean;
  apology: string | null;
  createdAt: Date;
}

export interface Lineage {
  /** The parent first, then its parent, and so on; at most ANCESTORS_MAX. */
  ancestors: Relative[];
  /** The oldest first; at most CHILDREN_MAX. */
  children: Relative[];
}

const ANCESTORS_MAX = 20;
const CHILDREN_MAX = 50;

/** Where a job comes from and what came from it, of one server or of all for null. */
export async function lineageOf(database: Database, guildId: string | null, jobId: string): Promise<Lineage> {
  const [ancestors, children] = await Promise.all([
    database.$queryRaw<Relative[]>`
      WITH RECURSIVE line AS (
        SELECT parent_id, 1 AS generation FROM job WHERE id = ${jobId}::uuid
        UNION ALL
        SELECT job.parent_id, generation + 1 FROM line JOIN job ON job.id = line.parent_id WHERE generation < ${ANCESTORS_MAX})
      SELECT id, user_id AS "userId", action, parent_slot AS "parentSlot", is_private AS "isPrivate", apology, created_at AS "createdAt"
      FROM line JOIN job ON job.id = line.parent_id WHERE ${inScope(guildId)} ORDER BY generation`,
    database.$queryRaw<Relative[]>`
      SELECT id, user_id AS "userId", action, parent_slot AS "parentSlot", is_private AS "isPrivate", apology, created_at AS "createdAt"
      FROM job WHERE parent_id = ${jobId}::uuid AND ${inScope(guildId)} ORDER BY created_at, id LIMIT ${CHILDREN_MAX}`,
  ]);
  return { ancestors, children };
}
