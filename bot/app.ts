import { setTimeout as delay } from 'node:timers/promises';
import { openDatabase, waitForDatabase } from '../prisma/database.ts';
import type { Fault } from '../prisma/fault.ts';
import { Listener } from '../prisma/listener.ts';
import { migrate } from '../prisma/migrate.ts';
import {
  JOB_CHANNEL,
  jobNotification,
  PROGRESS_CHANNEL,
  progressNotification,
  SETTINGS_CHANNEL,
  WORKER_CHANNEL,
} from '../prisma/notifications.ts';
import { Audit } from './audit.ts';
import { Bans } from './bans.ts';
import { Catalogue } from './catalogue.ts';
import type { Config } from './config.ts';
import { type Dashboard, startDashboard } from './dashboard/dashboard.ts';
import { Delivery } from './delivery.ts';
import { Discord } from './discord.ts';
import { Drafts } from './drafts.ts';
import { Grants } from './grants.ts';
import { History } from './history.ts';
import { Intake } from './intake.ts';
import { COMMANDS, handleInteraction, MENUS } from './interactions.ts';
import { JobNews } from './job-news.ts';
import { Jobs } from './jobs.ts';
import { type Log, loggable } from './log.ts';
import { Metrics } from './metrics.ts';
import { PersonalDataStore } from './personal-data.ts';
import { Preferences } from './preferences.ts';
import { Progress } from './progress.ts';
import { rescue } from './rescuer.ts';
import { SettingsChanges } from './settings-changes.ts';
import { SettingsStore } from './settings-store.ts';
import { inEveryLanguage } from './texts/command-texts.ts';

const SWEEP_MS = 1_000;
const CATALOGUE_MS = 5_000;
const CONNECTIONS_MAX = 8;

/** A bot that is up. */
export interface RunningBot {
  dashboard: Dashboard;
  /** Undoes everything, in reverse. */
  stop(): Promise<void>;
}

/**
 * The bot, put together: config → database → Discord → delivery → dashboard. `onGone` hears when Discord will not have
 * us back.
 */
export async function startBot(config: Config, log: Log, onGone: (fault: Fault) => void): Promise<RunningBot> {
  const url = config.databaseUrl.reveal();
  await waitForDatabase(url, (sentence) => log.warn(sentence));
  await migrate(url);

  const database = openDatabase({ url, applicationName: 'easel bot', connectionsMax: CONNECTIONS_MAX });
  const metrics = new Metrics(database);
  const discord = new Discord({ token: config.discordToken, rest: config.discordRest, metrics, log, onGone });
  const settings = new SettingsStore(database, log);
  const jobs = new Jobs(database);
  const catalogue = new Catalogue(database, log);
  const progress = new Progress(discord, jobs, catalogue, log);
  const delivery = new Delivery({ jobs, discord, progress, catalogue, metrics, log });
  const intake = new Intake(jobs, (guildId) => settings.of(guildId), log);
  const audit = new Audit(database);
  const news = new JobNews();
  const cdn = config.discordRest?.cdn ?? null;
  let dashboard: Dashboard | null = null; // commands may come before it is up
  const bot = {
    jobs,
    intake,
    catalogue,
    progress,
    delivery,
    settings,
    changes: new SettingsChanges(settings, audit),
    audit,
    history: new History(database),
    preferences: new Preferences(database, log),
    bans: new Bans(database, audit),
    drafts: new Drafts(database),
    personalData: new PersonalDataStore(database),
    cdn,
    dashboardUrl: () => dashboard?.url ?? null,
    log,
  };

  await Promise.all([catalogue.refresh(), settings.refresh()]);
  await discord.connect((interaction) => handleInteraction(interaction, bot));
  await discord.registerCommands([...COMMANDS, ...MENUS].map(({ data }) => inEveryLanguage(data)));

  const listener = new Listener({
    url,
    channels: {
      [JOB_CHANNEL]: (payload) => {
        const { id, state } = jobNotification.parse(JSON.parse(payload));
        if (state === 'ready') delivery.nudge(id);
        news.announce();
      },
      [PROGRESS_CHANNEL]: (payload) => {
        progress.stepped(progressNotification.parse(JSON.parse(payload)));
        news.announce();
      },
      [WORKER_CHANNEL]: () => void catalogue.refresh(),
      [SETTINGS_CHANNEL]: () => void settings.refresh(),
    },
    onConnected: () => {
      void catalogue.refresh();
      void settings.refresh();
    },
  });
  const stop = new AbortController();
  const loops = [
    repeat(SWEEP_MS, stop.signal, log, async () => {
      await rescue({ jobs, discord, log });
      await delivery.sweep();
    }),
    repeat(CATALOGUE_MS, stop.signal, log, () => catalogue.refresh()),
  ];
  const open = await startDashboard({
    config: config.dashboard,
    discord: config.discordRest,
    bot,
    grants: new Grants(database, audit),
    guilds: discord.guilds,
    database,
    metrics,
    news,
    isConnected: () => discord.isConnected,
    removeMessage: (channelId, messageId) => discord.removeMessage(channelId, messageId),
  });
  dashboard = open;
  log.info({ as: discord.name, models: catalogue.models.map(({ name }) => name) }, 'ready');

  const close = async () => {
    stop.abort();
    await open.close();
    await Promise.all([...loops, listener.close()]);
    await delivery.close();
    await progress.close();
    await discord.close();
    await database.$disconnect();
  };
  return { dashboard: open, stop: close };
}

/** Runs `task` now and then until the signal; a failure is logged and the next round tries again. */
async function repeat(everyMs: number, signal: AbortSignal, log: Log, task: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await task().catch((error: unknown) => log.warn(loggable(error), 'a periodic task failed'));
    await delay(everyMs, undefined, { signal }).catch(() => undefined); // aborted: the loop ends
  }
}
