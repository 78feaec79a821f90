import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Registration, type WorkerCard } from '../inference/registration.ts';
import { readRuntime } from '../inference/runtime.ts';
import { type ModelCard, modelCard } from '../prisma/model-card.ts';
import { freshDatabase } from './database.ts';

const model: ModelCard = {
  name: 'emoji',
  title: 'Emoji',
  licence: null,
  hash: 'd'.repeat(64),
  sizeMultiple: 8,
  sizes: [[96, 96]],
  promptTokensMax: 77,
  startsFromImages: true,
  tiles: true,
  defaults: { steps: 20, guidanceScale: 3, scheduler: 'DPMSolverMultistep' },
  schedulers: ['DPMSolverMultistep'],
};

const card = (): WorkerCard => ({
  id: randomUUID(),
  device: 'cpu',
  runtime: readRuntime(),
  models: [model],
  openModels: [],
});

describe('a worker’s row', () => {
  it('offers its models to whoever reads it', async () => {
    const { database } = await freshDatabase();
    const worker = card();
    await new Registration(database, worker).announce();
    const [row, ...others] = await database.worker.findMany();
    expect(others).toEqual([]);
    expect(row).toMatchObject({ id: worker.id, device: 'cpu', runtime: { node: process.versions.node } });
    expect(modelCard.array().parse(row?.models)).toEqual([model]);
  });

  it('beats by the clock of the database', async () => {
    const { database, query } = await freshDatabase();
    const registration = new Registration(database, card());
    await registration.announce();
    await query(`UPDATE worker SET heartbeat_at = now() - interval '1 hour'`);
    await registration.beat();
    expect(await query(`SELECT id FROM worker WHERE heartbeat_at > now() - interval '5 seconds'`)).toHaveLength(1);
  });

  it('tells at every beat which models are open', async () => {
    const { database, query } = await freshDatabase();
    const open: string[] = [];
    const registration = new Registration(database, { ...card(), openModels: open });
    await registration.announce();
    expect(await query('SELECT open_models FROM worker')).toEqual([{ open_models: [] }]);
    open.push('emoji');
    await registration.beat();
    expect(await query('SELECT open_models FROM worker')).toEqual([{ open_models: ['emoji'] }]);
  });

  it('is forgotten after a day of silence, and comes back when its worker does', async () => {
    const { database, query } = await freshDatabase();
    const [asleep, awake] = [card(), card()];
    const sleeper = new Registration(database, asleep);
    await sleeper.announce();
    await query(`UPDATE worker SET heartbeat_at = now() - interval '25 hours'`);
    await new Registration(database, awake).announce();
    expect(await query('SELECT id FROM worker')).toEqual([{ id: awake.id }]);
    await sleeper.beat();
    expect(await query('SELECT id FROM worker')).toHaveLength(2);
  });

  it('is gone after a clean stop', async () => {
    const { database, query } = await freshDatabase();
    const registration = new Registration(database, card());
    await registration.announce();
    await registration.withdraw();
    expect(await query('SELECT id FROM worker')).toEqual([]);
  });
});
