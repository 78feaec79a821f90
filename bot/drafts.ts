import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Database } from '../prisma/database.ts';
import { imagineOptions } from './imagine-options.ts';

/** A draft is of no use once Discord forgets the interaction that its button belongs to. */
const KEPT = '15 minutes';

const notice = z.object({ code: z.string(), values: z.record(z.string(), z.union([z.string(), z.number()])) });
const reading = z.object({ options: imagineOptions, stylize: z.number().nullable(), notices: z.array(notice) });

/** What one of several jobs asks for (prompt-language.ts). */
export type DraftReading = z.infer<typeof reading>;

/** Several jobs, and the picture that all of them start from, as it was uploaded. */
export interface Draft {
  readings: readonly DraftReading[];
  image: Uint8Array | null;
}

/** Jobs that a person is asked to confirm. Each draft can be taken once, so a double click paints it once. */
export class Drafts {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Keeps a draft and returns its id; forgets those that nobody confirmed in time. */
  async keep(userId: string, { readings, image }: Draft): Promise<string> {
    const id = randomUUID();
    await this.#database.$executeRaw`DELETE FROM draft WHERE created_at < now() - ${KEPT}::interval`;
    const data = { id, userId, readings: z.array(reading).parse(readings), image: image && Uint8Array.from(image) };
    await this.#database.draft.create({ data });
    return id;
  }

  /** A person's own draft, which is then gone; null when it is not theirs, too old or taken. */
  async take(id: string, userId: string): Promise<Draft | null> {
    const [row] = await this.#database.$queryRaw<{ readings: unknown; image: Uint8Array | null }[]>`
      DELETE FROM draft WHERE id = ${id}::uuid AND user_id = ${userId} AND created_at > now() - ${KEPT}::interval
      RETURNING readings, image`;
    return row === undefined ? null : { readings: z.array(reading).parse(row.readings), image: row.image };
  }
}
