import type { Provenance } from '../prisma/outcome.ts';

/** What of a job decides whether another one has the same pictures. */
export interface Evidence {
  /** SHA-256 of each picture's pixels, by slot. */
  pixelSha256: readonly string[];
  provenance: Provenance;
}

/** Whether a rerun painted the same pixels, and if not, what was different that may explain it. */
export type RerunProof =
  | { verdict: 'exact' }
  | { verdict: 'close'; because: 'model' | 'device' | 'runtime' | 'batch' | 'unknown' }
  | { verdict: 'unproven' };

/**
 * Compares a rerun with what it repeats, picture by picture. The reasons are named in the order in which they matter:
 * other weights paint something else, another device or library rounds otherwise, and in half precision even the number
 * of rows in a call can change the last bit. Without the first one's pictures there is nothing to compare with.
 */
export function proveRerun(original: Evidence | null, own: Evidence): RerunProof {
  if (original === null || original.pixelSha256.length === 0) return { verdict: 'unproven' };
  const isEqual =
    original.pixelSha256.length === own.pixelSha256.length &&
    original.pixelSha256.every((hash, slot) => hash === own.pixelSha256[slot]);
  if (isEqual) return { verdict: 'exact' };
  const [before, now] = [original.provenance, own.provenance];
  if (before.modelHash !== now.modelHash) return { verdict: 'close', because: 'model' };
  if (before.device !== now.device) return { verdict: 'close', because: 'device' };
  if (JSON.stringify(sorted(before.runtime)) !== JSON.stringify(sorted(now.runtime))) {
    return { verdict: 'close', because: 'runtime' };
  }
  return { verdict: 'close', because: before.rowsMax === now.rowsMax ? 'unknown' : 'batch' };
}

/** JSON from Postgres comes with its keys in an order of its own. */
const sorted = (versions: Record<string, string>) => Object.entries(versions).sort(([a], [b]) => (a < b ? -1 : 1));
