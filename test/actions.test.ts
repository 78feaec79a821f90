import { createHash } from 'node:crypto';
import type { APIButtonComponent } from 'discord.js';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { imageRequest } from '../prisma/image-request.ts';
import { type BotStage, botStage, jobState } from './bot.ts';

/** A finished grid of Ada's, as the people in the channel see it. */
async function grid(stage: BotStage, values: Record<string, string | number> = {}) {
  const answer = await stage.discord.user('ada').slash('imagine', { prompt: 'a red apple', seed: 7, ...values });
  await answer.acked();
  await stage.finish(await stage.claim());
  const message = await answer.settled();
  await jobState(stage.db, 'answered');
  return message;
}

const idOf = (button: APIButtonComponent | undefined): string =>
  button && 'custom_id' in button ? button.custom_id : 'none';

/** What the request of the job that a click made says. */
const claimedRequest = async (stage: BotStage) => imageRequest.parse((await stage.claim()).request);

describe('under a grid', () => {
  it('are rows for each picture, for all of them, and for the message', async () => {
    const stage = await botStage();
    expect((await grid(stage)).labels).toEqual([
      ...['U1', 'U2', 'U3', 'U4', 'Reroll'],
      ...['V1', 'V2', 'V3', 'V4', 'Remix'],
      ...['Rerun', 'Details', 'Originals', 'Delete'],
    ]);
    expect((await grid(stage, { count: 1 })).labels).toEqual([
      ...['Vary (Subtle)', 'Vary (Strong)', 'Upscale 2×', 'Reroll', 'Remix'],
      ...['Rerun', 'Details', 'Originals', 'Delete'],
    ]);
    expect(stage.discord.problems).toEqual([]);
  });

  it('Details tells, privately, what painted it and where it comes from', async () => {
    const stage = await botStage();
    const message = await grid(stage);
    await (await message.click('Reroll')).acked();
    await stage.finish(await stage.claim());
    await jobState(stage.db, 'answered');
    const details = await message.click('Details');
    const { text } = await details.settled();
    expect(details.ephemeral).toBe(true);
    expect(text).toContain('Steps: 20');
    expect(text).toContain('Seeds: 7, 8, 9, 10');
    expect(text).toContain('painted in 1.3 s');
  });

  it('Originals gives the stored files, unchanged and privately', async () => {
    const stage = await botStage();
    const answer = await (await grid(stage)).click('Originals');
    const { media } = await answer.settled();
    expect(answer.ephemeral).toBe(true);
    expect(media.map(({ name }) => name)).toEqual([7, 8, 9, 10].map((seed, slot) => `${slot + 1}-seed-${seed}.png`));
    const stored = await stage.db.query<{ png: Buffer }>('SELECT png FROM image ORDER BY slot');
    const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
    expect(await Promise.all(media.map(async (file) => hash(await file.bytes())))).toEqual(
      stored.map(({ png }) => hash(png)),
    );
  });

  it('Delete takes message and pictures away, keeps the row, and is written down', async () => {
    const stage = await botStage();
    const answer = await stage.discord.user('ada').slash('imagine', { prompt: 'a red apple' });
    await answer.acked();
    await stage.finish(await stage.claim());
    const message = await answer.settled();
    await jobState(stage.db, 'answered');
    await (await message.click('Delete')).acked();
    await expect.poll(() => stage.db.query('SELECT slot FROM image')).toEqual([]);
    await expect
      .poll(() => stage.db.query('SELECT action, actor_id FROM audit_entry'))
      .toEqual([{ action: 'result_deleted', actor_id: stage.discord.user('ada').id }]);
    expect(await stage.db.query('SELECT state FROM job')).toEqual([{ state: 'answered' }]);
    await expect.poll(() => stage.discord.visible(answer.interactionId).messages).toEqual([]);
  });

  it('Vary (Subtle) and Vary (Strong) stay nearer and go farther', async () => {
    const stage = await botStage();
    const message = await grid(stage, { count: 1 });
    const strengths: number[] = [];
    for (const label of ['Vary (Subtle)', 'Vary (Strong)']) {
      await (await message.click(label)).acked();
      strengths.push((await claimedRequest(stage)).variation?.strength ?? 0);
    }
    expect(strengths).toEqual([0.12, 0.45]);
  });

  it('Upscale 2× starts again from the picture at twice its size, with the same prompt and seed', async () => {
    const stage = await botStage();
    const single = await (await (await grid(stage)).click('U2')).settled();
    await (await single.click('Upscale 2×')).acked();
    const request = await claimedRequest(stage);
    expect(request).toMatchObject({ prompt: 'a red apple', seed: 8, count: 1, width: 192, height: 192 });
    expect(request.imageToImage?.strength).toBe(0.35);
    const [stored] = await stage.db.query<{ png: Buffer }>('SELECT png FROM initial_image');
    expect(await sharp(stored?.png).metadata()).toMatchObject({ format: 'png', width: 192, height: 192, channels: 3 });
  });
});

