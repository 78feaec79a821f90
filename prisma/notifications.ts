import { z } from 'zod';

/**
 * The channels of LISTEN and NOTIFY. A notification is a nudge, never the truth: it may be lost while a connection
 * is down, so whoever listens also polls.
 */
export const JOB_CHANNEL = 'job'; // sent by a trigger whenever a job is inserted or changes its state
export const WORKER_CHANNEL = 'worker'; // sent by a trigger when a worker appears or changes its models
export const SETTINGS_CHANNEL = 'settings'; // sent by a trigger with the scope whose settings have a new version
export const PROGRESS_CHANNEL = 'job_progress'; // sent by workers between steps

export const PREVIEW_CHANNEL = 'job_preview'; // sent by a bot with the id of a job that somebody looks at

export const jobNotification = z.object({ id: z.uuid(), state: z.string() });
export const progressNotification = z.object({ id: z.uuid(), step: z.int().min(0), steps: z.int().min(1) });
export type ProgressNotification = z.infer<typeof progressNotification>;
