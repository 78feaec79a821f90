import { z } from 'zod';
import { RENDERERS } from './renderer.ts';
import { SAFETY_POLICIES } from './safety.ts';
import { STYLE_SLOT } from './style.ts';
import { isWordRule } from './word-rules.ts';

const snowflake = z.string().regex(/^\d{17,20}$/);
const share = z.number().gt(0).max(1);

/** What a person may use; the highest of the person's roles and of everybody's holds, and null is no limit. */
export const personLimits = z.strictObject({
  /** Jobs that are not answered yet. */
  waitingMax: z.int().min(1).max(1_000).nullable(),
  /** Painted pictures in a day (UTC). */
  imagesPerDayMax: z.int().min(0).max(100_000).nullable(),
  /** Seconds of the device in a day (UTC). */
  gpuSecondsPerDayMax: z.int().min(0).max(86_400).nullable(),
  /** Higher is painted first. */
  priority: z.int().min(-10).max(10),
});
export type PersonLimits = z.infer<typeof personLimits>;

/** A template such as `{prompt}, oil on canvas`, chosen by its name. */
export const style = z.strictObject({
  prompt: z.string().max(1_000).includes(STYLE_SLOT),
  negativePrompt: z.string().max(1_000).default(''),
});
/** Of a person, and of a server. */
export const STYLES_MAX = 100;
/** Discord's own bounds: a server has no more of them. */
const [ROLES_MAX, CHANNELS_MAX] = [250, 500];

export const styles = z
  .record(z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} _-]{0,39}$/u), style)
  .refine(atMost(STYLES_MAX), `There are at most ${STYLES_MAX} styles.`);

const safety = z.strictObject({
  elsewhere: z.enum(SAFETY_POLICIES),
  ageRestricted: z.enum(SAFETY_POLICIES),
  /** By channel; a thread follows its channel. */
  channels: z
    .record(snowflake, z.enum(SAFETY_POLICIES))
    .refine(atMost(CHANNELS_MAX), `A server has at most ${CHANNELS_MAX} channels.`),
});

/** Who may press a kind of button: whoever asked for the result, others, those who may manage messages. */
export const CLICKERS = ['owner', 'others', 'moderators'] as const;
const clickers = z.strictObject({ owner: z.boolean(), others: z.boolean(), moderators: z.boolean() });
const clicks = z.strictObject({
  look: clickers, // U1–U4, Details, Originals
  paint: clickers, // V1–V4, Vary, Upscale 2×, Reroll, Remix, Rerun: a new answer on the clicker's account
  remove: clickers, // Cancel, Delete
});
export type ClickKind = keyof z.infer<typeof clicks>;
export const CLICK_KINDS = ['look', 'paint', 'remove'] as const satisfies readonly ClickKind[];

/** Allows or denies a command (`/imagine`), a button (`button:reroll`) or everything (`*`); the last rule that fits holds. */
export const accessRule = z.strictObject({
  what: z.string().regex(/^(\*|\/[a-z]{1,32}|button:[a-z]{1,32})$/),
  effect: z.enum(['allow', 'deny']),
  /** Empty: everybody, everywhere. */
  roleIds: z.array(snowflake).max(50),
  channelIds: z.array(snowflake).max(50),
});
export type AccessRule = z.infer<typeof accessRule>;

/**
 * What an admin may change; numbers that nobody may change are in limits.ts. A scope stores only what differs from
 * these defaults, so a default that improves reaches everybody who never touched it.
 */