describe('Remix', () => {
  it('begins with what was painted, and paints what the form says, linked to its parent', async () => {
    const stage = await botStage();
    const message = await grid(stage);
    const opened = await message.click('Remix');
    expect(JSON.stringify(await opened.modal())).toContain('"value":"a red apple"');
    await (await opened.submit({ prompt: 'a green apple', negative: 'leaf' })).acked();
    const request = await claimedRequest(stage);
    expect(request).toMatchObject({
      prompt: 'a green apple',
      negativePrompt: 'leaf',
      seed: 7,
      steps: 20,
      variation: null,
    });
    expect(await stage.db.query(`SELECT action, parent_id IS NOT NULL AS linked FROM job ORDER BY created_at`)).toEqual(
      [
        { action: 'imagine', linked: false },
        { action: 'remix', linked: true },
      ],
    );
    expect(stage.discord.problems).toEqual([]);
  });

  it('keeps the seed, takes a new one, or keeps it and varies', async () => {
    const stage = await botStage();
    const message = await grid(stage);
    const remixed = async (values: Record<string, string>) => {
      await (await (await message.click('Remix')).submit(values)).acked();
      return claimedRequest(stage);
    };
    expect((await remixed({ seed: 'random' })).seed).not.toBe(7);
    const varied = await remixed({ seed: 'vary', change: 'strong', size: '16:9' });
    expect(varied).toMatchObject({ seed: 7, variation: { strength: 0.45 }, width: 128, height: 64 });
  });

  it('works when the form is sent after a restart, and is refused like /imagine', async () => {
    const stage = await botStage();
    const opened = await (await grid(stage)).click('Remix');
    await opened.modal();
    await stage.restart();
    const refused = await opened.submit({ prompt: ' ' });
    expect((await refused.settled()).text).toContain('The prompt has no visible words');
    expect(refused.ephemeral).toBe(true);
  });
});

describe('Cancel', () => {
  it('ends a waiting job: the message says so, and nothing is charged', async () => {
    const stage = await botStage();
    const answer = await stage.discord.user('ada').slash('imagine', { prompt: 'a red apple' });
    const waiting = await answer.until(({ labels }) => labels.includes('Cancel'));
    await (await waiting.click('Cancel')).acked();
    expect((await answer.settled()).text).toContain('Cancelled.');
    expect(await stage.db.query('SELECT apology, images_charged, gpu_ms FROM job')).toEqual([
      { apology: 'cancelled', images_charged: 0, gpu_ms: 0 },
    ]);
  });

  it('ends one that is being painted, charges its share, and is the owner’s or a moderator’s', async () => {
    const stage = await botStage();
    const answer = await stage.discord.user('ada').slash('imagine', { prompt: 'a red apple' });
    const waiting = await answer.until(({ labels }) => labels.includes('Cancel'));
    const job = await stage.claim();
    await stage.db.query('UPDATE job SET step = 10');
    const stranger = await stage.discord.user('bob').click(waiting.raw, idOf(waiting.buttons[0]));
    expect((await stranger.settled()).text).toContain('Only');
    await (await waiting.click('Cancel')).acked();
    expect((await answer.settled()).text).toContain('Cancelled.');
    await stage.finish(job); // too late: the lease is lost
    expect(await stage.db.query('SELECT apology, images_charged FROM job')).toEqual([
      { apology: 'cancelled', images_charged: 2 },
    ]);
    expect(await stage.db.query('SELECT slot FROM image')).toEqual([]);
  });
});
