import { parseArgs } from 'node:util';
import { type Contenders, measurePoisson, measureSaturated, openContenders } from './contention.ts';
import { CURVES, readCurve } from './curve.ts';
import { measureDeterminism } from './determinism.ts';
import { measureFlooder } from './flooder.ts';
import { measureHostCost } from './host.ts';
import { measureColdStart, measureMemorySlope } from './lifetime.ts';
import { measureNewcomer } from './newcomer.ts';
import { measureOverhead } from './overhead.ts';
import { simulateLoad } from './simulation.ts';
import { measureWay } from './way.ts';

/** Counts from the command line. */
interface Options {
  rounds: number;
  /** Of one round, per policy. */
  requests: number;
  /** Another curve to simulate, by name or file; all named ones without it. */
  curve: string | undefined;
}

/** What can be measured, in the order it is. */
const BENCHES = {
  /** npm run imagine: where its time goes, and its processes' memory. */
  imagine: ({ rounds }: Options) => measureWay(rounds),
  /** Equal pixels for 200 random requests, alone, batched and across a restart. */
  determinism: () => measureDeterminism(),
  /** Milliseconds of one image's step on the host at 64 × 64 × 4 with the default scheduler. */
  hostMsPerSampleStep: () => measureHostCost().DPMSolverMultistep,
  /** The same for every scheduler. */
  hostMsByScheduler: () => measureHostCost(),
  /** Wall time of one request / time inside its session runs. */
  overhead: ({ rounds }: Options) => measureOverhead(rounds),
  /** Throughput against one at a time, static batches, and the UNet alone at its best. */
  saturated: (options: Options) => contend((contenders) => measureSaturated(contenders, options)),
  /** Latency under open-loop load, in percent of what one at a time can do. */
  poisson: (options: Options) => contend((contenders) => measurePoisson(contenders, options)),
  /** A short request among long ones. */
  newcomer: ({ rounds }: Options) => measureNewcomer(rounds),
  /** What one person with 200 requests costs twenty others. */
  flooder: ({ rounds }: Options) => measureFlooder(rounds),
  /** From the start of a process to its first image / creating the sessions and their first runs. */
  coldStart: ({ rounds }: Options) => measureColdStart(rounds),
  /** Megabytes of resident memory that 1,000 steps add. */
  rssMbPer1000Steps: () => measureMemorySlope(),
  /** The same load at 95 % on step times of devices that are not here. */
  simulated: ({ curve }: Options) => simulate(curve),
};

async function contend<Figures>(measure: (contenders: Contenders) => Promise<Figures>): Promise<Figures> {
  const contenders = await openContenders();
  const figures = await measure(contenders);
  await contenders.close();
  return figures;
}

function simulate(curve: string | undefined) {
  const curves = curve === undefined ? Object.entries(CURVES) : [[curve, readCurve(curve)] as const];
  return Object.fromEntries(curves.map(([name, each]) => [name, simulateLoad(each, 0.95)]));
}

/**
 * `npm run bench`: the figures that the README and the closing notes quote, from this machine and this run.
 *
 *   npm run bench -- [name …] [--rounds N] [--requests N] [--curve a100|h200|t4|file.json] [--json]
 *
 * Names are the keys of BENCHES; all of them without one.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean' },
    rounds: { type: 'string', default: '5' },
    requests: { type: 'string', default: '40' },
    curve: { type: 'string' },
  },
});
const options = { rounds: Number(values.rounds), requests: Number(values.requests), curve: values.curve };
const figures: Record<string, unknown> = {};
for (const [name, measure] of Object.entries(BENCHES)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  figures[name] = await measure(options);
  if (!values.json) {
    console.log(name);
    console.table(figures[name]);
  }
}
if (values.json) console.log(JSON.stringify(figures));
