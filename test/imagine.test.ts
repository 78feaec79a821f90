import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readParameters } from '../inference/png.ts';
import type { MessageView } from './discord/message-view.ts';
import { type Easel, easel } from './easel.ts';

const apple = { prompt: 'a red apple on a blue background', seed: 7 };

async function running(): Promise<Easel> {
  const all = await easel();
  await Promise.all([all.startBot(), all.startInference()]);
  return all;
}

const paint = async ({ discord }: Easel, options: Record<string, string | number>): Promise<MessageView> =>
  (await discord.user('ada').slash('imagine', options)).settled(30_000);

/** Hashes of the raw pixels of every picture under a grid, as the U buttons give them. */
async function pixels(message: MessageView): Promise<string[]> {
  const hashes: string[] = [];
  for (const label of message.labels.filter((one) => /^U\d$/.test(one))) {
    const single = await (await message.click(label)).settled();
    const png = await single.media[0]?.bytes();
    hashes.push(
      createHash('sha256')
        .update(await sharp(png).raw().toBuffer())
        .digest('hex'),
    );
  }
  return hashes;
}

describe('/imagine', () => {
  it('answers with a grid, its parameters and buttons that do what they say', async () => {
    const all = await running();
    const grid = await paint(all, apple);
    expect(grid.labels).toEqual([
      ...['U1', 'U2', 'U3', 'U4', 'Reroll'],
      ...['V1', 'V2', 'V3', 'V4', 'Remix'],
      ...['Rerun', 'Details', 'Originals', 'Delete'],
    ]);
    expect(grid.text).toMatch(/^\*\*a red apple on a blue background\*\* — <@\d+>/);
    expect(grid.text).toMatch(/-# seed 7 · 96×96 · 20 steps · guidance 3 · DPM\+\+ 2M · emoji · \d+\.\d s · #\w{5}$/);
    expect(grid.media[0]?.description).toBe(
      '4 images in a grid: a red apple on a blue background. 96×96, seed 7, 8, 9, 10.',
    );
    expect(await sharp(await grid.media[0]?.bytes()).metadata()).toMatchObject({ width: 584, height: 584 });

    const second = await (await grid.click('U2')).settled();
    const original = (await second.media[0]?.bytes()) ?? Buffer.alloc(0);
    expect(await sharp(original).metadata()).toMatchObject({ width: 96, height: 96, format: 'png' });
    expect(readParameters(original)).toMatch(
      /^a red apple on a blue background\nSteps: 20, Sampler: DPM\+\+ 2M, .*Seed: 8,/,
    );

    const first = await pixels(grid);
    const [again, other, variations] = await Promise.all(
      ['Rerun', 'Reroll', 'V3'].map(async (label) => pixels(await (await grid.click(label)).settled(30_000))),
    );
    expect(again).toEqual(first);
    expect(new Set([...(other ?? []), ...first]).size).toBe(8);
    expect(new Set([...(variations ?? []), ...first]).size).toBe(8);
    expect(all.discord.problems).toEqual([]);
  });

  it('paints the same request alone and batched with others’ to the same pixels', async () => {
    const all = await running();
    const alone = await pixels(await paint(all, { ...apple, count: 1 }));
    const people = ['ada', 'bob', 'cleo'].map((name) => all.discord.user(name));
    const answers = await Promise.all(
      people.map((person, i) =>
        person.slash('imagine', i === 1 ? { ...apple, count: 1 } : { prompt: `a cat ${i}`, count: 1, steps: 40 + i }),
      ),
    );
    const [, batched] = await Promise.all(answers.map((answer) => answer.settled(30_000)));
    expect(batched && (await pixels(batched))).toEqual(alone);
    const rows = await all.db.query<{ rows: number }>(
      `SELECT (provenance->>'rowsMax')::int AS rows FROM job WHERE (request->>'seed')::bigint = 7 ORDER BY created_at`,
    );
    expect(rows.map(({ rows: max }) => max)).toEqual([2, expect.toSatisfy((max: number) => max > 2)]);
  });

  it('refuses privately and at once, and nothing is stored', async () => {
    const all = await running();
    const answer = await all.discord.user('ada').slash('imagine', { prompt: '\u200b', seed: -1 }, { unchecked: true });
    await answer.acked();
    expect(answer.ephemeral).toBe(true);
    expect((await answer.settled()).text).toContain('no visible words');
    expect(await all.db.query('SELECT id FROM job')).toEqual([]);
  });
});

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
