import type { Audit } from './audit.ts';
import type { Bans } from './bans.ts';
import type { Catalogue } from './catalogue.ts';
import type { Delivery } from './delivery.ts';
import type { Drafts } from './drafts.ts';
import type { History } from './history.ts';
import type { Intake } from './intake.ts';
import type { Jobs } from './jobs.ts';
import type { Log } from './log.ts';
import type { PersonalDataStore } from './personal-data.ts';
import type { Preferences } from './preferences.ts';
import type { Progress } from './progress.ts';
import type { SettingsChanges } from './settings-changes.ts';
import type { SettingsStore } from './settings-store.ts';

/** What commands and buttons may use; main.ts puts it together. */
export interface Bot {
  jobs: Jobs;
  history: History;
  intake: Intake;
  catalogue: Catalogue;
  progress: Progress;
  delivery: Delivery;
  settings: SettingsStore;
  changes: SettingsChanges;
  preferences: Preferences;
  audit: Audit;
  bans: Bans;
  drafts: Drafts;
  personalData: PersonalDataStore;
  /** Where the dashboard is, once it is up. */
  dashboardUrl: () => string | null;
  /** Where files of another Discord than the real one are; null for the real one's. */
  cdn: string | null;
  log: Log;
}
