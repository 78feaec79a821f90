/**
 * A job is one request that we have promised to answer.
 *
 *   accepted ──▶ painting ──▶ ready ──▶ answered
 *      ▲            │           │
 *      └─ released ─┘           └─────▶ undeliverable   (Discord says there is nobody left to tell)
 *
 * `ready` means the outcome is stored: images, or an apology with its code. Nothing is sent before it is stored.
 * From `accepted` a job may also go straight to `ready` (an apology: too old, too many attempts). Whenever it turns
 * out that our acknowledgement never reached Discord, so that Discord itself told the person that we did not respond,
 * the job becomes `abandoned`. `painting` to `painting` is a claim by another worker after the lease ran out.
 * The last three states are final and keep no interaction token. The same rules are a trigger and constraints in
 * prisma/migrations; change both or neither.
 */
export const JOB_STATES = ['accepted', 'painting', 'ready', 'answered', 'undeliverable', 'abandoned'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** What the person did. Everything but `imagine` has a parent. */
export const JOB_ACTIONS = ['imagine', 'variation', 'reroll', 'rerun', 'remix', 'upscale'] as const;
export type JobAction = (typeof JOB_ACTIONS)[number];

/** Claims of one job before it gets an apology: a request that kills its worker must not do so for ever. */
export const ATTEMPTS_MAX = 3;

/** A worker that has not renewed its claim for this long has lost it. Renewed at a third of it. */
export const LEASE_MS = 6_000;

export const isFinal = (state: JobState): boolean =>
  state === 'answered' || state === 'undeliverable' || state === 'abandoned';
