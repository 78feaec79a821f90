import { describe, expect, it } from 'vitest';
import { type Evidence, proveRerun } from '../bot/rerun-proof.ts';
import type { Provenance } from '../prisma/outcome.ts';
import { botStage, jobState } from './bot.ts';

const provenance: Provenance = {
  modelHash: 'a',
  device: 'cuda:0',
  runtime: { easel: '1', onnxruntime: '2' },
  rowsMax: 8,
  notices: [],
  queuedMs: 0,
  inferenceMs: 0,
  unetMs: 0,
};
const original: Evidence = { pixelSha256: ['p', 'q'], provenance };
const other = (changes: Partial<Provenance>): Evidence => ({
  pixelSha256: ['p', 'x'],
  provenance: { ...provenance, ...changes },
});

describe('a rerun', () => {
  it('is exact when every picture has the same pixels, whatever painted them', () => {
    const changed = { ...other({ device: 'cpu', rowsMax: 2 }), pixelSha256: ['p', 'q'] };
    expect(proveRerun(original, changed)).toEqual({ verdict: 'exact' });
  });

  it.each([
    ['model', { modelHash: 'b', device: 'cpu' }],
    ['device', { device: 'cpu', runtime: {} }],
    ['runtime', { runtime: { onnxruntime: '3', easel: '1' } }],
    ['batch', { rowsMax: 4, runtime: { onnxruntime: '2', easel: '1' } }],
    ['unknown', {}],
  ] as const)('is close because of the %s', (because, changes) => {
    expect(proveRerun(original, other(changes))).toEqual({ verdict: 'close', because });
  });

  it('proves nothing when the first one’s pictures are gone', () => {
    expect(proveRerun(null, original)).toEqual({ verdict: 'unproven' });
    expect(proveRerun({ ...original, pixelSha256: [] }, original)).toEqual({ verdict: 'unproven' });
  });

  it('says under its pictures whether they are the same', async () => {
    const stage = await botStage();
    const first = await stage.discord.user('ada').slash('imagine', { prompt: 'a red apple', seed: 7 });
    await first.acked();
    await stage.finish(await stage.claim());
    const message = await first.settled();
    await jobState(stage.db, 'answered');
    const rerun = async () => {
      const answer = await message.click('Rerun');
      await answer.acked();
      await stage.finish(await stage.claim());
      const { text } = await answer.settled();
      await jobState(stage.db, 'answered');
      return text;
    };
    expect(await rerun()).toContain('exact ✓');
    await stage.db.query(`UPDATE image SET pixel_sha256 = repeat('b', 64)
      WHERE job_id = (SELECT id FROM job WHERE action = 'imagine')`);
    await stage.db.query(
      `UPDATE job SET provenance = jsonb_set(provenance, '{device}', '"cuda:0"') WHERE action = 'imagine'`,
    );
    expect(await rerun()).toMatch(/close ≈.*device/);
    expect(stage.discord.problems).toEqual([]);
  });
});
