/** Numbers that nobody may change: they are Discord's, or follow from Discord's. */

/** Discord forgets an interaction that was not acknowledged within 3 s; ours must arrive before. */
export const ACKNOWLEDGE_WITHIN_MS = 2_500;
/** How long an interaction may wait for Postgres before it is refused as busy. */
export const ACCEPT_WITHIN_MS = 1_500;
/** An interaction token lives 15 minutes; the last one is left for the request's own way. */
export const TOKEN_LIVES_MS = 14 * 60_000;
/** Per file, for everybody; boosts and subscriptions allow more, but not for a message sent with the bot's token. */
export const FILE_BYTES_MAX = 10 * 1024 * 1024;
/** Of the 4,000 characters that all texts of one message may have together. */
export const PROMPT_SHOWN_MAX = 300;
/** Lines under a result; escaped, each may be twice PROMPT_SHOWN_MAX long. */
export const NOTICES_SHOWN_MAX = 4;
/** Description of an attachment, read by screen readers. */
export const ALT_TEXT_MAX = 1_024;
/** Progress edits of one message: webhook edits share a bucket of about five. */
export const PROGRESS_EDIT_EVERY_MS = 3_000;
/** A request that is painted sooner than this gets no progress edit at all. */
export const PROGRESS_EDIT_FIRST_MS = 1_000;
/** Grid images with a shorter side than this are enlarged for the grid; the stored originals are not. */
export const GRID_SIDE_MIN = 256;
