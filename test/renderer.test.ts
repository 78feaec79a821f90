import { describe, expect, it } from 'vitest';
import { botStage, jobState } from './bot.ts';
import { GUILD_ID } from './discord/guild.ts';

describe('a server that asked for classic messages', () => {
  it('gets an embed with the same pictures, words and buttons, and an alt text on the file', async () => {
    const stage = await botStage();
    await stage.db.query(
      `INSERT INTO settings_revision (scope, version, differences, author_id) VALUES ($1, 1, '{"renderer": "embed"}', '1')`,
      [GUILD_ID],
    );
    await stage.restart();
    const answer = await stage.discord.user('ada').slash('imagine', { prompt: 'a red apple', seed: 7 });
    const waiting = await answer.until(({ labels }) => labels.includes('Cancel'));
    expect(waiting.raw.flags).toBe(0);
    await stage.finish(await stage.claim());
    const message = await answer.settled();
    await jobState(stage.db, 'answered');
    expect(message.raw.embeds[0]?.description).toContain('**a red apple**');
    expect(message.raw.embeds[0]?.image?.url).toContain('grid.webp');
    expect(message.labels).toContain('Remix');
    const single = await (await message.click('U3')).settled();
    expect(single.raw.embeds[0]?.image?.url).toContain('seed-9.png');
    expect(stage.discord.problems).toEqual([]);
  });

  it('hides a spoiler behind a click there too', async () => {
    const stage = await botStage();
    await stage.db.query(
      `INSERT INTO settings_revision (scope, version, differences, author_id) VALUES ($1, 1, '{"renderer": "embed"}', '1')`,
      [GUILD_ID],
    );
    await stage.restart();
    const answer = await stage.discord.user('ada').slash('imagine', { prompt: 'a red apple', spoiler: true });
    await answer.acked();
    await stage.finish(await stage.claim());
    const { raw } = await answer.settled();
    expect(raw.embeds[0]?.image).toBeUndefined();
    expect(raw.attachments[0]?.filename).toMatch(/^SPOILER_/);
    expect(raw.attachments[0]?.description).toContain('a red apple');
  });
});
