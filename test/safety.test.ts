import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import { safetyPolicyFor, shownPng } from '../bot/safety.ts';
import { SETTINGS_DEFAULT } from '../bot/settings.ts';
import { parseDevice } from '../inference/engine/device.ts';
import { openPipeline } from '../inference/engine/pipeline.ts';
import { readModelFolder } from '../inference/models/folder.ts';
import { startPainter } from '../inference/painter.ts';
import { botStage, jobState } from './bot.ts';
import { GUILD_ID } from './discord/guild.ts';
import { apple } from './new-job.ts';
import { writeTinyModel } from './tiny-model.ts';

/** A models folder with one that ships a safety checker and one that does not. */
function models(): string {
  const directory = mkdtempSync(join(tmpdir(), 'easel-safety-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  writeTinyModel(join(directory, 'careful'), { flags: true });
  writeTinyModel(join(directory, 'plain'));
  return directory;
}

describe('a checkpoint’s own safety checker', () => {
  it('sees the middle of a picture as CLIP would, in any size', async () => {
    const model = readModelFolder(join(models(), 'careful'), 'careful');
    const { safetyChecker, close } = await openPipeline(model, parseDevice('cpu', 1));
    onTestFinished(close);
    const checker = await safetyChecker?.();
    const picture = (side: number, middle: number) =>
      Uint8Array.from({ length: 3 * 20 * 10 }, (_, index) =>
        Math.abs((Math.floor(index / 3) % 20) - 9.5) < 5 ? middle : side,
      );
    expect(await checker?.flags(picture(255, 0), 20, 10)).toBe(false);
    expect(await checker?.flags(picture(0, 255), 20, 10)).toBe(true);
  });

  it('is asked about every picture, and pictures of other models are unchecked', async () => {
    const painter = await startPainter({ modelsDirectory: models(), threads: 1 });
    onTestFinished(() => painter.close());
    const options = { priority: 0, signal: new AbortController().signal, onStep: () => undefined };
    const request = { ...apple, count: 2, width: 8, height: 8 };
    const flags = async (model: string) =>
      (await painter.paint({ ...request, model }, options)).images.map(({ isFlagged }) => isFlagged);
    expect((await flags('careful')).every((flag) => typeof flag === 'boolean')).toBe(true);
    expect(await flags('plain')).toEqual([null, null]);
  });
});

describe('what happens to a flagged picture', () => {
  const safety = { elsewhere: 'block', ageRestricted: 'allow', channels: { '2': 'spoiler' } } as const;
  const settings = { ...SETTINGS_DEFAULT, safety };

  it('is decided by the channel, a thread’s channel, or its age restriction', () => {
    expect(safetyPolicyFor(settings, { channelIds: ['1'], isAgeRestricted: false })).toBe('block');
    expect(safetyPolicyFor(settings, { channelIds: ['1'], isAgeRestricted: true })).toBe('allow');
    expect(safetyPolicyFor(settings, { channelIds: ['9', '2'], isAgeRestricted: true })).toBe('spoiler');
  });

  it('leaves its place in the grid, in grey', async () => {
    const png = await sharp({ create: { width: 4, height: 6, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    const image = { png, width: 4, height: 6, isFlagged: true };
    expect(await shownPng(image, 'spoiler')).toBe(png);
    expect(await shownPng({ ...image, isFlagged: null }, 'block')).toBe(png);
    expect(await sharp(await shownPng(image, 'block')).metadata()).toMatchObject({ width: 4, height: 6 });
  });

  it('blocked: the answer says so, and its buttons do not give it away', async () => {
    const stage = await botStage();
    const answer = await stage.discord.user('ada').slash('imagine', { prompt: 'a red apple' });
    await answer.acked();
    await stage.finish(await stage.claim(), {}, [1]);
    const message = await answer.settled();
    await jobState(stage.db, 'answered');
    expect(message.text).toContain('One picture is hidden here');
    expect((await (await message.click('U2')).settled()).text).toContain('That picture is hidden in this channel');
    expect((await (await message.click('U1')).settled()).media).toHaveLength(1);
    expect((await (await message.click('Originals')).settled()).media).toHaveLength(3);
  });

  it('behind a click, where the server says so', async () => {
    const stage = await botStage();
    const differences = { safety: { elsewhere: 'spoiler', ageRestricted: 'spoiler', channels: {} } };
    await stage.db.query(
      `INSERT INTO settings_revision (scope, version, differences, author_id) VALUES ($1, 1, $2::jsonb, '1')`,
      [GUILD_ID, JSON.stringify(differences)],
    );
    await stage.restart();
    const answer = await stage.discord.user('ada').slash('imagine', { prompt: 'a red apple' });
    await answer.acked();
    await stage.finish(await stage.claim(), {}, [0]);
    expect(JSON.stringify((await answer.settled()).raw)).toContain('"spoiler":true');
  });
});
