import { parseArgs } from 'node:util';
import { measureWay } from './way.ts';

/** `npm run bench`: the figures that the README and the closing notes quote, from this machine and this run. */
const { values } = parseArgs({ options: { json: { type: 'boolean' }, rounds: { type: 'string', default: '5' } } });
const figures = { imagine: await measureWay(Number(values.rounds)) };
if (values.json) console.log(JSON.stringify(figures));
else {
  const { first, later, peakMb } = figures.imagine;
  console.log('npm run imagine, four images of 20 steps, milliseconds');
  console.table({ 'first start': first, 'later starts (median)': later });
  console.log('Peak resident memory, MB');
  console.table(peakMb);
}
