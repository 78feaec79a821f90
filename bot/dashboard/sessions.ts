import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Database } from '../../prisma/database.ts';

/** Somebody who is signed in. */
export interface Session {
  userId: string;
  name: string;
  createdAt: Date;
}

/** 256 bits: ASVS 7.2.3 asks for 128. */
const TOKEN_BYTES = 32;
export const IDLE_MINUTES = 30;
export const LIVES_HOURS = 12;

/**
 * Who is signed in, in the database: a restart signs nobody out, and what is removed there is out at once. The cookie's
 * token itself is stored nowhere.
 */
export class Sessions {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Signs somebody in; returns the token for the cookie. A new one each time, so that a planted token is worth nothing. */
  async begin({ userId, name }: Omit<Session, 'createdAt'>): Promise<string> {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    await this.#removeOld();
    await this.#database.dashboardSession.create({ data: { tokenSha256: sha256(token), userId, name } });
    return token;
  }

  /** Whose token this is, by the database's clock; null when it is unknown, idle for too long or simply too old. */
  async find(token: string): Promise<Session | null> {
    const [session] = await this.#database.$queryRaw<Session[]>`
      UPDATE dashboard_session SET seen_at = now()
      WHERE token_sha256 = ${sha256(token)}
        AND seen_at > now() - make_interval(mins => ${IDLE_MINUTES})
        AND created_at > now() - make_interval(hours => ${LIVES_HOURS})
      RETURNING user_id AS "userId", name, created_at AS "createdAt"`;
    return session ?? null;
  }

  /** Whether a session is still good, without being a sign of life itself: a page that is left open is not somebody. */
  async holds(token: string): Promise<boolean> {
    const [session] = await this.#database.$queryRaw<unknown[]>`
      SELECT 1 FROM dashboard_session WHERE token_sha256 = ${sha256(token)}
        AND seen_at > now() - make_interval(mins => ${IDLE_MINUTES})
        AND created_at > now() - make_interval(hours => ${LIVES_HOURS})`;
    return session !== undefined;
  }

  async end(token: string): Promise<void> {
    await this.#database.dashboardSession.deleteMany({ where: { tokenSha256: sha256(token) } });
  }

  /** Signs a person out everywhere; says of how many places. */
  async endAll(userId: string): Promise<number> {
    return (await this.#database.dashboardSession.deleteMany({ where: { userId } })).count;
  }

  async #removeOld(): Promise<void> {
    await this.#database.$executeRaw`
      DELETE FROM dashboard_session WHERE seen_at <= now() - make_interval(mins => ${IDLE_MINUTES})
        OR created_at <= now() - make_interval(hours => ${LIVES_HOURS})`;
  }
}

/** What a form of a session must carry: another site can make a browser send the cookie, but cannot know this. */
export const formTokenOf = (token: string): string => createHmac('sha256', token).update('form').digest('base64url');

/** Compared in constant time. */
export function isFormToken(token: string, given: unknown): boolean {
  if (typeof given !== 'string') return false;
  return timingSafeEqual(
    createHash('sha256').update(given).digest(),
    createHash('sha256').update(formTokenOf(token)).digest(),
  );
}

const sha256 = (token: string): string => createHash('sha256').update(token).digest('hex');
