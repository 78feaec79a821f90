import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { card } from './bot.ts';
import { easel, start } from './easel.ts';

const MAIN = new URL('../bot/main.ts', import.meta.url);

/** The fatal lines of a process that does not start, and its exit code. */
async function fall(env: Record<string, string>): Promise<string[]> {
  const output = await start(MAIN, env).then(
    () => Promise.reject(new Error('expected the bot to fall, it is ready')),
    (error: Error) => error.message,
  );
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { level: number; msg: string })
    .filter(({ level }) => level === 60)
    .map(({ msg }) => msg);
}

describe('the bot’s process', () => {
  it('says that a token is invalid, once, and does not ask to be started again', async () => {
    const { discord, db } = await easel();
    const env = { DISCORD_TOKEN: 'wrong', DISCORD_REST: JSON.stringify(discord.rest), DATABASE_URL: db.url };
    expect(await fall(env)).toEqual([expect.stringContaining('Discord does not accept DISCORD_TOKEN')]);
  });

  it('waits for a Discord that cannot be reached yet', async () => {
    const { discord, startBot } = await easel();
    const away = discord.fault({ route: '/gateway/bot', status: 503, times: 2 });
    const bot = await startBot();
    expect(away.happened).toBe(2);
    expect(bot.output()).toContain('Discord cannot be reached');
  });

  it('names everything that is wrong with its configuration at once, and no value', async () => {
    const env = { DISCORD_TOKEN_FILE: '/no/such/file', DATABASE_URL: 'mysql://root:hunter2@db', LOG_LEVEL: 'loud' };
    const [sentence] = await fall(env);
    for (const name of ['DISCORD_TOKEN', 'DATABASE_URL', 'LOG_LEVEL']) expect(sentence).toContain(name);
    expect(sentence).not.toContain('hunter2');
    expect(sentence).not.toContain('loud');
  });

  it('ends by itself when whoever started it is gone', async () => {
    const { startBot } = await easel();
    const bot = await startBot();
    bot.process.disconnect();
    await once(bot.process, 'exit');
    expect(bot.process.exitCode).toBe(0);
  });

  it('keeps tokens and prompts out of its log', async () => {
    const { startBot, discord, db } = await easel();
    await db.database.worker.create({ data: { id: randomUUID(), device: 'cpu', runtime: {}, models: [card] } });
    const bot = await startBot();
    discord.fault({ route: '/callback', status: 500, times: 50 });
    const answer = await discord
      .user('ada')
      .slash('imagine', { prompt: 'a secret wish', seed: 7 }, { unchecked: true });
    await expect.poll(() => bot.output(), { timeout: 10_000 }).toContain('job accepted');
    for (const secret of [answer.token, discord.token, 'a secret wish']) expect(bot.output()).not.toContain(secret);
  });
});
