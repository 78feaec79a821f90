import { describe, expect, it } from 'vitest';
import { easel } from '../easel.ts';

const apple = { prompt: 'a red apple on a blue background', seed: 7 };

describe('a kill -9', () => {
  it('of the inference process in the middle of a job: it is painted by the next one and answered once', async () => {
    const all = await easel();
    const [, first] = await Promise.all([all.startBot(), all.startInference()]);
    const answer = await all.discord.user('ada').slash('imagine', { ...apple, steps: 100 });
    await expect
      .poll(async () => (await all.db.query('SELECT state FROM job'))[0], { timeout: 10_000 })
      .toEqual({ state: 'painting' });
    await first.kill();
    const restartedAt = Date.now();
    await all.startInference();
    const grid = await answer.settled(20_000);
    console.log(`inference killed: answered ${Date.now() - restartedAt} ms after the restart began`);
    expect(grid.media).toHaveLength(1);
    expect(all.discord.visible(answer.interactionId).messages).toHaveLength(1);
    await expect
      .poll(() => all.db.query('SELECT state, attempt FROM job'))
      .toEqual([{ state: 'answered', attempt: 2 }]);
  });

  it('of the bot in the middle of a job: the next one answers, once', async () => {
    const all = await easel();
    const [bot] = await Promise.all([all.startBot(), all.startInference()]);
    const answer = await all.discord.user('ada').slash('imagine', { ...apple, steps: 60 });
    await answer.acked();
    await bot.kill();
    await expect
      .poll(async () => (await all.db.query('SELECT state FROM job'))[0], { timeout: 20_000 })
      .toEqual({ state: 'ready' });
    const restartedAt = Date.now();
    await all.startBot();
    const grid = await answer.settled(20_000);
    console.log(`bot killed: answered ${Date.now() - restartedAt} ms after the restart began`);
    expect(grid.labels).toContain('U4');
    expect(all.discord.visible(answer.interactionId).messages).toHaveLength(1);
  });

  it('of the bot between delivering and recording: the answer is still one', async () => {
    const all = await easel();
    const [bot] = await Promise.all([all.startBot(), all.startInference()]);
    const answer = await all.discord.user('ada').slash('imagine', { ...apple, count: 1 });
    await answer.settled(20_000);
    await bot.kill();
    await all.db.query(`ALTER TABLE job DISABLE TRIGGER job_state_change`);
    await all.db.query(`UPDATE job SET state = 'ready', interaction_token = $1, deliver_after = NULL`, [answer.token]);
    await all.db.query(`ALTER TABLE job ENABLE TRIGGER job_state_change`);
    await all.startBot();
    await expect
      .poll(async () => (await all.db.query('SELECT state FROM job'))[0], { timeout: 10_000 })
      .toEqual({ state: 'answered' });
    expect(all.discord.visible(answer.interactionId).messages).toHaveLength(1);
  });
});
