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
