import { parseArgs } from 'node:util';
import { measureDeterminism } from './determinism.ts';
import { measureHostCost } from './host.ts';
import { measureWay } from './way.ts';

/** What can be measured, in the order it is. */
const BENCHES = {
  /** npm run imagine: where its time goes, and its processes' memory. */
  imagine: (rounds: number) => measureWay(rounds),
  /** Equal pixels for 200 random requests, alone, batched and across a restart. */
  determinism: () => measureDeterminism(),
  /** Milliseconds of one image's step on the host at 64 × 64 × 4. */
  hostMsPerSampleStep: () => measureHostCost(),
};

/**
 * `npm run bench`: the figures that the README and the closing notes quote, from this machine and this run.
 *
 *   npm run bench -- [imagine] [determinism] [hostMsPerSampleStep] [--rounds N] [--json]
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, rounds: { type: 'string', default: '5' } },
});
const figures: Record<string, unknown> = {};
for (const [name, measure] of Object.entries(BENCHES)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  figures[name] = await measure(Number(values.rounds));
  if (!values.json) {
    console.log(name);
    console.table(figures[name]);
  }
}
if (values.json) console.log(JSON.stringify(figures));
