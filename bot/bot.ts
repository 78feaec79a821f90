import type { Audit } from './audit.ts';
import type { Catalogue } from './catalogue.ts';
import type { Delivery } from './delivery.ts';
import type { Drafts } from './drafts.ts';
import type { Intake } from './intake.ts';
import type { History } from './history.ts';
import type { Jobs } from './jobs.ts';
import type { Log } from './log.ts';
import type { Progress } from './progress.ts';
import type { SettingsStore } from './settings-store.ts';

/** What commands and buttons may use; main.ts puts it together. */
export interface Bot {
  jobs: Jobs;
  intake: Intake;
  catalogue: Catalogue;
  history: History;
  progress: Progress;
  delivery: Delivery;
  settings: SettingsStore;
  audit: Audit;
  drafts: Drafts;
  /** Where files of another Discord than the real one are; null for the real one's. */
  cdn: string | null;
  log: Log;
}
