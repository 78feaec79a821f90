import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Fault } from '../../prisma/fault.ts';
import { forbidTelemetry } from '../engine/config.ts';
import { parseDevice } from '../engine/device.ts';
import { openPipeline } from '../engine/pipeline.ts';
import { SCHEDULERS } from '../engine/schedulers/create-scheduler.ts';
import { Session } from '../engine/session.ts';
import { type Catalogue, readCatalogue } from './catalogue.ts';
import { readDatabaseUrl } from './config.ts';
import { contactSheet } from './evaluation/contact-sheet.ts';
import { evaluate } from './evaluation/evaluate.ts';
import { describeFigures } from './evaluation/figures.ts';
import { Studio } from './evaluation/studio.ts';
import { loadedModels } from './loaded-models.ts';

/** The composition root of `npm run models`: what the models folder holds, and whether it can be painted with. */

const USAGE = `npm run models -- list            the models, and the folders that are none, with the reason; where DATABASE_URL is
                                  set, also on which devices each is loaded right now
npm run models -- info NAME       everything that was read from a model's files
npm run models -- verify [NAME]   reads every weight and opens every graph on the CPU
npm run models -- evaluate NAME   how well it paints: backgrounds, names, everyday words, seeds, speed, size

  --models DIR                    the folder that holds the models (default: models)
  --device DEVICE                 where evaluate paints (default: cpu)
  --sheet FILE                    a PNG of what evaluate painted
  --json                          the figures as one object`;

type Entry = Catalogue['models'][number];

async function list({ models, refused, vaes }: Catalogue): Promise<number> {
  const url = readDatabaseUrl();
  const loaded = url === null ? null : await loadedModels(url.reveal());
  for (const { card } of models) {
    const sizes = card.sizes.map((size) => size.join('x')).join(' ');
    const devices = loaded?.get(card.name);
    const where = devices === undefined ? 'not loaded' : `loaded on ${devices.join(', ')}`;
    const parts = [card.name, card.hash.slice(0, 10), card.title, sizes, ...(loaded === null ? [] : [where])];
    console.log(parts.join('  '));
  }
  for (const name of vaes) console.log(`${name}  a VAE; a model takes it with "vae": "../${name}" in its easel.json`);
  for (const { name, sentence } of refused) console.log(`${name}  refused: ${sentence}`);
  return refused.length === 0 ? 0 : 1;
}

function info({ model, card }: Entry): number {
  console.log(JSON.stringify({ card, model }, null, 2));
  return 0;
}

/** Opening a graph reads all of it, so damage inside the weights shows here and not in the middle of a job. */
async function verify({ models, refused }: Catalogue): Promise<number> {
  let failed = refused.length;
  for (const { name, sentence } of refused) console.log(`${name}  refused: ${sentence}`);
  for (const { model, card } of models) {
    try {
      const cpu = parseDevice('cpu', 1);
      const pipeline = await openPipeline(model, cpu);
      await pipeline.close();
      // What the engine opens only when somebody first needs it.
      for (const component of [model.vaeEncoder, model.vaeDecoderFloat32, model.safetyChecker]) {
        if (component !== null) await (await Session.open(component, cpu)).close();
      }
      console.log(`${card.name}  ${card.hash}  opens in ${Math.round(pipeline.openMs)} ms`);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      failed += 1;
      console.log(`${card.name}  ${card.hash}  does not open: ${error.message}`);
    }
  }
  return failed === 0 ? 0 : 1;
}

interface EvaluationOptions {
  models: string;
  device: string;
  sheet?: string | undefined;
  json: boolean;
}

/** Paints some 700 pictures, 3 minutes with the embedded model on two cores; progress goes to standard error. */
async function runEvaluation({ model }: Entry, { models, device, sheet, json }: EvaluationOptions): Promise<number> {
  let painted = 0;
  const studio = new Studio(model, parseDevice(device, availableParallelism()), () => {
    painted += 1;
    if (painted % 20 === 0) console.error(`${painted} pictures painted`);
  });
  try {
    const { figures, sections } = await evaluate(model, join(models, model.name), studio);
    if (sheet !== undefined) writeFileSync(sheet, await contactSheet(sections));
    console.log(json ? JSON.stringify(figures) : describeFigures(figures));
    return 0;
  } finally {
    await studio.close();
  }
}

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      models: { type: 'string', default: 'models' },
      device: { type: 'string', default: 'cpu' },
      sheet: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const [command = 'list', name] = positionals;
  if (!['list', 'info', 'verify', 'evaluate'].includes(command)) throw new Fault('usage', USAGE);
  const catalogue = await readCatalogue(values.models, SCHEDULERS);
  if (command === 'list') return list(catalogue);
  if (name === undefined && command === 'verify') return verify(catalogue);
  const refused = catalogue.refused.find((folder) => folder.name === name);
  if (refused !== undefined) throw new Fault('model_damaged', refused.sentence);
  const entry = catalogue.models.find(({ card }) => card.name === name);
  if (entry === undefined) {
    const names = catalogue.models.map(({ card }) => card.name).join(', ');
    throw new Fault('model_unavailable', `Expected the name of a model in ${values.models} (${names}), got ${name}.`);
  }
  if (command === 'evaluate') return runEvaluation(entry, values);
  return command === 'info' ? info(entry) : verify({ models: [entry], refused: [], vaes: [] });
}

forbidTelemetry();
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Fault) && !(error instanceof TypeError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
