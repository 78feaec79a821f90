import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { INSTANCE } from '../../bot/settings-store.ts';
import { startPostgres } from '../../deploy/postgres.ts';
import { programs } from '../../deploy/programs.ts';
import { Supervisor } from '../../deploy/supervisor.ts';
import { type Database, openDatabase } from '../../prisma/database.ts';
import { migrate } from '../../prisma/migrate.ts';
import { type LocalDiscord, startDiscord } from '../discord/discord.ts';
import { newUser } from '../discord/guild.ts';
import { card, StandInPainter } from './stand-in-painter.ts';

/** The real bot in a process of its own, a real Postgres that syncs, and in this process Discord and the painter. */
export interface LoadStage {
  discord: LocalDiscord;
  database: Database;
  painter: StandInPainter;
  /** Names of people in the server. */
  people: readonly string[];
  close(): Promise<void>;
}

const PEOPLE = 200;
/** A load test is about how fast answers are, not about how many somebody may ask for. */
const UNLIMITED = {
  waitingMax: 10_000,
  everybody: { waitingMax: null, imagesPerDayMax: null, gpuSecondsPerDayMax: null, priority: 0 },
};

export async function openStage(): Promise<LoadStage> {
  const directory = mkdtempSync(join(tmpdir(), 'easel-load-'));
  chmodSync(directory, 0o755); // where this runs as root, Postgres runs as somebody else
  const postgres = await startPostgres({ directory });
  await migrate(postgres.url);
  const database = openDatabase({ url: postgres.url, applicationName: 'easel load', connectionsMax: 4 });
  const settings = { scope: INSTANCE, version: 1, differences: UNLIMITED, authorId: '1', note: '' };
  await database.settingsRevision.create({ data: settings });
  const workerId = randomUUID();
  await database.worker.create({ data: { id: workerId, device: 'cpu', runtime: {}, models: [card] } });
  const discord = await startDiscord();
  const botEnv = {
    DISCORD_TOKEN: discord.token,
    DISCORD_REST: JSON.stringify(discord.rest),
    EASEL_DASHBOARD_PORT: '0',
    LOG_LEVEL: 'warn',
  };
  const bot = new Supervisor(programs(postgres.url, tmpdir(), botEnv).bot, {
    onLine: (name, line) => console.error(`${name}: ${line}`),
    onGiveUp: (fault) => console.error(fault.message),
  });
  await bot.start();
  return {
    discord,
    database,
    painter: new StandInPainter(database, workerId),
    people: settle(discord),
    close: async () => {
      await bot.stop();
      await discord.close();
      await database.$disconnect();
      await postgres.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Moves many people into the server. */
function settle({ guild }: LocalDiscord): string[] {
  const [ada] = guild.accounts;
  if (!ada) throw new RangeError('expected somebody in the server already');
  return Array.from({ length: PEOPLE }, (_, index) => {
    const name = `person${index}`;
    guild.accounts.push({ ...ada, user: newUser(String(1_400_000_000_000_000_000n + BigInt(index)), name, false) });
    return name;
  });
}
