import type { Fault } from '../prisma/fault.ts';
import { migrate } from '../prisma/migrate.ts';
import type { LocalDiscord } from '../test/discord/discord.ts';
import type { LaunchConfig } from './config.ts';
import { LauncherLog } from './launcher-log.ts';
import { type EmbeddedPostgres, startPostgres } from './postgres.ts';
import { programs } from './programs.ts';
import { Supervisor } from './supervisor.ts';

export interface StackOptions {
  config: LaunchConfig;
  /** The Discord on localhost that the bot should serve; null: the real one. */
  discord: LocalDiscord | null;
  /** Of the dashboard; 0: any free one, for a run that nobody steers. */
  dashboardPort: number;
  onLine: (name: string, line: string) => void;
  onGiveUp: (fault: Fault) => void;
}

/** Everything that runs on this machine. */
export interface Stack {
  databaseUrl: string;
  pids(): Record<string, number | undefined>;
  stop(): Promise<void>;
}

/**
 * Brings up database, inference process and bot, in that order of need and as parallel as it can be, and returns what
 * stops them in reverse. Whatever was begun is stopped again when a later part fails.
 */
export async function startStack({ config, discord, dashboardPort, onLine, onGiveUp }: StackOptions): Promise<Stack> {
  const log = new LauncherLog(config.home);
  const begun: (() => Promise<void>)[] = [async () => log.close()];
  const stop = async () => {
    for (const undo of begun.reverse()) await undo();
  };
  try {
    const databaseUrl = config.databaseUrl?.reveal() ?? (await startEmbedded(config, begun)).url;
    const discordEnv = discord
      ? {
          DISCORD_TOKEN: discord.token,
          DISCORD_TOKEN_FILE: '',
          DISCORD_CLIENT_SECRET: discord.clientSecret,
          DISCORD_CLIENT_SECRET_FILE: '',
          DISCORD_REST: JSON.stringify(discord.rest),
        }
      : {};
    const botEnv = { ...discordEnv, EASEL_DASHBOARD_PORT: String(dashboardPort) };
    const { bot, inference } = programs(databaseUrl, config.home, botEnv);
    const options = {
      onGiveUp,
      onLine: (name: string, line: string) => {
        log.write(name, line);
        onLine(name, line);
      },
    };
    const running = [new Supervisor(inference, options), new Supervisor(bot, options)];
    begun.push(async () => void (await Promise.all(running.map((program) => program.stop()))));
    await Promise.all(running.map((program) => program.start()));
    const [painter, answerer] = running;
    return {
      databaseUrl,
      pids: () => ({ inference: painter?.pid, bot: answerer?.pid }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startEmbedded(config: LaunchConfig, begun: (() => Promise<void>)[]): Promise<EmbeddedPostgres> {
  const postgres = await startPostgres({ directory: config.home });
  begun.push(() => postgres.stop());
  await migrate(postgres.url);
  return postgres;
}
