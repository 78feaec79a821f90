import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Database } from '../../prisma/database.ts';
import { Fault } from '../../prisma/fault.ts';
import type { Bot } from '../bot.ts';
import type { DashboardConfig } from '../config.ts';
import type { OtherDiscord } from '../discord.ts';
import type { Grants } from '../grants.ts';
import type { Guilds } from '../guilds.ts';
import type { JobNews } from '../job-news.ts';
import type { Metrics } from '../metrics.ts';
import { DiscordLogin } from './discord-login.ts';
import { requireRight, requireSession } from './guard.ts';
import { operationsRoutes } from './operations.ts';
import { accessPage } from './pages/access.ts';
import { auditPage } from './pages/audit.ts';
import { galleryPage } from './pages/gallery.ts';
import { galleryJobPage } from './pages/gallery-job.ts';
import { moderationPage } from './pages/moderation.ts';
import { overviewPage } from './pages/overview.ts';
import { peoplePage } from './pages/people.ts';
import { queuePage } from './pages/queue.ts';
import { revisionsPage } from './pages/revisions.ts';
import { serversPage } from './pages/servers.ts';
import { settingsPage } from './pages/settings.ts';
import { stylesPage } from './pages/styles.ts';
import { Rights } from './rights.ts';
import { newServer } from './server.ts';
import { Sessions } from './sessions.ts';
import { signInRoutes, signOutRoutes } from './sign-in.ts';

const REAL_DISCORD = { site: 'https://discord.com', api: 'https://discord.com/api' };
const CALLBACK = '/sign-in/callback';

/** In the order of the menu. */
const PAGES = [
  overviewPage,
  queuePage,
  galleryPage,
  galleryJobPage,
  peoplePage,
  settingsPage,
  stylesPage,
  accessPage,
  moderationPage,
  auditPage,
  revisionsPage,
];

export interface DashboardOptions {
  config: DashboardConfig;
  /** Null: the real Discord. */
  discord: OtherDiscord | null;
  bot: Bot;
  grants: Grants;
  guilds: Guilds;
  database: Database;
  metrics: Metrics;
  /** What makes the live queue move. */
  news: JobNews;
  isConnected: () => boolean;
  /** Takes one of our messages away; false when there is none to reach. */
  removeMessage: (channelId: string, messageId: string) => Promise<boolean>;
}

/** What a page is made of. */
export interface PageOptions extends DashboardOptions {
  rights: Rights;
  sessions: Sessions;
}

export interface Dashboard {
  /** Where a browser finds it, without a slash at the end. */
  url: string;
  /** Each as `GET /servers/:scope/queue`, for whoever wants to know that none is open. */
  routes: readonly string[];
  close(): Promise<void>;
}

/**
 * The admins' web pages, put together: what anybody may ask, what is for those who are signed in, and what is for
 * those who may see or steer one server. Each page is a file in pages/, with its routes. Faults: `dashboard_unavailable`.
 */
export async function startDashboard(options: DashboardOptions): Promise<Dashboard> {
  const { config, discord, bot, grants, guilds, database, metrics, isConnected } = options;
  const { log } = bot;
  const server = await newServer(log);
  const routes: string[] = [];
  server.addHook('onRoute', ({ method, url }) => void routes.push(...[method].flat().map((each) => `${each} ${url}`)));
  // The port may be any free one, which is known once we listen: until then nobody asks.
  const origin = () => config.url?.replace(/\/+$/, '') ?? ownAddress(server);
  const redirectUri = () => `${origin()}${CALLBACK}`;
  const { site, api } = discord ?? REAL_DISCORD;
  const login =
    config.clientSecret &&
    new DiscordLogin({ clientId: guilds.applicationId, clientSecret: config.clientSecret, site, api, redirectUri });
  const sessions = new Sessions(database);
  const rights = new Rights(guilds, grants, config.ownerIds);
  const signIn = { login, redirectUri, sessions, log };
  const guard = { origin, sessions, rights, guilds };

  await server.register(signInRoutes, signIn);
  await server.register(operationsRoutes, {
    metrics,
    ping: () => database.$queryRaw`SELECT 1`,
    isConnected,
    metricsToken: config.metricsToken,
    log,
  });
  await server.register(async (inside) => {
    requireSession(inside, guard);
    await inside.register(signOutRoutes, signIn);
    await inside.register(serversPage, { rights });
    await inside.register(
      async (scoped) => {
        requireRight(scoped, guard);
        for (const routes of PAGES) await scoped.register(routes, { ...options, rights, sessions });
      },
      { prefix: '/servers/:scope' },
    );
  });
  await listen(server, config);
  log.info({ address: origin(), signIn: login !== null }, 'the dashboard is ready');
  return { url: origin(), routes, close: () => server.close() };
}

async function listen(server: FastifyInstance, { host, port }: DashboardConfig): Promise<void> {
  try {
    await server.listen({ host, port });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const sentence = `The dashboard cannot listen on ${host}:${port}: ${reason}. Set EASEL_DASHBOARD_PORT to another port.`;
    throw new Fault('dashboard_unavailable', sentence, { cause });
  }
}

function ownAddress(server: FastifyInstance): string {
  const { address, port, family } = server.server.address() as AddressInfo;
  if (address === '0.0.0.0' || address === '::') return `http://127.0.0.1:${port}`;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
