import { z } from 'zod';
import type { Database } from '../prisma/database.ts';
import type { ImagineOptions } from './imagine-options.ts';
import { type Log, loggable } from './log.ts';
import { type Settings, styles } from './settings.ts';
import { ASPECTS } from './size.ts';
import { joinPrompts } from './style.ts';

/** How far V1–V4 move from their picture, in the words of the Remix form. */
export const VARIATIONS = ['subtle', 'medium', 'strong'] as const;
/** Characters of what a person adds to every negative prompt. */
export const NEGATIVE_MAX = 500;

/** What somebody chose for themselves; null leaves it to the server. Each field stands alone, so older rows stay valid. */
const choices = z.object({
  model: z.string().min(1).max(100).nullable(),
  count: z.int().min(1).max(4).nullable(),
  aspect: z.enum(ASPECTS).nullable(),
  variation: z.enum(VARIATIONS).nullable(),
  isPrivate: z.boolean(),
  /** Answers go to their direct messages. */
  isDirect: z.boolean(),
  negative: z.string().max(NEGATIVE_MAX),
  styles,
});
export type PersonalPreferences = z.infer<typeof choices>;

const NONE: PersonalPreferences = {
  model: null,
  count: null,
  aspect: null,
  variation: null,
  isPrivate: false,
  isDirect: false,
  negative: '',
  styles: {},
};

/** Only what was chosen is stored, so that changing one thing writes nothing else. */
const stored = choices.partial();
const complete = (json: unknown): PersonalPreferences => ({
  ...NONE,
  ...(stored.parse(json) as Partial<PersonalPreferences>), // JSON has no undefined
});

/** What people chose for themselves, read anew each time: one row by its key, and nothing kept that was forgotten. */
export class Preferences {
  readonly #database: Database;
  readonly #log: Log;

  constructor(database: Database, log: Log) {
    this.#database = database;
    this.#log = log;
  }

  /** A person's choices. Where they cannot be read nothing is chosen: a request would be refused by the same database. */
  async of(userId: string): Promise<PersonalPreferences> {
    try {
      const person = await this.#database.person.findUnique({ where: { userId }, select: { preferences: true } });
      return person === null ? NONE : complete(person.preferences);
    } catch (error) {
      this.#log.warn(loggable(error), 'the preferences of a person could not be read');
      return NONE;
    }
  }

  /** Changes some of a person's choices and returns all of them. The change is one statement, so two at once both hold. */
  async change(userId: string, changes: Partial<PersonalPreferences>): Promise<PersonalPreferences> {
    const json = JSON.stringify(stored.parse(changes));
    const [row] = await this.#database.$queryRaw<[{ preferences: unknown }]>`
      INSERT INTO person (user_id, preferences) VALUES (${userId}, ${json}::jsonb)
      ON CONFLICT (user_id) DO UPDATE SET preferences = person.preferences || excluded.preferences, updated_at = now()
      RETURNING preferences`;
    return complete(row.preferences);
  }
}

/** A server's settings as they hold for a person: their own defaults, and their styles before the server's of that name. */
export function settingsFor(settings: Settings, own: PersonalPreferences): Settings {
  const strengths = {
    subtle: settings.variationSubtle,
    medium: settings.variationStrength,
    strong: settings.variationStrong,
  };
  return {
    ...settings,
    modelDefault: own.model ?? settings.modelDefault,
    countDefault: own.count ?? settings.countDefault,
    variationStrength: strengths[own.variation ?? 'medium'],
    negativeAlways: joinPrompts(own.negative, settings.negativeAlways),
    styles: { ...settings.styles, ...own.styles },
  };
}

/** What a person left out, as they prefer it. A picture to start from has a shape of its own. */
export function withPreferences(options: ImagineOptions, own: PersonalPreferences, hasImage: boolean): ImagineOptions {
  const hasShape = options.aspect !== null || options.size !== null || hasImage;
  return {
    ...options,
    aspect: hasShape ? options.aspect : own.aspect,
    private: options.private ?? own.isPrivate,
  };
}
