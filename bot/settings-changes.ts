import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Prisma } from '../prisma/generated/client.ts';
import type { Audit, AuditAction } from './audit.ts';
import { type Settings, type SettingsDifferences, settingsDifferences } from './settings.ts';
import { INSTANCE, type SettingsRevision, type SettingsStore } from './settings-store.ts';
import { isStorable } from './storable.ts';

/** Who changes which settings, and what they had before their eyes. */
export interface Change {
  /** `instance` or a guild's id. */
  scope: string;
  /** The version that the change was made from. */
  version: number;
  actorId: string;
  note: string;
}

/** What is wrong with a value, and where. */
export interface Problem {
  /** Such as `everybody.waitingMax`; empty for the whole. */
  path: string;
  sentence: string;
}

/** Saved whole, or not at all: because of what is wrong, or because somebody else was faster. */
export type Changed =
  | { outcome: 'saved'; version: number }
  | { outcome: 'unchanged' }
  | { outcome: 'invalid'; problems: Problem[] }
  | { outcome: 'stale'; newer: SettingsRevision };

/** One setting that differs between two versions; undefined where a version does not store it. */
export interface SettingDifference {
  key: keyof Settings;
  before: unknown;
  after: unknown;
}

/** What an export is: readable by people, and by `import` of this Easel and later ones. */
const exported = z.strictObject({
  format: z.literal('easel-settings'),
  version: z.literal(1),
  settings: settingsDifferences,
});
const IMPORT_CHARACTERS_MAX = 400_000;

/** How admins change settings: checked by the one schema, stored as a new version, and written down. */
export class SettingsChanges {
  readonly #store: SettingsStore;
  readonly #audit: Audit;

  constructor(store: SettingsStore, audit: Audit) {
    this.#store = store;
    this.#audit = audit;
  }

  /**
   * Gives settings new values. What is in force already is not stored again: a form that shows twenty settings and
   * changes one leaves nineteen where they came from.
   */
  async set(
    change: Change,
    values: Readonly<Record<string, unknown>>,
    action: AuditAction = 'settings_saved',
  ): Promise<Changed> {
    const parsed = settingsDifferences.safeParse(values);
    if (!parsed.success) return { outcome: 'invalid', problems: problemsOf(parsed.error) };
    const current = this.#store.of(guildOf(change.scope));
    const changed = Object.entries(parsed.data).filter(
      ([key, value]) => value !== undefined && !isDeepStrictEqual(value, current[key as keyof Settings]),
    );
    if (changed.length === 0) return { outcome: 'unchanged' };
    return this.#save(change, { ...this.#store.differences(change.scope), ...Object.fromEntries(changed) }, action);
  }

  /** Takes a setting of a scope back, so that the one below holds again. */
  async reset(change: Change, key: keyof Settings): Promise<Changed> {
    const { [key]: own, ...rest } = this.#store.differences(change.scope);
    return own === undefined ? { outcome: 'unchanged' } : this.#save(change, rest);
  }

  /** Brings an earlier version back, as a new one; null when there is none of this number. */
  async rollBack(change: Change, toVersion: number): Promise<Changed | null> {
    const earlier = await this.#store.revision(change.scope, toVersion);
    if (toVersion !== 0 && earlier === null) return null;
    const differences = earlier?.differences ?? {};
    if (isDeepStrictEqual(differences, this.#store.differences(change.scope))) return { outcome: 'unchanged' };
    return this.#save(change, differences);
  }

  /** What a scope stores, as text to keep or to carry elsewhere. */
  exportOf(scope: string): string {
    const settings = this.#store.differences(scope);
    return `${JSON.stringify({ format: 'easel-settings', version: 1, settings }, null, 2)}\n`;
  }

  /** Puts the settings of an export in the place of a scope's own: all of them, or none. */
  async importFrom(change: Change, text: string): Promise<Changed> {
    if (text.length > IMPORT_CHARACTERS_MAX) {
      return { outcome: 'invalid', problems: [{ path: '', sentence: 'This is longer than any export of Easel.' }] };
    }
    const json = parseJson(text);
    if (!isStorable(json)) {
      return { outcome: 'invalid', problems: [{ path: '', sentence: 'There is a character in it that is none.' }] };
    }
    const parsed = exported.safeParse(json);
    if (!parsed.success) return { outcome: 'invalid', problems: problemsOf(parsed.error) };
    const differences = parsed.data.settings as SettingsDifferences; // JSON has no undefined
    if (isDeepStrictEqual(differences, this.#store.differences(change.scope))) return { outcome: 'unchanged' };
    return this.#save(change, differences);
  }

  async #save(
    { scope, version, actorId, note }: Change,
    differences: SettingsDifferences,
    action: AuditAction = 'settings_saved',
  ): Promise<Changed> {
    // A number from the future is no stale page but a forged one, and would leave a gap in the versions.
    if (version > this.#store.version(scope)) {
      return { outcome: 'invalid', problems: [{ path: 'version', sentence: `There is no version ${version} yet.` }] };
    }
    const changed = differencesBetween(this.#store.differences(scope), differences);
    const entry = {
      ...{ guildId: guildOf(scope), actorId, action, subject: scope },
      ...{ before: onSide(changed, 'before'), after: onSide(changed, 'after') },
    };
    const saved = await this.#store.save(scope, version, { differences, authorId: actorId, note }, (transaction) =>
      this.#audit.record(entry, transaction),
    );
    return saved.ok ? { outcome: 'saved', version: saved.version } : { outcome: 'stale', newer: saved.newer };
  }
}

/** What two versions of a scope store differently, by name. */
export function differencesBetween(before: SettingsDifferences, after: SettingsDifferences): SettingDifference[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort() as (keyof Settings)[];
  return keys
    .filter((key) => !isDeepStrictEqual(before[key], after[key]))
    .map((key) => ({ key, before: before[key], after: after[key] }));
}

const guildOf = (scope: string): string | null => (scope === INSTANCE ? null : scope);

const problemsOf = ({ issues }: z.ZodError): Problem[] =>
  issues.map(({ path, message }) => ({ path: path.join('.'), sentence: message }));

const onSide = (changed: readonly SettingDifference[], side: 'before' | 'after'): Prisma.InputJsonObject =>
  Object.fromEntries(
    changed.flatMap((each) => (each[side] === undefined ? [] : [[each.key, each[side] as Prisma.InputJsonValue]])),
  );

/** Undefined, which no schema takes, for what is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
