import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { jobRecord } from '../bot/dashboard/job-record.ts';
import { optionsFor } from '../bot/imagine-options.ts';
import { type FreshDatabase, freshDatabase } from './database.ts';
import { apple, insertJob } from './new-job.ts';
import { ago, insertPastJob, provenanceOf } from './past-job.ts';

const record = ({ database }: FreshDatabase, jobId: string, guildId: string | null = null, viewerId = 'admin') =>
  jobRecord(database, { guildId, viewerId, jobId });

async function insertImage({ database }: FreshDatabase, jobId: string, pixelSha256 = 'a'.repeat(64)): Promise<void> {
  const row = { id: randomUUID(), jobId, slot: 0, seed: 4_294_967_295n, width: 96, height: 96, png: new Uint8Array(1) };
  await database.image.create({ data: { ...row, pixelSha256, parameters: 'a secret, Steps: 4' } });
}

describe('the record of a job', () => {
  it('tells what was asked for, how it was painted and how it was delivered', async () => {
    const db = await freshDatabase();
    const id = await insertPastJob(db, { userId: 'ada', workerId: randomUUID() });
    await db.database.job.update({ where: { id }, data: { asked: optionsFor('apple') } });
    await db.database.initialImage.create({ data: { jobId: id, png: new Uint8Array(1) } });
    await insertImage(db, id);
    const found = await record(db, id);
    const { prompt, prompts, negativePrompt, ...parameters } = apple;
    const { notices, ...provenance } = provenanceOf();
    expect(found).toMatchObject({ id, state: 'answered', userId: 'ada', imagesCharged: 1, gpuMs: 1_500 });
    expect(found).toMatchObject({ readyAt: ago(60), hasInitialImage: true, parameters, provenance, proof: null });
    expect(found?.written).toMatchObject({ prompt, prompts, negativePrompt, asked: { prompt: 'apple' }, notices });
    expect(found?.written?.pictures).toEqual([
      {
        slot: 0,
        seed: 4_294_967_295,
        variationSeed: null,
        width: 96,
        height: 96,
        pixelSha256: 'a'.repeat(64),
        parameters: 'a secret, Steps: 4',
        isFlagged: null,
      },
    ]);
    expect(found?.deliveries).toEqual([{ rung: 'original', code: null, at: ago(60) }]);
  });

  it('is there while the job waits, and never holds its token', async () => {
    const db = await freshDatabase();
    const found = await record(db, await insertJob(db));
    expect(found).toMatchObject({ state: 'accepted', provenance: null, readyAt: null, deliveries: [] });
    expect(Object.keys(found ?? {})).not.toContain('interactionToken');
  });

  it('is not there for another server, nor for an id of none', async () => {
    const db = await freshDatabase();
    const id = await insertPastJob(db, { guildId: 'here' });
    expect(await record(db, id, 'here')).not.toBeNull();
    expect(await record(db, id, 'elsewhere')).toBeNull();
    expect(await record(db, randomUUID())).toBeNull();
  });

  it('holds no word and no picture of a private job, but for its owner', async () => {
    const db = await freshDatabase();
    const secret = { prompt: 'a secret', prompts: ['a secret', 'b'], negativePrompt: 'no secret' };
    const id = await insertPastJob(db, { userId: 'ada', isPrivate: true, request: secret });
    await db.database.job.update({ where: { id }, data: { asked: optionsFor('a secret') } });
    await insertImage(db, id);
    const found = await record(db, id);
    expect(found).toMatchObject({ written: null, parameters: { seed: 42, steps: 4 }, provenance: { device: 'cpu' } });
    expect(JSON.stringify(found)).not.toContain('secret');
    expect((await record(db, id, null, 'ada'))?.written).toMatchObject({ ...secret, pictures: [{ slot: 0 }] });
  });

  it('knows its ancestors, the parent first, and its children, the oldest first, of its server alone', async () => {
    const db = await freshDatabase();
    const first = await insertPastJob(db, { readyAgo: 90 });
    const second = await insertPastJob(db, { parentId: first, action: 'variation', readyAgo: 80 });
    const third = await insertPastJob(db, { parentId: second, action: 'rerun', readyAgo: 70 });
    const young = await insertPastJob(db, { parentId: third, action: 'reroll', readyAgo: 10, isPrivate: true });
    const old = await insertPastJob(db, { parentId: third, action: 'remix', readyAgo: 20 });
    await insertPastJob(db, { parentId: third, action: 'remix', readyAgo: 5, guildId: 'elsewhere' });
    const lineage = (await record(db, third, '9'))?.lineage;
    expect(lineage?.ancestors.map(({ id, action }) => [id, action])).toEqual([
      [second, 'variation'],
      [first, 'imagine'],
    ]);
    expect(lineage?.children.map(({ id, isPrivate }) => [id, isPrivate])).toEqual([
      [old, false],
      [young, true],
    ]);
    expect((await record(db, third))?.lineage.children.length).toBe(3);
  });

  it('proves a rerun by its parent’s pixels, for as long as there is something to compare', async () => {
    const db = await freshDatabase();
    const parent = await insertPastJob(db);
    const same = await insertPastJob(db, { parentId: parent, action: 'rerun' });
    const other = await insertPastJob(db, {
      parentId: parent,
      action: 'rerun',
      provenance: provenanceOf({ rowsMax: 8 }),
    });
    const gone = await insertPastJob(db, { parentId: parent, action: 'rerun' });
    const variation = await insertPastJob(db, { parentId: parent, action: 'variation' });
    for (const id of [parent, same, variation]) await insertImage(db, id);
    await insertImage(db, other, 'b'.repeat(64));
    const proofs = await Promise.all([same, other, gone, variation].map((id) => record(db, id)));
    expect(proofs.map((found) => found?.proof)).toEqual([
      { verdict: 'exact' },
      { verdict: 'close', because: 'batch' },
      null,
      null,
    ]);
  });
});
