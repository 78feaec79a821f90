/** Numbers that nobody may change. */

/** Behind LISTEN: how long a job waits at most for a worker that missed its notification. */
export const POLL_MS = 500;
/** Between two steps that are told of one job; those of a small model take 20 ms. */
export const PROGRESS_EVERY_MS = 250;
/** Between two heartbeats of a worker's row. */
export const HEARTBEAT_MS = 5_000;
/** Between two tries to store an outcome while the database is away. */
export const WRITE_AGAIN_MS = 500;
/** How long a worker that is told to stop may finish what it paints. */
export const FINISH_WITHIN_MS = 20_000;
export const CONNECTIONS_MAX = 4;
