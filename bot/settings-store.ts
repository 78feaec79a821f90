import type { Database } from '../prisma/database.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { type Log, loggable } from './log.ts';
import { SETTINGS_DEFAULT, type Settings, type SettingsDifferences, settingsDifferences } from './settings.ts';

/** The scope that holds for every server, and for direct messages alone. */
export const INSTANCE = 'instance';

/** Where a setting's value comes from. */
export type SettingSource = 'default' | 'instance' | 'server';

export interface SettingsRevision {
  version: number;
  differences: SettingsDifferences;
  authorId: string;
  note: string;
  createdAt: Date;
}

/** As the table has it: the differences are read anew, since an older Easel may have written them. */
type StoredRevision = Omit<SettingsRevision, 'differences'> & { scope: string; differences: unknown };

/** A save that came too late carries the version that it did not know. */
export type Saved = { ok: true; version: number } | { ok: false; newer: SettingsRevision };

const UNIQUE_VIOLATION = 'P2002';

/**
 * The settings of every scope, kept in memory so that an interaction never waits for them: defaults, over them what
 * the instance differs in, over them what the server differs in. Each save is a new version, told to every process by
 * a notification; a job keeps what it was accepted with, because its request is complete.
 */
export class SettingsStore {
  readonly #database: Database;
  readonly #log: Log;
  readonly #latest = new Map<string, SettingsRevision>();

  constructor(database: Database, log: Log) {
    this.#database = database;
    this.#log = log;
  }

  /** The settings that hold in a server, or in direct messages for null. */
  of(guildId: string | null): Settings {
    return {
      ...SETTINGS_DEFAULT,
      ...this.differences(INSTANCE),
      ...(guildId === null ? {} : this.differences(guildId)),
    };
  }

  /** Where each of a server's settings comes from. */
  sourceOf(guildId: string, key: keyof Settings): SettingSource {
    if (Object.hasOwn(this.differences(guildId), key)) return 'server';
    return Object.hasOwn(this.differences(INSTANCE), key) ? 'instance' : 'default';
  }

  /** What a scope stores itself. */
  differences(scope: string): SettingsDifferences {
    return this.#latest.get(scope)?.differences ?? {};
  }

  /** 0 before a scope's first save. */
  version(scope: string): number {
    return this.#latest.get(scope)?.version ?? 0;
  }

  /** Reads the latest version of every scope. What cannot be read leaves the last known settings in force. */
  async refresh(): Promise<void> {
    try {
      // Prisma's own `distinct` would read every version and choose here.
      const rows = await this.#database.$queryRaw<StoredRevision[]>`
        SELECT DISTINCT ON (scope) scope, version, differences, author_id AS "authorId", note, created_at AS "createdAt"
        FROM settings_revision ORDER BY scope, version DESC`;
      for (const { scope, ...revision } of rows) this.#keep(scope, revision);
    } catch (error) {
      this.#log.warn(loggable(error), 'the settings could not be read; the last known ones stay');
    }
  }

  /**
   * Stores a whole new set of differences as the version after `version`; refused when somebody else did so first.
   * `alongside` is done in the same transaction: together, or not at all.
   */
  async save(
    scope: string,
    version: number,
    { differences, authorId, note }: Pick<SettingsRevision, 'differences' | 'authorId' | 'note'>,
    alongside: (transaction: Prisma.TransactionClient) => Promise<void> = async () => undefined,
  ): Promise<Saved> {
    const data = { scope, version: version + 1, differences, authorId, note };
    try {
      const { scope: _, ...revision } = await this.#database.$transaction(async (transaction) => {
        const created = await transaction.settingsRevision.create({ data });
        await alongside(transaction);
        return created;
      });
      this.#keep(scope, revision);
      return { ok: true, version: revision.version };
    } catch (error) {
      if (!(error instanceof Prisma.PrismaClientKnownRequestError && error.code === UNIQUE_VIOLATION)) throw error;
      const [newer] = await this.revisions(scope, 1);
      if (newer === undefined) throw error;
      return { ok: false, newer };
    }
  }

  /** The latest versions of a scope, newest first; only those before `below` where given. */
  async revisions(scope: string, count: number, below?: number): Promise<SettingsRevision[]> {
    const rows = await this.#database.settingsRevision.findMany({
      where: { scope, ...(below === undefined ? {} : { version: { lt: below } }) },
      orderBy: { version: 'desc' },
      take: count,
    });
    return rows.map(readable);
  }

  /** One version of a scope, or null when there is none of this number. */
  async revision(scope: string, version: number): Promise<SettingsRevision | null> {
    const row = await this.#database.settingsRevision.findUnique({ where: { scope_version: { scope, version } } });
    return row && readable(row);
  }

  /** Versions only grow: a slow read must not bring an older one back. */
  #keep(scope: string, revision: Omit<StoredRevision, 'scope'>): void {
    const parsed = settingsDifferences.safeParse(revision.differences);
    if (!parsed.success) {
      this.#log.error(
        { scope, version: revision.version, cause: parsed.error.message },
        'stored settings are not read',
      );
      return;
    }
    if (revision.version >= this.version(scope)) {
      this.#latest.set(scope, { ...revision, differences: parsed.data as SettingsDifferences }); // JSON has no undefined
    }
  }
}

/** A version that this Easel can read; an assertion of the schema's otherwise. */
const readable = ({ scope: _, ...revision }: StoredRevision): SettingsRevision => ({
  ...revision,
  differences: settingsDifferences.parse(revision.differences) as SettingsDifferences, // JSON has no undefined
});
