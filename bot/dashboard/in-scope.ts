import { Prisma } from '../../prisma/generated/client.ts';

/** Of a query over `job`: the jobs of one server, or of the whole instance (direct messages included) for null. */
export const inScope = (guildId: string | null): Prisma.Sql =>
  guildId === null ? Prisma.sql`TRUE` : Prisma.sql`job.guild_id = ${guildId}`;
