import type { Prisma } from '../prisma/generated/client.ts';

/** What a person has asked for and used, all by the database's clock. */
export interface Usage {
  now: Date;
  /** Jobs of the person, in any server, that are not painted yet. */
  waitingOfPerson: number;
  /** Jobs of everybody that no worker has claimed yet. */
  waitingOfEverybody: number;
  /** Pictures painted for the person in this server since midnight UTC, and those that their waiting jobs will be. */
  imagesToday: number;
  gpuMsToday: number;
  ban: { reason: string; expiresAt: Date | null } | null;
}

/** Somebody in a server, or in direct messages for null. */
export interface Member {
  guildId: string | null;
  userId: string;
}

interface Row {
  now: Date;
  waitingOfPerson: number;
  waitingOfEverybody: number;
  imagesToday: number;
  gpuMsToday: number;
  banReason: string | null;
  banExpiresAt: Date | null;
}

/** One statement of indexed reads; a person's jobs are read for today alone. */
export async function usageOf(database: Prisma.TransactionClient, { guildId, userId }: Member): Promise<Usage> {
  const [row] = await database.$queryRaw<[Row]>`
    SELECT now() AS now,
      (SELECT count(*)::int FROM job WHERE user_id = ${userId} AND state IN ('accepted', 'painting')) AS "waitingOfPerson",
      (SELECT count(*)::int FROM job WHERE state = 'accepted') AS "waitingOfEverybody",
      today.images AS "imagesToday", today.gpu_ms AS "gpuMsToday", ban.reason AS "banReason", ban.expires_at AS "banExpiresAt"
    FROM (
      SELECT coalesce(sum(CASE WHEN state IN ('accepted', 'painting') THEN (request->>'count')::int ELSE images_charged END), 0)::int AS images,
        coalesce(sum(gpu_ms), 0)::float8 AS gpu_ms
      FROM job
      WHERE user_id = ${userId} AND guild_id IS NOT DISTINCT FROM ${guildId}
        AND created_at >= date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'
    ) today
    LEFT JOIN ban ON ban.guild_id = ${guildId} AND ban.user_id = ${userId} AND (ban.expires_at IS NULL OR ban.expires_at > now())`;
  const { banReason, banExpiresAt, ...rest } = row;
  return { ...rest, ban: banReason === null ? null : { reason: banReason, expiresAt: banExpiresAt } };
}