export const settingsSchema = z.strictObject({
  promptLengthMax: z.int().min(1).max(6_000),
  negativeLengthMax: z.int().min(0).max(6_000),
  stepsMax: z.int().min(1).max(1_000),
  guidanceScaleMax: z.number().min(1).max(100),
  /** Width × height of one picture. */
  pixelsMax: z
    .int()
    .min(64)
    .max(8192 * 8192),
  /** Image-steps of one request (prisma/image-request.ts). */
  costMax: z.int().min(1).max(1_000_000),
  /** Jobs that one `{a, b}` or --repeat may become. */
  permutationsMax: z.int().min(1).max(40),
  /** Jobs of everybody that no worker has claimed yet. */
  waitingMax: z.int().min(1).max(10_000),
  /** A job that nobody has painted after this long gets an apology. */
  expiresAfterMinutes: z.int().min(1).max(1_440),
  everybody: personLimits,
  roles: z
    .record(snowflake, personLimits.partial())
    .refine(atMost(ROLES_MAX), `A server has at most ${ROLES_MAX} roles.`),
  countDefault: z.int().min(1).max(4),
  /** Name of the default model; null: the first that the workers offer. */
  modelDefault: z.string().min(1).max(100).nullable(),
  /** Models that may be asked for; null: all. */
  modelsOffered: z.array(z.string().min(1).max(100)).min(1).max(100).nullable(),
  styles,
  /** Added to everybody's negative prompt. */
  negativeAlways: z.string().max(1_000),
  noise: z.enum(['cuda', 'cpu']),
  /** How far a variation moves from its picture (A1111's variation strength): V1–V4, Vary (Subtle) and Vary (Strong). */
  variationStrength: share,
  variationSubtle: share,
  variationStrong: share,
  /** Strength of the image to image that gives a picture of twice the size its detail. */
  upscaleStrength: share,
  /** `embed`: a classic message, for servers whose apps do not show components well. */
  renderer: z.enum(RENDERERS),
  /** Whether the waiting message shows the picture as it becomes clear: costs edits. */
  previews: z.boolean(),
  clicks,
  access: z.array(accessRule).max(200),
  /** Words that a prompt may not contain, as bot/word-rules.ts reads them. */
  blockedWords: z.array(z.string().min(1).max(100).refine(isWordRule, 'A rule needs a letter or a digit.')).max(1_000),
  safety,
  /** Why nothing is accepted at present; null: it is. 300 characters as Discord counts, each of one or two units here. */
  pausedBecause: z.string().min(1).max(600).nullable(),
  /** Days after which pictures are deleted; what painted them stays. Null: never. */
  imagesKeptDays: z.int().min(1).max(3_650).nullable(),
});

export type Settings = z.infer<typeof settingsSchema>;
/** What a scope stores: any of the settings, each whole. */
export const settingsDifferences = settingsSchema.partial();
export type SettingsDifferences = { [Key in keyof Settings]?: Settings[Key] };

export const SETTINGS_DEFAULT: Readonly<Settings> = Object.freeze<Settings>({
  promptLengthMax: 1_500,
  negativeLengthMax: 1_000,
  stepsMax: 100,
  guidanceScaleMax: 30,
  pixelsMax: 1024 * 1024,
  costMax: 800,
  permutationsMax: 10,
  waitingMax: 500,
  expiresAfterMinutes: 60,
  everybody: { waitingMax: 10, imagesPerDayMax: null, gpuSecondsPerDayMax: null, priority: 0 },
  roles: {},
  countDefault: 4,
  modelDefault: null,
  modelsOffered: null,
  styles: {},
  negativeAlways: '',
  noise: 'cuda',
  variationStrength: 0.25,
  variationSubtle: 0.12,
  variationStrong: 0.45,
  upscaleStrength: 0.35,
  renderer: 'components',
  previews: false,
  clicks: {
    look: { owner: true, others: true, moderators: true },
    paint: { owner: true, others: true, moderators: true },
    remove: { owner: true, others: false, moderators: true },
  },
  access: [],
  blockedWords: [],
  safety: { elsewhere: 'block', ageRestricted: 'allow', channels: {} },
  pausedBecause: null,
  imagesKeptDays: null,
});

function atMost(count: number): (record: Readonly<Record<string, unknown>>) => boolean {
  return (record) => Object.keys(record).length <= count;
}
