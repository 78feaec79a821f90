import { join } from 'node:path';
import type { Program } from './supervisor.ts';

/** The two processes of Easel, as the launcher starts them on this machine; `home` keeps what outlives them. */
export function programs(
  databaseUrl: string,
  home: string,
  botEnv: Readonly<Record<string, string>>,
): { bot: Program; inference: Program } {
  const database = { DATABASE_URL: databaseUrl, DATABASE_URL_FILE: '' };
  return {
    bot: { name: 'bot', file: new URL('../bot/main.ts', import.meta.url), env: { ...database, ...botEnv } },
    inference: {
      name: 'inference',
      file: new URL('../inference/main.ts', import.meta.url),
      env: { ...database, EASEL_CACHE_DIR: join(home, 'cache') },
    },
  };
}
