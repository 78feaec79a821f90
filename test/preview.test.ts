import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PreviewMap } from '../inference/engine/preview.ts';
import { type Looking, startPainter } from '../inference/painter.ts';
import { composePreview } from '../inference/preview-images.ts';
import { botStage } from './bot.ts';
import { GUILD_ID } from './discord/guild.ts';
import { apple } from './new-job.ts';

const modelsDirectory = fileURLToPath(new URL('../models', import.meta.url));

describe('a preview', () => {
  it('knows nothing before a picture is finished, and then what the VAE makes of latents', () => {
    const map = new PreviewMap(2);
    const latents = Float32Array.from({ length: 8 }, (_, index) => (index % 4) / 4 + (index > 3 ? 1 : 0));
    expect(map.paint(latents, 2, 2)).toBeNull();
    // A VAE of 2 × 2 pixels a cell that is linear itself: red is the first channel, green the second, blue a constant.
    const pixels = new Uint8Array(4 * 4 * 3);
    for (let index = 0; index < 16; index += 1) {
      const cell = 2 * Math.floor(Math.floor(index / 4) / 2) + Math.floor((index % 4) / 2);
      pixels.set([100 * (latents[cell] ?? 0), 50 * (latents[4 + cell] ?? 0), 70], 3 * index);
    }
    map.learn(latents, 2, 2, pixels);
    const preview = map.paint(latents, 2, 2);
    expect(preview).toMatchObject({ width: 2, height: 2 });
    for (const [index, value] of (preview?.pixels ?? []).entries()) {
      const cell = Math.floor(index / 3);
      const colour = [100 * (latents[cell] ?? 0), 50 * (latents[4 + cell] ?? 0), 70][index % 3] ?? 0;
      expect(Math.abs(value - colour)).toBeLessThanOrEqual(2);
    }
  });

  it('is made only when somebody looks, of every image that is not finished', async () => {
    const painter = await startPainter({ modelsDirectory, threads: 1 });
    onTestFinished(() => painter.close());
    const seen: number[] = [];
    let wanted = false;
    const looking: Looking = {
      isWanted: () => wanted,
      onPreview: (previews) => {
        wanted = false;
        seen.push(previews.length);
      },
    };
    const options = { priority: 0, signal: new AbortController().signal, onStep: () => undefined, looking };
    await painter.paint({ ...apple, steps: 2 }, options); // teaches the map
    expect(seen).toEqual([]);
    wanted = true;
    await painter.paint({ ...apple, steps: 20, count: 2 }, options);
    expect(seen).toEqual([2]);
  });

  it('is one picture for all images, large enough to be seen', async () => {
    const preview = { width: 12, height: 8, pixels: new Uint8Array(12 * 8 * 3).fill(90) };
    const image = await composePreview([preview, preview, preview]);
    expect(await sharp(image).metadata()).toMatchObject({ format: 'webp', width: 512, height: 341 });
  });

  it('comes with the waiting message where the server asked for previews', async () => {
    const stage = await botStage();
    await stage.db.query(
      `INSERT INTO settings_revision (scope, version, differences, author_id) VALUES ($1, 1, '{"previews": true}', '1')`,
      [GUILD_ID],
    );
    await stage.restart();
    const answer = await stage.discord.user('ada').slash('imagine', { prompt: 'a red apple' });
    await answer.acked();
    const job = await stage.claim();
    const preview = await composePreview([{ width: 2, height: 2, pixels: new Uint8Array(12) }]);
    await stage.db.query('UPDATE job SET preview = $1 WHERE id = $2', [preview, job.id]);
    const waiting = await answer.until(({ media }) => media.length > 0);
    expect(waiting.labels).toEqual(['Cancel']);
    expect(waiting.media[0]?.name).toBe('preview.webp');
    await stage.finish(job);
    await answer.until(({ labels }) => labels.includes('U1'));
    expect(await stage.db.query('SELECT preview FROM job')).toEqual([{ preview: null }]);
    expect(stage.discord.problems).toEqual([]);
  });
});
